/** The server's clock: it runs, and a test may move it ahead so that tokens end without anyone waiting. */
export class Clock {
  #offsetMs: number;

  /** @param start - What time it is now for the server; the machine's time if left out. */
  constructor(start?: Date | string) {
    this.#offsetMs = start === undefined ? 0 : new Date(start).getTime() - Date.now();
  }

  /** The server's present moment. */
  now(): Date {
    return new Date(this.ms());
  }

  /** The server's present moment in milliseconds since 1970. */
  ms(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Moves the clock ahead. */
  advance(ms: number): void {
    this.#offsetMs += ms;
  }
}

/** `2026-11-23T22:57:39.123`: how most of the Web API writes a moment (UTC, no zone). */
export function localDateTime(moment: Date): string {
  return moment.toISOString().slice(0, 23);
}

/** `2026-11-23`. */
export function isoDate(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
