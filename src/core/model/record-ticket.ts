import type { Registration } from './group-key';
import type { Refusal } from './refusal';

/** What happened to the values of an epoch; each value is in one of the first five. */
export interface ValueCounts {
  stored: number;
  deleted: number;
  skipped: number;
  superseded: number;
  rejected: number;
  /** How DHIS2 splits `stored`, as far as it tells; exact in total, booked on the request's last value. */
  imported: number;
  updated: number;
  unchanged: number;
}

/** Where a record stood in the input, for people. */
export interface RecordOrigin {
  /** `namespace.name`, or the name alone. */
  readonly stream: string;
  /** Physical line of stdin, 1-based. */
  readonly line: number;
  /** Position among the records of its stream, 1-based. */
  readonly ordinal: number;
  /** The line itself, kept only where refused rows are written to a file. */
  readonly raw?: string;
}

/** How many records of a stream came in this attempt, and how those that have ended did. */
export interface StreamTally {
  records: number;
  rejected: number;
  /** Ended, and nothing of them was refused. */
  accepted: number;
}

/** The gap between two states of a stream: what was read in it and is not settled yet. */
export interface Epoch {
  records: number;
  rejectedRecords: number;
  /** Records with unsettled values, and completions being registered. */
  unsettled: number;
  readonly values: ValueCounts;
  readonly stream: StreamTally;
  /** The latest completion asked for, by group; registered once everything else is settled. */
  completions?: Map<string, Registration>;
}

/** One record on its way. Handed out by the ledger; a value keeps it so that its end can be told to the ledger. */
export interface RecordTicket {
  readonly origin: RecordOrigin;
  /** The ledger's own: which epoch it counts in, what is still open, and what was refused of it. */
  readonly account: { readonly epoch: Epoch; open: number; refused?: RefusedPart[] };
}

/** A part of a record that was not stored. */
export interface RefusedPart {
  /** The row's ids, for people: `dataElement=… orgUnit=… period=…`; never a value. */
  readonly ids: string;
  readonly refusal: Refusal;
}
