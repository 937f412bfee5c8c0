import type { Span } from '../model/record-ticket';

/** So many records end a span where no state does. */
const LONGEST = 10_000;

/** Divides the input into spans, and tells up to which one every row has ended. */
export class Spans {
  readonly #open: Span[] = [{ number: 0, unsettled: 0, records: 0 }];
  /** Those before it have ended. */
  #first = 0;

  /** The span that rows are read in now. */
  get current(): Span {
    return this.#open.at(-1)!;
  }

  /** A record was read. @returns Its span. */
  add(): Span {
    if (this.current.records >= LONGEST) this.end();
    const span = this.current;
    span.records += 1;
    span.unsettled += 1;
    return span;
  }

  /** A state has come. @returns The number of the last span before it. */
  end(): number {
    const { number, records } = this.current;
    if (records === 0) return number - 1;
    this.#open.push({ number: number + 1, unsettled: 0, records: 0 });
    return number;
  }

  /** Every row of the spans up to this one that was read so far has ended; -1 for none. */
  get settled(): number {
    while (this.#first < this.#open.length - 1 && this.#open[this.#first]!.unsettled === 0) this.#first += 1;
    if (this.#first > MANY && this.#first > this.#open.length / 2) {
      this.#open.splice(0, this.#first);
      this.#first = 0;
    }
    const first = this.#open[this.#first]!;
    return first.unsettled === 0 ? first.number : first.number - 1;
  }
}

/** Ended spans that are forgotten at once. */
const MANY = 1024;
