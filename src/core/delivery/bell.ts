import type { Clock } from '../model/ports';

/** Wakes all who wait, when it is rung or at a time that was set. */
export class Bell {
  readonly #clock: Clock;
  #waiting: (() => void)[] = [];
  #alarm: AbortController | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when it rings next. */
  async next(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  ring(): void {
    const woken = this.#waiting;
    this.#waiting = [];
    for (const resolve of woken) resolve();
  }

  /** Calls `act` and rings at that time, in milliseconds of the clock, unless it is set anew or silenced before. */
  setAlarm(at: number, act: () => void): void {
    this.silence();
    const alarm = (this.#alarm = new AbortController());
    void this.#clock.sleep(Math.max(0, at - this.#clock.now()), alarm.signal).then(() => {
      if (alarm.signal.aborted) return;
      act();
      this.ring();
    });
  }

  /** Sets no alarm any more. */
  silence(): void {
    this.#alarm?.abort();
  }
}
