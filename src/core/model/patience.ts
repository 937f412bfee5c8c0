/** How long trouble of DHIS2 or the network is waited for in a sync (product rule: ten minutes). */
export const TEN_MINUTES_MS = 10 * 60_000;

/**
 * How long trouble may go on, in milliseconds: one for a payload and all its parts, so that a server that hangs is not waited
 * for again with each half. Only time spent in trouble counts: attempts that failed, and the pauses after them.
 */
export class Patience {
  #leftMs: number;

  /** @defaultValue ten minutes */
  constructor(limitMs: number = TEN_MINUTES_MS) {
    this.#leftMs = limitMs;
  }

  /** 0 or less when it has ended. */
  get leftMs(): number {
    return this.#leftMs;
  }

  spend(ms: number): void {
    this.#leftMs -= ms;
  }
}
