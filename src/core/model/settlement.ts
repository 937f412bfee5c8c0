import type { DataValue, Outcome, Payload } from './data-value';

/** A value and how it ended. */
export interface Settlement {
  readonly value: DataValue;
  readonly outcome: Outcome;
}

/** How DHIS2 splits what it stored. */
export interface StoredCounts {
  readonly imported: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** What one answer brought about, as far as it is to be booked. */
export interface Settled {
  /** Values that have ended, with the superseded ones behind those that were not refused. */
  readonly settled: readonly Settlement[];
  readonly counts?: StoredCounts;
  /** What is sent next because of it; `resends` above 0: the same values again, because DHIS2 lost them. */
  readonly next: readonly { readonly payload: Payload; readonly resends: number }[];
}
