/** What is asked of a request: the periods that it names. */
interface Naming {
  readonly values: readonly { readonly period: string }[];
}

/** Called when the request it was given for is answered. */
export type Leave = () => void;

/**
 * Lets requests run side by side, but one that names a period DHIS2 may never have seen runs alone.
 *
 * DHIS2 makes a period on first use, and two requests that do so at once lose values: 2.42 answers E7611 for a valid
 * period, 2.43 answers 200 and stores nothing (recorded exchanges 501-503).
 */
export class PeriodGate {
  readonly #known = new Set<string>();
  #shared = 0;
  #alone = false;
  readonly #waiting: { readonly payload: Naming; readonly enter: (alone: boolean) => void }[] = [];

  /** Waits until the payload may be sent. The caller leaves when it was answered, whatever the answer. */
  async enter(payload: Naming): Promise<Leave> {
    const alone =
      this.#waiting.length > 0 || !this.#mayEnter(this.#isNew(payload))
        ? await new Promise<boolean>((enter) => this.#waiting.push({ payload, enter }))
        : this.#admit(this.#isNew(payload));
    return () => this.#leave(alone);
  }

  /** DHIS2 stored a value of this period, so it has the period. */
  introduce(period: string): void {
    this.#known.add(period);
  }

  #isNew(payload: Naming): boolean {
    return payload.values.some((value) => !this.#known.has(value.period));
  }

  #mayEnter(alone: boolean): boolean {
    return !this.#alone && (!alone || this.#shared === 0);
  }

  #admit(alone: boolean): boolean {
    if (alone) this.#alone = true;
    else this.#shared += 1;
    return alone;
  }

  #leave(alone: boolean): void {
    if (alone) this.#alone = false;
    else this.#shared -= 1;
    for (let next = this.#waiting[0]; next && this.#mayEnter(this.#isNew(next.payload)); next = this.#waiting[0]) {
      this.#waiting.shift();
      next.enter(this.#admit(this.#isNew(next.payload)));
    }
  }
}
