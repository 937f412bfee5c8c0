import type { Log } from '../../model/ports';

/** The log says so often that values wait: a log that stands still looks like a sync that hangs. */
export const SAY_EVERY_MS = 60_000;

/** Says in the log that values wait for the end of a doubt, and how long they did. */
export class HeldValues {
  readonly #log: Log;
  #said = -Infinity;
  #longestMs = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The longest that a value waited, in milliseconds. */
  get longestMs(): number {
    return this.#longestMs;
  }

  /** So many values wait; the first of them until then, in milliseconds of the clock. */
  wait(values: number, until: number, now: number): void {
    if (values === 0 || now - this.#said < SAY_EVERY_MS) return;
    this.#said = now;
    this.#log(
      'INFO',
      `${values} values wait: DHIS2 may still carry out a request with older values of the same cells, whose answer never came. The first of them go on in ${Math.ceil((until - now) / 1_000)} s at the latest; other rows are not held up.`,
    );
  }

  /** So many values go on after `ms` milliseconds. */
  goOn(values: number, ms: number): void {
    this.#longestMs = Math.max(this.#longestMs, ms);
    this.#log(
      'INFO',
      `${values} values go on that waited ${Math.round(ms / 1_000)} s for the end of a request without an answer.`,
    );
  }
}
