import type { CheckpointLedger, ReleasedState } from './checkpoint-ledger';

/** What happens when something has settled. */
export interface CheckpointPorts {
  /** Called before states are let go; what it throws lets none go. */
  readonly judge?: () => void;
  /** Writes states out in their order, at once; resolves when stdout has taken them. */
  readonly emit: (states: readonly ReleasedState[]) => Promise<void>;
  /** Called each time: what states wait for beside their rows may be due. */
  readonly wake: () => void;
}

/** States that are written out at once. */
const MOST = 500;

/** Lets states go in their order, as fast as stdout takes them. */
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
        this.#ports.wake();
        const states = this.#ledger.release(MOST);
        if (states.length > 0) await this.#ports.emit(states);
        if (states.length === MOST) this.#again = true;
      }
    } finally {
      // In the same turn as the last look: whoever asks from now on starts a new one.
      this.#busy = false;
    }
  }
}
