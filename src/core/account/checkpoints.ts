import type { CheckpointLedger, ReleasedState } from './checkpoint-ledger';
import type { Registration } from '../model/group-key';

/** What happens when something has settled. */
export interface CheckpointPorts {
  /** Called before states are let go; what it throws lets none go. */
  readonly judge?: () => void;
  /** Writes states out in their order, at once; resolves when stdout has taken them. */
  readonly emit: (states: readonly ReleasedState[]) => Promise<void>;
  /** Registers completions whose values are all settled; resolves when each was taken or reported. */
  readonly complete: (registrations: readonly Registration[]) => Promise<void>;
}

/** Lets states go, one at a time and in order, after the completions they wait for. */
export class Checkpoints {
  readonly #ledger: CheckpointLedger;
  readonly #ports: CheckpointPorts;
  #running = Promise.resolve();
  #busy = false;
  #again = false;
  #closed = false;

  constructor(ledger: CheckpointLedger, ports: CheckpointPorts) {
    this.#ledger = ledger;
    this.#ports = ports;
  }

  /** To be called whenever values have settled or a state has come. Resolves when all that may leave has left. */
  advance(): Promise<void> {
    this.#again = true;
    if (!this.#busy) this.#running = this.#run();
    return this.#running;
  }

  /** Lets go what is ready and asks DHIS2 nothing more: for a sync that is cut short. */
  async leave(): Promise<void> {
    if (!this.#closed) this.#ports.judge?.();
    const states = this.#closed ? [] : this.#ledger.release();
    this.close();
    if (states.length > 0) await this.#ports.emit(states);
  }

  /** No state leaves from now on. */
  close(): void {
    this.#closed = true;
  }

  async #run(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        this.#ports.judge?.();
        const states = this.#ledger.release();
        if (states.length > 0) await this.#ports.emit(states);
        for (const { registrations, done } of this.#ledger.due()) {
          await this.#ports.complete(registrations);
          done();
          this.#again = true;
        }
      }
    } finally {
      // In the same turn as the last look: whoever asks from now on starts a new one.
      this.#busy = false;
    }
  }
}
