import type { DataValue, SkipReason } from './data-value';
import type { SourceChange } from './incoming';
import type { Registration } from './group-key';
import type { RecordTicket, RowParts, ValueName } from './record-ticket';
import type { Refusal } from './refusal';

/** A row's JSON, as it came in. */
export type Row = Readonly<Record<string, unknown>>;

/** A value of a record that will not be sent. */
export interface RefusedValue extends ValueName {
  readonly refusal: Refusal;
}

/** What became of one record. */
export interface MappedRecord {
  readonly values: readonly DataValue[];
  readonly refused: readonly RefusedValue[];
  readonly skipped: readonly SkipReason[];
  /** Groups that the record's complete date asks to register. */
  readonly completion?: readonly Registration[];
}

/** The rows of a stream that came so far. */
export interface FirstRows {
  readonly rows: readonly Row[];
  /** Columns that they were sent without, because an earlier sync has stored them. */
  readonly leftOut: readonly string[];
  /**
   * Whether another row may be waited for, where these are too sparse: deletes with their keys alone, rows without the columns
   * that are NULL in them.
   */
  readonly more: boolean;
}

/** A stream of the catalog, with the mapper that its first rows bring about. */
export interface IncomingStream {
  /** `namespace.name`, or the name alone: what people and the ledger call it. */
  readonly key: string;
  /**
   * Makes the mapper of the rows that came so far; called with one row more each time, until there is a mapper.
   *
   * @returns Undefined to wait.
   * @throws ConfigError if the rows' columns do not make a data value.
   */
  readonly compile: (first: FirstRows) => RecordMapper | undefined;
}

/** Turns the records of one stream into data values. */
export interface RecordMapper {
  /** A line for the log: the layout picked, and which column is which field. */
  readonly description: string;
  /** Sentences for the log: what may be meant by columns that are not used. */
  readonly doubts?: readonly string[];
  /** How the rows mapped so far can be cut to the values that were refused. */
  readonly parts: RowParts;
  /**
   * Maps one record; `changes` are cells that the source could not carry, which are refused where they are read. A row with a column that no row had before is read with it from then on.
   *
   * @throws ConfigError If such a column makes the view ambiguous, or `period_from` meets a timestamp with a zone.
   */
  map(row: Row, ticket: RecordTicket, changes?: readonly SourceChange[]): MappedRecord;
}
