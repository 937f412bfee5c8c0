/** What is known of one group. */
export interface GroupEntry {
  /** The latest complete date, as `day.ts` writes days; `NO_DAY` where none was asked for. */
  day: number;
  /** Some of `IS`. */
  flags: number;
  /** The span (`spans.ts`) of its last row. */
  span: number;
  /** The epoch whose state waits for it. */
  epoch: number;
  /** A bit for each stream that has rows of it. */
  streams: number;
}

export const NO_DAY = -1;

/** What may be true of a group. */
export const IS = {
  /** A long row asked for it: it waits for the end of the stream. */
  long: 1,
  /** A value of it was refused. */
  refused: 2,
  /** Its end in this attempt is decided: registered, left out, or under way. */
  done: 4,
  /** An epoch waits for it. */
  pending: 8,
  /** Registered at the end of the input, whatever its rows are: its refusals may be on disk. */
  atEnd: 16,
  /** Its turn has come, and the request is not under way yet: a row that comes now puts it off again. */
  due: 32,
} as const;

/** What two looks at a group say together: the order of what they saw does not matter. */
export function merged(one: GroupEntry | undefined, other: GroupEntry): GroupEntry {
  if (!one) return other;
  return {
    day: Math.max(one.day, other.day),
    flags: one.flags | other.flags,
    span: Math.max(one.span, other.span),
    epoch: Math.max(one.epoch, other.epoch),
    streams: one.streams | other.streams,
  };
}

const FREE = -1;
const SMALLEST = 1024;

/** Groups by number, some 28 bytes each outside of the heap; open addressing. Entries are only dropped by {@link keep}. */
export class GroupTable {
  #keys = new Float64Array(SMALLEST).fill(FREE);
  #words = new Int32Array(SMALLEST * WORDS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Bytes of the arrays. */
  get bytes(): number {
    return this.#keys.byteLength + this.#words.byteLength;
  }

  get(key: number): GroupEntry | undefined {
    const slot = this.#slotOf(key);
    return this.#keys[slot] === FREE ? undefined : this.#read(slot);
  }

  set(key: number, entry: GroupEntry): void {
    let slot = this.#slotOf(key);
    if (this.#keys[slot] === FREE) {
      if (this.#size >= this.#keys.length * MAX_LOAD) {
        this.#rebuild(this.#keys.length * 2, () => true);
        slot = this.#slotOf(key);
      }
      this.#keys[slot] = key;
      this.#size += 1;
    }
    this.#write(slot, entry);
  }

  /** Drops all entries but some. */
  keep(isKept: (entry: GroupEntry) => boolean): void {
    this.#rebuild(this.#keys.length, isKept);
  }

  /** Numbers of the groups that are meant, ascending: those of one data set and period stand together. */
  keysWhere(isMeant: (entry: GroupEntry) => boolean): Float64Array {
    const found = new Float64Array(this.#size);
    let count = 0;
    for (let slot = 0; slot < this.#keys.length; slot += 1) {
      if (this.#keys[slot] === FREE || !isMeant(this.#read(slot))) continue;
      found[count] = this.#keys[slot]!;
      count += 1;
    }
    return found.subarray(0, count).sort();
  }

  #read(slot: number): GroupEntry {
    return entryAt(this.#words, slot * WORDS);
  }

  #write(slot: number, { day, flags, span, epoch, streams }: GroupEntry): void {
    const at = slot * WORDS;
    this.#words[at] = day;
    this.#words[at + 1] = flags;
    this.#words[at + 2] = span;
    this.#words[at + 3] = epoch;
    this.#words[at + 4] = streams;
  }

  /** The slot of a key, or the free one where it would be put. */
  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = mix(key) & mask;
    while (this.#keys[slot] !== FREE && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #rebuild(slots: number, isKept: (entry: GroupEntry) => boolean): void {
    const [keys, words] = [this.#keys, this.#words];
    this.#keys = new Float64Array(slots).fill(FREE);
    this.#words = new Int32Array(slots * WORDS);
    this.#size = 0;
    for (let from = 0; from < keys.length; from += 1) {
      if (keys[from] === FREE) continue;
      const entry = entryAt(words, from * WORDS);
      if (!isKept(entry)) continue;
      const slot = this.#slotOf(keys[from]!);
      this.#keys[slot] = keys[from]!;
      this.#write(slot, entry);
      this.#size += 1;
    }
  }
}

/** Numbers of an entry. */
const WORDS = 5;

/** Of the slots, at most so many are taken. */
const MAX_LOAD = 0.75;

function entryAt(words: Int32Array, at: number): GroupEntry {
  return {
    day: words[at]!,
    flags: words[at + 1]!,
    span: words[at + 2]!,
    epoch: words[at + 3]!,
    streams: words[at + 4]!,
  };
}

/** Spreads numbers below 2^53 over 32 bits. */
function mix(key: number): number {
  const high = (key / 2 ** 32) >>> 0;
  let hash = Math.imul((key >>> 0) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
