/** What a state covers: one stream, all streams at once, or, as `LEGACY`, whatever a source of the old protocol put in it. */
export type StateType = 'STREAM' | 'GLOBAL' | 'LEGACY';

/** A stream's name and namespace; `null` where the source has no namespaces. */
export interface StreamDescriptor {
  readonly name: string;
  readonly namespace: string | null;
}

/** What a state says about itself, apart from its text. */
export interface StateHead {
  readonly type: StateType;
  /** Set for STREAM states only. */
  readonly stream?: StreamDescriptor;
}

/** What a source, or the platform, did to a column that it could not carry: an entry of `record.meta.changes`. */
export interface SourceChange {
  readonly field: string;
  readonly change: 'NULLED' | 'TRUNCATED';
  /** One of the protocol's words, such as `SOURCE_RECORD_SIZE_LIMITATION`. */
  readonly reason?: string;
}

/** A RECORD of the input. */
export interface IncomingRecord {
  readonly kind: 'record';
  /** Physical line of stdin, 1-based. */
  readonly line: number;
  readonly stream: string;
  readonly namespace: string | null;
  /** JSON values by column; numbers that a double would bend are `ExactNumber`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Absent where every column is as the view has it. */
  readonly changes?: readonly SourceChange[];
  /** The line itself, without its end. */
  readonly raw: string;
  /** Columns that a file of refused rows left out of the row, since their values were taken: `rejection.left_out`. */
  readonly leftOut?: readonly string[];
}

/** A STATE of the input. */
export interface IncomingState {
  readonly kind: 'state';
  /** Physical line of stdin, 1-based. */
  readonly line: number;
  /** The line itself: what leaves again, with stats added. */
  readonly text: string;
  readonly state: StateHead;
}

/** A message of the input, as the reader (`airbyte/read-messages.ts`) hands it on; all others end there. */
export type Incoming = IncomingRecord | IncomingState;
