/** Counts the answers of a sync, to tell what DHIS2 accepted after a trouble began. */
export class Traffic {
  #sequence = 0;
  #lastAccepted = 0;

  /** Takes the next number for an answer, from 1 on. */
  next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  /** By the answer of that number DHIS2 took or acknowledged a value: stored, deleted, or judged in a dry run. */
  accept(sequence: number): void {
    this.#lastAccepted = Math.max(this.#lastAccepted, sequence);
  }

  /** Number of the last answer by which DHIS2 took something; 0 if none did. */
  get lastAccepted(): number {
    return this.#lastAccepted;
  }
}
