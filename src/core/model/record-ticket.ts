import type { GroupKey } from './group-key';
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

/** Which part of its row a value is: the column of a wide row, or the position of a packaged element, from 0. */
export type RowPart = string | number;

/** How a row can be cut to some of its parts. A long row cannot: it is one value. */
export interface RowParts {
  /** Every column of a wide row that is a value. */
  readonly indicators?: ReadonlySet<string>;
  /** The column of a packaged row that holds the values. */
  readonly body?: string;
  /** The column of the complete date, where the view has one. */
  readonly completeDate?: string;
}

/** Where a record stood in the input, for people. */
export interface RecordOrigin {
  /** `namespace.name`, or the name alone. */
  readonly stream: string;
  /** Physical line of stdin, 1-based. */
  readonly line: number;
  /** Position among the records of its stream, 1-based. */
  readonly ordinal: number;
  /** The line itself, kept only where refused rows are written to a file; a text of its own, not a piece of a larger one. */
  readonly raw?: string;
  /** Knows how `raw` can be cut: the stream's mapper. */
  readonly layout?: { readonly parts: RowParts };
  /** Columns that the row was sent without, because an earlier sync has stored them: `rejection.left_out` of its line. */
  readonly leftOut?: readonly string[];
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
  readonly id: number;
  /** Records with unsettled values. */
  unsettled: number;
  /** Groups that are to be registered as complete before the state at its end may leave. */
  waiting: number;
  /** The last span before that state, once it has come. */
  closedAt?: number;
  readonly values: ValueCounts;
  readonly stream: StreamTally;
}

/** A stretch of the input: the rows between two states, whatever their streams. */
export interface Span {
  readonly number: number;
  /** Records of it that have not ended. */
  unsettled: number;
  records: number;
}

/** One record on its way. Handed out by the ledger; a value keeps it so that its end can be told to the ledger. */
export interface RecordTicket {
  readonly origin: RecordOrigin;
  /** The ledger's own: where it counts in, what is still open, about the bytes that are kept of it, and what was refused. */
  readonly account: {
    readonly epoch: Epoch;
    readonly span: Span;
    open: number;
    bytes: number;
    refused?: RefusedPart[];
  };
}

/** Which value of a record is meant. */
export interface ValueName {
  /** The row's ids, for people: `dataElement=… orgUnit=… period=…`; never a value. */
  readonly ids: string;
  /** Absent where the value is the whole row, or nobody can tell. */
  readonly part?: RowPart | undefined;
  /** The group it belongs to, as far as that is known. */
  readonly group?: GroupKey | undefined;
}

/** A part of a record that was not stored. */
export interface RefusedPart extends ValueName {
  readonly refusal: Refusal;
}
