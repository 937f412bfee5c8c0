import { MOST_HELD } from '../model/most-held';

/** Share of the heap that what is held may take, by the estimates that parts make. */
const OF_HEAP = 1 / 4;

/** How much may be held in a heap of so many bytes. */
export function heldLimit(heapBytes: number): number {
  return Math.min(MOST_HELD, heapBytes * OF_HEAP);
}

/** Tells about the bytes of one kind. */
type Bytes = () => number;

/** What is held beside the values on their way, by what makes it go. */
export interface HeldParts {
  /** What goes with values: the lines of their rows, and what was refused of them. */
  readonly rows: Bytes;
  /** Goes when the rows before it have ended, and stdout takes it. */
  readonly states: Bytes;
  /** Has its own bound, and a temporary file behind it. */
  readonly completions: Bytes;
}

/** The one account of what a sync holds in memory, and of how much that may be; reading waits on it. */
export class HeldBytes {
  readonly #limit: number;
  readonly #parts: HeldParts;

  constructor(limit: number, parts: HeldParts) {
    this.#limit = limit;
    this.#parts = parts;
  }

  /**
   * Bytes that leave no room for values, of {@link MOST_HELD}: what is there beside them, and what the heap is too small for.
   * What does not go by sending values takes half of the limit at most: otherwise values could wait for each other for ever.
   */
  get besideValues(): number {
    const { rows, states, completions } = this.#parts;
    return MOST_HELD - this.#limit + rows() + Math.min(this.#limit / 2, states() + completions());
  }

  /** True when so many states wait that everything before them has to end first. */
  get full(): boolean {
    return this.#parts.states() > this.#limit / 4;
  }
}
