import { cellKey, type Cell, type DataValue } from '../../model/data-value';
import type { ImportStrategy } from '../../model/settings';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Unsent values of one data set and action, those that go alone and those that vanish apart; at most one a cell, in the order
 * their cells were first named.
 */
interface Bucket {
  readonly cells: Map<string, DataValue>;
  /** Milliseconds: when the oldest value in it (or superseded by one in it) came. */
  since: number;
}

/** Values that leave the buffer together: one data set, one action, distinct cells, and all of them go alone or none. */
export interface Closed {
  readonly dataSet: string;
  readonly action: DataValue['action'];
  readonly values: readonly DataValue[];
}

/**
 * Holds the values that are in no payload yet; the last value of a cell wins, or, with CREATE, the first.
 *
 * Zeros that DHIS2 keeps nothing for and counts nowhere have requests of their own: they could hide that another value was lost.
 * A value that is replaced, or comes too late, stays reachable through `supersedes`, since the other one may be refused.
 */
export class CellBuffer {
  readonly #buckets = new Map<string, Bucket>();
  /** Which bucket a cell's unsent value is in: an element may be in two data sets, and a delete may follow a value. */
  readonly #home = new Map<string, Bucket>();
  /** With CREATE, where the next value of a cell goes: behind the last of those that wait behind the first. */
  readonly #tails: Map<string, Mutable<DataValue>> | undefined;
  readonly #vanishes: (value: DataValue) => boolean | 'perhaps';
  #values = 0;
  #bytes = 0;

  /** @param vanishes - Whether DHIS2 counts the value nowhere. */
  constructor(
    strategy: ImportStrategy = 'CREATE_AND_UPDATE',
    vanishes: (value: DataValue) => boolean | 'perhaps' = () => false,
  ) {
    this.#vanishes = vanishes;
    this.#tails = strategy === 'CREATE' ? new Map() : undefined;
  }

  /** Values held, superseded ones included: what memory is spent on. */
  get size(): number {
    return this.#values;
  }

  /** About how many bytes the values held take. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes a value in, replacing the unsent one of its cell.
   * @param now - Milliseconds.
   * @returns How many values its bucket holds now: the caller closes it when that is a request's worth.
   */
  add(value: DataValue, now: number): number {
    const key = cellKey(value);
    const home = this.#home.get(key);
    this.#values += 1;
    this.#bytes += weigh(value);
    if (home && this.#waitsBehind(home, value)) return home.cells.size;
    const bucket = this.#bucketOf(value, now);
    if (!home) {
      bucket.cells.set(key, value);
    } else {
      const superseded = home.cells.get(key)!;
      if (home !== bucket) home.cells.delete(key);
      this.#tails?.delete(key);
      if (home.since < bucket.since) bucket.since = home.since;
      bucket.cells.set(key, { ...value, supersedes: superseded });
    }
    if (home !== bucket) this.#home.set(key, bucket);
    return bucket.cells.size;
  }

  /** Whether a value of the cell is held. */
  has(cell: Cell): boolean {
    return this.#home.has(cellKey(cell));
  }

  /** Empties the bucket that the value belongs to. */
  closeFor(value: DataValue): Closed | undefined {
    return this.#close(this.#keyOf(value));
  }

  /** Empties every bucket whose oldest value came at `before` (milliseconds) or earlier; all of them by default. */
  closeOlder(before = Infinity): Closed[] {
    const closed: Closed[] = [];
    for (const [key, bucket] of [...this.#buckets]) {
      if (bucket.since > before) continue;
      const content = this.#close(key);
      if (content) closed.push(content);
    }
    return closed;
  }

  /** With CREATE, a value after one that is to be created. @returns False where it replaces the other, as everywhere else. */
  #waitsBehind(home: Bucket, value: DataValue): boolean {
    if (!this.#tails || value.action === 'delete') return false;
    const key = cellKey(value);
    const first = home.cells.get(key)!;
    if (first.action === 'delete') return false;
    let tail = this.#tails.get(key);
    if (!tail) home.cells.set(key, (tail = { ...first }));
    const last: Mutable<DataValue> = { ...value, ...(tail.supersedes && { supersedes: tail.supersedes }) };
    tail.supersedes = last;
    this.#tails.set(key, last);
    return true;
  }

  #close(key: string): Closed | undefined {
    const bucket = this.#buckets.get(key);
    this.#buckets.delete(key);
    if (!bucket || bucket.cells.size === 0) return undefined;
    const values = [...bucket.cells.values()];
    for (const cell of bucket.cells.keys()) {
      this.#home.delete(cell);
      this.#tails?.delete(cell);
    }
    for (const value of values) this.#forget(value);
    return { dataSet: values[0]!.dataSet, action: values[0]!.action, values };
  }

  #forget(value: DataValue): void {
    for (let each: DataValue | undefined = value; each; each = each.supersedes) this.#values -= 1;
    this.#bytes -= weigh(value);
  }

  #keyOf(value: DataValue): string {
    return value.dataSet + value.action + (value.alone ? '/' : '') + (this.#vanishes(value) ? '0' : '');
  }

  #bucketOf(value: DataValue, now: number): Bucket {
    const key = this.#keyOf(value);
    let bucket = this.#buckets.get(key);
    if (!bucket) this.#buckets.set(key, (bucket = { cells: new Map(), since: now }));
    return bucket;
  }
}

/** About the bytes a value and those it supersedes take: their texts and the objects. */
export function weigh(value: DataValue): number {
  let bytes = 0;
  for (let each: DataValue | undefined = value; each; each = each.supersedes) {
    bytes += 400 + 2 * (each.value.length + (each.comment?.length ?? 0));
  }
  return bytes;
}
