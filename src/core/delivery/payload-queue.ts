import { cellKey, type DataValue, type Payload } from '../model/data-value';
import { weigh } from './buffer/cell-buffer';

/** A payload in its turn, with the keys of its cells. */
interface Queued {
  readonly payload: Payload;
  readonly keys: readonly string[];
  readonly bytes: number;
  /** When it was first found to be held by a doubt, in milliseconds of the clock. */
  heldSince?: number;
}

/** What stands in the way of a payload. */
export interface Obstacles {
  /** Whether a payload with the cell is under way. */
  readonly inFlight: (key: string) => boolean;
  /** When the doubt that holds the value ends, in milliseconds of the clock; undefined if none does. */
  readonly heldUntil: (value: DataValue) => number | undefined;
  /** The most values a request carries now. */
  readonly maxValues: number;
  /** Milliseconds of the clock. */
  readonly now: number;
}

/** The outcome of a look through the queue. */
export interface Taken {
  /** The first payload that may start. */
  readonly payload?: Payload;
  /** Milliseconds for which its values were held by doubts. */
  readonly heldMs?: number;
  /** Values that doubts were found to hold, and when the first of those doubts ends. */
  readonly held: { readonly values: number; readonly until: number };
}

/** Payloads in the order in which their cells were named; none overtakes an earlier one with a cell in common. */
export class PayloadQueue {
  #queued: Queued[] = [];
  #bytes = 0;
  #held = 0;

  /** Payloads that wait for nothing but their turn, as of the last look. */
  get ready(): number {
    return this.#queued.length - this.#held;
  }

  get isEmpty(): boolean {
    return this.#queued.length === 0;
  }

  /** About the bytes of all values in it. */
  get bytes(): number {
    return this.#bytes;
  }

  push(payload: Payload): void {
    this.#insert(this.#queued.length, 0, queued(payload));
  }

  /**
   * Takes out the first payload none of whose cells is in flight, held by a doubt, or in a payload before it. Of one that is
   * held in part the rest may start, and so may the first values of one that is larger than requests are by now.
   */
  take(obstacles: Obstacles): Taken {
    const { inFlight, now } = obstacles;
    const blocked = new Set<string>();
    const heldBefore = new Set<string>();
    let until = Infinity;
    let values = 0;
    this.#held = 0;
    for (let at = 0; at < this.#queued.length; at += 1) {
      const entry = this.#queued[at]!;
      const parts = partsOf(entry, obstacles, heldBefore);
      if (parts.held.length > 0) {
        entry.heldSince ??= now;
        until = Math.min(until, parts.until);
        values += parts.held.length;
      }
      const isFree = parts.free.length > 0 && !parts.keys.some((key) => blocked.has(key) || inFlight(key));
      if (isFree) {
        const payload = this.#cutOut(at, parts, obstacles);
        const heldMs = parts.held.length === 0 && entry.heldSince !== undefined ? now - entry.heldSince : undefined;
        return { payload, held: { values, until }, ...(heldMs === undefined ? {} : { heldMs }) };
      }
      if (parts.free.length === 0) this.#held += 1;
      for (const key of parts.keys) blocked.add(key);
    }
    return { held: { values, until } };
  }

  /** Takes out what may start of a payload, and leaves the rest in its place. */
  #cutOut(at: number, { free, held }: Parts, { maxValues }: Obstacles): Payload {
    const { payload, heldSince } = this.#queued[at]!;
    const size = Math.min(free.length, maxValues);
    const rest = [free.slice(size), held].filter((part) => part.length > 0);
    const entries = rest.map((values) => queued({ ...payload, values }));
    if (held.length > 0 && heldSince !== undefined) entries.at(-1)!.heldSince = heldSince;
    this.#insert(at, 1, ...entries);
    return { ...payload, values: size === payload.values.length ? payload.values : free.slice(0, size) };
  }

  #insert(at: number, instead: number, ...entries: readonly Queued[]): void {
    for (const { bytes } of this.#queued.splice(at, instead, ...entries)) this.#bytes -= bytes;
    for (const { bytes } of entries) this.#bytes += bytes;
  }
}

/** The values of a payload by whether a doubt holds them, or the one before them in their cell. */
interface Parts {
  readonly free: readonly DataValue[];
  /** Of the cells of those that are free. */
  readonly keys: readonly string[];
  readonly held: readonly DataValue[];
  readonly until: number;
}

function partsOf({ payload, keys }: Queued, { heldUntil }: Obstacles, heldBefore: Set<string>): Parts {
  const held = new Set<DataValue>();
  let first = Infinity;
  payload.values.forEach((value, at) => {
    const until = heldUntil(value);
    if (until === undefined && !heldBefore.has(keys[at]!)) return;
    held.add(value);
    heldBefore.add(keys[at]!);
    first = Math.min(first, until ?? Infinity);
  });
  if (held.size === 0) return { free: payload.values, keys, held: [], until: first };
  return {
    free: payload.values.filter((value) => !held.has(value)),
    keys: keys.filter((_, at) => !held.has(payload.values[at]!)),
    held: [...held],
    until: first,
  };
}

function queued(payload: Payload): Queued {
  let bytes = 0;
  for (const value of payload.values) bytes += weigh(value);
  return { payload, keys: payload.values.map(cellKey), bytes };
}
