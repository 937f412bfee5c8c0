/** One request as the server saw it. Orders count all events of the server, so that two requests can be compared exactly. */
export interface RequestEntry {
  /** 1 for the first request. */
  readonly number: number;
  readonly method: string;
  /** Path as it was asked for, without query. */
  readonly path: string;
  readonly query: string;
  /** Content-Length of the body, 0 if it was not told. */
  readonly bytes: number;
  readonly contentEncoding: string | undefined;
  /** How the client signed in: `Basic`, `ApiToken`, `Bearer`, `Cookie`, or none. */
  readonly signIn: string | undefined;
  readonly receivedOrder: number;
  /** Milliseconds since 1970 by the machine's clock. */
  readonly receivedAt: number;
  user?: string;
  /** Number of data values in the payload. */
  values?: number;
  /** The cells named, as `dataElement/period/orgUnit/…` texts of the payload; only with `logCells`. */
  cells?: readonly string[];
  /** When the work was done and, for an import, everything stored. */
  workedOrder?: number;
  workedAt?: number;
  /** Status of the answer; absent if the connection was cut before it. */
  status?: number;
  answeredOrder?: number;
  answeredAt?: number;
}

/** The requests since the start or the last `clear`. */
export class RequestLog {
  #entries: RequestEntry[] = [];
  #number = 0;
  #order = 0;

  get entries(): readonly RequestEntry[] {
    return this.#entries;
  }

  open(
    request: Pick<RequestEntry, 'method' | 'path' | 'query' | 'bytes' | 'contentEncoding' | 'signIn'>,
  ): RequestEntry {
    this.#number += 1;
    const entry = { ...request, number: this.#number, receivedOrder: this.tick(), receivedAt: Date.now() };
    this.#entries.push(entry);
    return entry;
  }

  worked(entry: RequestEntry): void {
    entry.workedOrder = this.tick();
    entry.workedAt = Date.now();
  }

  answered(entry: RequestEntry, status: number): void {
    entry.status = status;
    entry.answeredOrder = this.tick();
    entry.answeredAt = Date.now();
  }

  clear(): void {
    this.#entries = [];
  }

  /** The next number of the order of events. */
  tick(): number {
    this.#order += 1;
    return this.#order;
  }
}
