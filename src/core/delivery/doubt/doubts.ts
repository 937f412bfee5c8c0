import type { Look, Seen } from '../../model/cell-reader';
import { cellKey, type DataValue } from '../../model/data-value';
import { type Content, contentOf, holds, sameContent } from './content';

/**
 * So long after it was sent, a request that was never answered may still be carried out. A convention: no limit of DHIS2 is
 * known (docs/assumptions.md).
 */
export const DOUBT_MS = 10 * 60_000;

/** About the bytes of an entry, beside its texts: key, objects, a place in the map. */
const ENTRY_BYTES = 350;

/** A cell that a request without an answer may still change. All such requests of a cell have the same content. */
interface Doubt {
  readonly content: Content;
  /** When the last of them can no longer be carried out, in milliseconds of the clock. */
  until: number;
  /** When the first of them was sent. */
  readonly since: number;
  /** Whether the same content was sent more than once: then a cell that holds it does not tell which request did it. */
  repeated: boolean;
  /** Whether the cell is known to have held something else while the request was not carried out yet. */
  differed: boolean;
}

/**
 * The cells in doubt: those of requests whose answer never came, and which DHIS2 may still be at work on.
 *
 * A cell is in doubt until it was seen to hold what the request brings, which differs from what was there before, and nothing
 * else with that content was sent; or until ten minutes after the request was sent. Meanwhile the same content may be sent
 * again; another one waits, lest the old request put its value back over it.
 */
export class Doubts {
  readonly #cells = new Map<string, Doubt>();
  #bytes = 0;

  /** Cells in doubt. */
  get size(): number {
    return this.#cells.size;
  }

  /** About the bytes they take. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * A request with these values was not answered.
   *
   * @param sentAt - Milliseconds of the clock.
   * @param before - What its cells held before it was sent, as far as that is known.
   */
  open(values: readonly DataValue[], sentAt: number, before: ReadonlyMap<string, Seen> = NOTHING_KNOWN): void {
    for (const value of values) {
      const key = cellKey(value);
      const known = this.#cells.get(key);
      if (known) {
        known.until = Math.max(known.until, sentAt + DOUBT_MS);
        known.repeated = true;
        continue;
      }
      const content = contentOf(value);
      const differed = isKnown(before.get(key)) && !holds(before.get(key), content);
      const doubt = { content, since: sentAt, until: sentAt + DOUBT_MS, repeated: false, differed };
      this.#cells.set(key, doubt);
      this.#bytes += weigh(doubt);
    }
  }

  /** These values are being sent, maybe not for the first time. */
  sending(values: readonly DataValue[]): void {
    if (this.#cells.size === 0) return;
    for (const value of values) {
      const doubt = this.#cells.get(cellKey(value));
      if (doubt) doubt.repeated = true;
    }
  }

  /** Ends the doubts that what was seen ends. */
  see({ since, seen }: Look): void {
    for (const [key, what] of seen) {
      const doubt = this.#cells.get(key);
      if (!doubt || doubt.repeated || since < doubt.since || !isKnown(what)) continue;
      if (!holds(what, doubt.content)) doubt.differed = true;
      else if (doubt.differed) this.#end(key, doubt);
    }
  }

  /** When the value may be sent, in milliseconds of the clock; undefined: now. */
  heldUntil(value: DataValue, now: number): number | undefined {
    if (this.#cells.size === 0) return undefined;
    const key = cellKey(value);
    const doubt = this.#cells.get(key);
    if (!doubt) return undefined;
    if (doubt.until <= now) {
      this.#end(key, doubt);
      return undefined;
    }
    return sameContent(doubt.content, value) ? undefined : doubt.until;
  }

  /** Forgets the doubts that time has ended. */
  prune(now: number): void {
    for (const [key, doubt] of this.#cells) if (doubt.until <= now) this.#end(key, doubt);
  }

  #end(key: string, doubt: Doubt): void {
    this.#cells.delete(key);
    this.#bytes -= weigh(doubt);
  }
}

const NOTHING_KNOWN: ReadonlyMap<string, Seen> = new Map();

function isKnown(seen: Seen | undefined): boolean {
  return seen !== undefined && seen.kind !== 'not-known';
}

function weigh({ content }: Doubt): number {
  return ENTRY_BYTES + 2 * (content.value.length + (content.comment?.length ?? 0));
}
