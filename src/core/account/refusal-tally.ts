import { CLOSED_CAUSES, type Cause } from '../model/cause';
import type { RecordTicket, RefusedPart } from '../model/record-ticket';
import { describePlace } from './refusal-line';

/** Rows that the closing summary names for each cause. */
const EXAMPLES_PER_CAUSE = 3;

/** Different texts of one cause and stream that are counted apart; what comes beyond is counted under the cause alone. */
const TEXTS_PER_CAUSE = 100;

/** One cause over all streams. */
export interface CauseCount {
  readonly cause: Cause;
  /** DHIS2's codes that were seen with it. */
  readonly codes: readonly string[];
  /** Refused values. */
  readonly parts: number;
  /** Places and ids of the first rows. */
  readonly examples: readonly string[];
}

/** The commonest cause of one stream. */
export interface MainCause {
  readonly cause: Cause;
  /** Records refused for it, of {@link refused}. */
  readonly records: number;
  readonly refused: number;
  /** The commonest text of a refusal with that cause; never a value. */
  readonly text: string;
}

interface OfCause {
  parts: number;
  readonly codes: Set<string>;
  readonly examples: string[];
}

interface OfStream {
  refused: number;
  readonly causes: Map<Cause, { records: number; readonly texts: Map<string, number> }>;
}

/**
 * What was refused, by cause and by stream: the log's end, the limit of refusals and the trace speak from it.
 * Bounded by the number of causes and streams.
 */
export class RefusalTally {
  readonly #causes = new Map<Cause, OfCause>();
  readonly #streams = new Map<string, OfStream>();
  #records = 0;

  /** Records refused so far. */
  get records(): number {
    return this.#records;
  }

  /** Counts a record of which something was refused; all its values have ended. */
  add(ticket: RecordTicket, parts: readonly RefusedPart[]): void {
    this.#records += 1;
    const place = describePlace(ticket);
    for (const { ids, refusal } of parts) {
      const count = getOrAdd(this.#causes, refusal.cause, () => ({ parts: 0, codes: new Set<string>(), examples: [] }));
      count.parts += 1;
      count.codes.add(refusal.code);
      // One of a row is enough: a wide one may be refused for all its values at once.
      const isNew = count.examples.at(-1)?.startsWith(place) !== true;
      if (isNew && count.examples.length < EXAMPLES_PER_CAUSE)
        count.examples.push(ids === '' ? place : `${place}: ${ids}`);
    }
    this.#addToStream(ticket.origin.stream, parts);
  }

  /** Every cause, the commonest first. */
  causes(): readonly CauseCount[] {
    return [...this.#causes]
      .map(([cause, { parts, codes, examples }]) => ({ cause, codes: [...codes], parts, examples }))
      .sort((a, b) => b.parts - a.parts);
  }

  /** What most of a stream's refused records were refused for; undefined if none was. */
  mainCause(stream: string): MainCause | undefined {
    const ofStream = this.#streams.get(stream);
    if (!ofStream) return undefined;
    const [cause, { records, texts }] = [...ofStream.causes].reduce((a, b) => (b[1].records > a[1].records ? b : a));
    const [text] = [...texts].reduce((a, b) => (b[1] > a[1] ? b : a));
    return { cause, records, refused: ofStream.refused, text };
  }

  /** Whether a stream's records were refused only because a period is closed, expired, locked or approved. */
  isOnlyClosed(stream: string): boolean {
    return [...(this.#streams.get(stream)?.causes.keys() ?? [])].every((cause) => CLOSED_CAUSES.has(cause));
  }

  #addToStream(stream: string, parts: readonly RefusedPart[]): void {
    const ofStream = getOrAdd<string, OfStream>(this.#streams, stream, () => ({ refused: 0, causes: new Map() }));
    ofStream.refused += 1;
    const seen = new Set<Cause>();
    for (const { refusal } of parts) {
      if (seen.has(refusal.cause)) continue;
      seen.add(refusal.cause);
      const count = getOrAdd(ofStream.causes, refusal.cause, () => ({ records: 0, texts: new Map<string, number>() }));
      count.records += 1;
      const times = count.texts.get(refusal.text);
      if (times !== undefined || count.texts.size < TEXTS_PER_CAUSE) count.texts.set(refusal.text, (times ?? 0) + 1);
    }
  }
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let found = map.get(key);
  if (found === undefined) map.set(key, (found = make()));
  return found;
}
