import type { Cell } from '../model/data-value';

/** Looked up once, not for each character. */
const { abs, floor, imul } = Math;

/** What became of a cell that is told to the set. */
export type Sighting = 'new' | 'known' | 'unknowable';

/** Slots at first; doubled as cells come. */
const FIRST_SLOTS = 4096;
/** Slots per cell at the end: a search looks at three or four of them. */
const ROOM = 1.4;
/** The set grows when so much of it is taken. */
const FULLEST = 0.72;

/**
 * Which cells a sync has named, and whether the last row of each stored a value or deleted it.
 *
 * A cell is its hash of 53 bits: two of a million cells share one in once of some 18,000 syncs. Eight bytes a slot, 11 MB at most.
 */
export class CellSet {
  readonly #maxCells: number;
  /** Hashes in open addressing, 0 for a free slot; negative where the last row deleted. */
  #slots = new Float64Array(FIRST_SLOTS);
  #cells = 0;

  constructor(maxCells: number) {
    this.#maxCells = maxCells;
  }

  /** Takes a cell in. @returns `known` if the row before it in the cell stored; `unknowable` if the set is full. */
  see(cell: Cell, action: 'store' | 'delete'): Sighting {
    const hash = hashOf(cell);
    const slot = this.#find(hash);
    const before = this.#slots[slot]!;
    if (before === 0 && this.#cells >= this.#maxCells) return 'unknowable';
    this.#slots[slot] = action === 'store' ? hash : -hash;
    if (before === 0) {
      this.#cells += 1;
      if (this.#cells > this.#slots.length * FULLEST) this.#grow();
    }
    return before > 0 ? 'known' : 'new';
  }

  /** The slot of the hash, or the free one where it belongs. */
  #find(hash: number): number {
    const slots = this.#slots;
    const { length } = slots;
    let at = floor((hash / 2 ** 53) * length);
    while (slots[at] !== 0 && abs(slots[at]!) !== hash) at = at + 1 === length ? 0 : at + 1;
    return at;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Float64Array(Math.min(old.length * 2, Math.ceil(this.#maxCells * ROOM)));
    for (const entry of old) if (entry !== 0) this.#slots[this.#find(abs(entry))] = entry;
  }
}

/** cyrb53 (public domain): two lanes of 32 bits, mixed; never 0. */
function hashOf({ dataElement, categoryOptionCombo, attributeOptionCombo, orgUnit, period }: Cell): number {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (const text of [dataElement, categoryOptionCombo, attributeOptionCombo, orgUnit, period]) {
    for (let at = 0; at <= text.length; at += 1) {
      // Beyond its end a text counts as a separator.
      const code = at < text.length ? text.charCodeAt(at) : 0xffff;
      low = imul(low ^ code, 2654435761);
      high = imul(high ^ code, 1597334677);
    }
  }
  low = imul(low ^ (low >>> 16), 2246822507) ^ imul(high ^ (high >>> 13), 3266489909);
  high = imul(high ^ (high >>> 16), 2246822507) ^ imul(low ^ (low >>> 13), 3266489909);
  return 4294967296 * (2097151 & high) + (low >>> 0) || 1;
}
