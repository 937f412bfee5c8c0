import type { Clock } from '../../src/core/model/ports';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only where everybody waits: minutes go by in a moment, and always in the same order. */
export class SimulatedClock implements Clock {
  #now = 1_000_000;
  #sleepers: Sleeper[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = (): void => {
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        sleeper.wake();
      };
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
      };
      this.#insert(sleeper);
      signal?.addEventListener('abort', stop);
    });
  }

  /** Lets time pass until the work is done. @throws What the work throws, or an error if it waits for nothing. */
  async passUntil<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const end = (): void => void (done = true);
    work.then(end, end);
    for (;;) {
      await new Promise(setImmediate);
      if (done) return work;
      const next = this.#sleepers.shift();
      if (!next) throw new Error('everybody waits, and nobody for the clock');
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }

  #insert(sleeper: Sleeper): void {
    let low = 0;
    let high = this.#sleepers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sleepers[middle]!.at <= sleeper.at) low = middle + 1;
      else high = middle;
    }
    this.#sleepers.splice(low, 0, sleeper);
  }
}
