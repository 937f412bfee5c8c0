import type { Registration } from '../../model/group-key';
import { registerUnseen, type Registered, type Registering } from './registering';

/** What the loop works on. */
export interface LoopPorts<T extends { readonly registration: Registration }> extends Registering {
  /** @returns What is due next, which may be an empty list; undefined when nothing is. */
  readonly take: () => readonly T[] | undefined;
  /** Hears of each list that was taken, when it has ended. */
  readonly onEnded: (due: readonly T[], how: Registered) => void;
  readonly onFailure: (reason: unknown) => void;
}

/** Registers what is due, one request at a time, beside everything else. */
export class RegistrationLoop<T extends { readonly registration: Registration }> {
  readonly #ports: LoopPorts<T>;
  readonly #stopping = new AbortController();
  #running = Promise.resolve();
  #busy = false;
  #failure: { readonly reason: unknown } | undefined;

  constructor(ports: LoopPorts<T>) {
    this.#ports = ports;
  }

  /** Something may be due. */
  wake(): void {
    if (!this.#busy && !this.#stopping.signal.aborted) this.#running = this.#run();
  }

  /** Resolves when nothing is due. @throws What ended the loop. */
  async idle(): Promise<void> {
    while (this.#busy) await this.#running;
    if (this.#failure) throw this.#failure.reason;
  }

  /** Starts no further request. */
  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    this.#busy = true;
    try {
      for (let due = this.#ports.take(); due && !signal.aborted; due = this.#ports.take()) {
        const registrations = due.map(({ registration }) => registration);
        const how = await registerUnseen(registrations, this.#ports, signal);
        this.#ports.onEnded(signal.aborted ? [] : due, how);
      }
    } catch (reason) {
      this.stop();
      this.#failure = { reason };
      this.#ports.onFailure(reason);
    } finally {
      // In the same turn as the last look: whoever wakes it from now on starts a new round.
      this.#busy = false;
    }
  }
}
