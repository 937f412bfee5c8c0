/** A read may take this long before the next ones are made smaller: a quarter of its time limit. */
const SLOW_PART = 1 / 4;
/** Reads faster than this part of their limit may grow. */
const FAST_PART = 1 / 20;
const MIN_VALUES = 1_000;

/**
 * How many values a read should be expected to hold, from how long reads take.
 *
 * 2.42 reads 45,000 values a second and more, 2.43 8,500 to 20,000, and a tenth of that while it works off what it has just
 * imported: 100,000 at once would then be beyond the time limit.
 */
export class ReadSize {
  readonly #timeoutMs: number;
  readonly #most: number;
  #current: number;

  constructor(timeoutMs: number, mostValues: number) {
    this.#timeoutMs = timeoutMs;
    this.#most = mostValues;
    this.#current = Math.ceil(mostValues / 4);
  }

  /** Values. */
  get current(): number {
    return this.#current;
  }

  /** @param values - What was asked for; a small read says nothing of a large one. */
  took(ms: number, values: number): void {
    if (ms > this.#timeoutMs * SLOW_PART) {
      this.#current = Math.max(Math.min(MIN_VALUES, this.#current), Math.floor(this.#current / 2));
    } else if (ms < this.#timeoutMs * FAST_PART && values >= this.#current / 4) {
      this.#current = Math.min(this.#most, this.#current * 2);
    }
  }
}
