import type { DataValue, SkipReason } from './data-value';
import type { GroupKey, Registration } from './group-key';
import type { RecordTicket } from './record-ticket';
import type { Refusal } from './refusal';

/** A row's JSON, as it came in. */
export type Row = Readonly<Record<string, unknown>>;

/** A value of a record that will not be sent. */
export interface RefusedValue {
  /** `dataElement=… orgUnit=… period=…` as spelled in the row; never its value. */
  readonly ids: string;
  readonly refusal: Refusal;
  /** Where the value would have gone, as far as that is known: such a group is not registered as complete. */
  readonly group?: GroupKey;
}

/** What became of one record. */
export interface MappedRecord {
  readonly values: readonly DataValue[];
  readonly refused: readonly RefusedValue[];
  readonly skipped: readonly SkipReason[];
  /** Groups that the record's complete date asks to register. */
  readonly completion?: readonly Registration[];
}

/** A stream of the catalog, with the mapper that its first rows bring about. */
export interface IncomingStream {
  /** `namespace.name`, or the name alone: what people and the ledger call it. */
  readonly key: string;
  /**
   * Makes the mapper of the rows that came so far; called with one row more each time, until there is a mapper.
   *
   * @param more - Whether another row may be waited for, where these are too sparse: deletes with their keys alone, rows
   *   without the columns that are NULL in them.
   * @returns Undefined to wait.
   * @throws ConfigError if the rows' columns do not make a data value.
   */
  readonly compile: (rows: readonly Row[], more: boolean) => RecordMapper | undefined;
}

/** Turns the records of one stream into data values. */
export interface RecordMapper {
  /** A line for the log: the layout picked, and which column is which field. */
  readonly description: string;
  /**
   * Maps one record. A row with a column that no row had before is read with it from then on.
   *
   * @throws ConfigError If such a column makes the view ambiguous, or `period_from` meets a timestamp with a zone.
   */
  map(row: Row, ticket: RecordTicket): MappedRecord;
}
