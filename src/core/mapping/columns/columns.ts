import { fieldsByColumnName } from './by-name';
import { isAirbyteColumn } from './name';
import type { PeriodFrom } from './settings';
import { constantsFromSettings, fieldsFromSettings, openReading, periodFromSettings, take } from './settings';
import { type OptionSource, optionsOf } from './options';
import type { Field, OptionField, StreamSettings } from '../../model/settings';

/** Which column of a view is which field of a row, by the settings first and by the columns' names then. */
export interface Columns {
  /** Field to column. */
  readonly fields: ReadonlyMap<Field, string>;
  readonly constants: ReadonlyMap<Field, string>;
  /** Where the category options of a row stand, in place of combos; no such field is in `fields` or `constants`. */
  readonly options: ReadonlyMap<OptionField, readonly OptionSource[]>;
  readonly periodFrom?: PeriodFrom;
  /** The column of the entries of `indicators`, in their order; undefined for one that the view does not have. */
  readonly indicators: readonly (string | undefined)[];
  /** `_ab_cdc_deleted_at`, where the view has it. */
  readonly cdcDeletedAt?: string;
  /** Columns that no setting and no field's name speaks for; a wide row's indicators are among them. */
  readonly rest: readonly string[];
  /** Fields that more than one column is called like, with those columns. */
  readonly conflicts: ReadonlyMap<Field, readonly string[]>;
  /** Columns called like a field that a setting already fills. */
  readonly overruled: readonly string[];
  /** Names that may stand for a field, and do not here: short ones (`de`) with too little beside them, near ones. In `rest` too. */
  readonly hints: ReadonlyMap<Field, readonly string[]>;
  /** Sentences: what is wrong with the columns or the settings. */
  readonly problems: readonly string[];
}

/** The column in which change data capture says when the row was deleted in the source. */
const CDC_DELETED_AT = '_ab_cdc_deleted_at';

/** Whether a column is the one in which change data capture says when a row was deleted. */
export function isCdcDeletedAt(column: string): boolean {
  return column.toLowerCase() === CDC_DELETED_AT;
}

/** Reads the columns of a view; never throws, what is wrong is in `problems`. */
export function readColumns(columns: readonly string[], settings: StreamSettings | undefined): Columns {
  const candidates = columns.filter((column) => !isAirbyteColumn(column));
  const reading = openReading(candidates, settings ?? {});
  const fields = fieldsFromSettings(reading);
  const constants = constantsFromSettings(reading, fields);
  const periodFrom = periodFromSettings(reading, fields, constants);
  const indicators = (reading.settings.indicators ?? []).map(({ column }) => take(reading, column, '`indicators`'));
  const filled = (field: Field): boolean =>
    fields.has(field) || constants.has(field) || (field === 'period' && periodFrom !== undefined);
  const { found, conflicts, overruled, hints } = fieldsByColumnName(reading, filled);
  const options = optionsOf(reading);
  for (const [field, column] of found) fields.set(field, column);
  const cdcDeletedAt = columns.find(isCdcDeletedAt);
  return {
    fields,
    constants,
    options,
    indicators,
    rest: candidates.filter((column) => !reading.taken.has(column)),
    conflicts,
    overruled,
    hints,
    problems: reading.problems,
    ...(periodFrom && { periodFrom }),
    ...(cdcDeletedAt !== undefined && { cdcDeletedAt }),
  };
}
