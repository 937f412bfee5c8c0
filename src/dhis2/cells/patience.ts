import type { Log } from '../../core/model/ports';

/** So many reads may take too long. */
const TIMEOUTS = 2;

/** Ends the looking of a sync when reads take too long: a server that is slow to read from would only get slower. */
export class Patience {
  readonly #log: Log;
  #timeouts = 0;
  #ended: string | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Why nothing is read any more; undefined as long as it is. */
  get ended(): string | undefined {
    return this.#ended;
  }

  /** A read took longer than it may, or longer than a gateway waited. */
  timedOut(limitMs: number): void {
    this.#timeouts += 1;
    if (this.#timeouts < TIMEOUTS || this.#ended !== undefined) return;
    const limit = `${limitMs / 1_000} s`;
    this.#ended = `reading was given up after ${TIMEOUTS} reads that took longer than ${limit}`;
    this.#log(
      'WARN',
      `DHIS2 took longer than ${limit} for each of ${TIMEOUTS} reads of what it holds, so this sync reads no more of it. ` +
        'DHIS2 or its database is overloaded: look there first, or run the sync at a quieter time.',
    );
  }
}
