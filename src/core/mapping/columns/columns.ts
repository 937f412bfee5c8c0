import { comparableName, isAirbyteColumn } from './name';
import type { ColumnReading, PeriodFrom } from './settings';
import { constantsFromSettings, fieldsFromSettings, periodFromSettings, take } from './settings';
import type { Field, StreamSettings } from '../../model/settings';
import { FIELDS, ID_FIELDS } from '../../model/settings';

/** Which column of a view is which field of a row, by the settings first and by the columns' names then. */
export interface Columns {
  /** Field to column. */
  readonly fields: ReadonlyMap<Field, string>;
  readonly constants: ReadonlyMap<Field, string>;
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
  /** Sentences: what is wrong with the columns or the settings. */
  readonly problems: readonly string[];
}

const FIELDS_BY_NAME = fieldsByName();
const CDC_DELETED_AT = '_ab_cdc_deleted_at';

/** The field that a column, or a property of JSON, is called like. */
export function fieldNamed(name: string): Field | undefined {
  return FIELDS_BY_NAME.get(name) ?? FIELDS_BY_NAME.get(comparableName(name));
}

/** Reads the columns of a view; never throws, what is wrong is in `problems`. */
export function readColumns(columns: readonly string[], settings: StreamSettings | undefined): Columns {
  const reading: ColumnReading = {
    candidates: columns.filter((column) => !isAirbyteColumn(column)),
    settings: settings ?? {},
    taken: new Set(),
    problems: [],
  };
  const fields = fieldsFromSettings(reading);
  const constants = constantsFromSettings(reading, fields);
  const periodFrom = periodFromSettings(reading, fields, constants);
  const indicators = (reading.settings.indicators ?? []).map(({ column }) => take(reading, column, '`indicators`'));
  const filled = (field: Field): boolean =>
    fields.has(field) || constants.has(field) || (field === 'period' && periodFrom !== undefined);
  const { found, conflicts, overruled } = fieldsByColumnName(reading, filled);
  for (const [field, column] of found) fields.set(field, column);
  const cdcDeletedAt = columns.find((column) => column.toLowerCase() === CDC_DELETED_AT);
  return {
    fields,
    constants,
    indicators,
    rest: reading.candidates.filter((column) => !reading.taken.has(column)),
    conflicts,
    overruled,
    problems: reading.problems,
    ...(periodFrom && { periodFrom }),
    ...(cdcDeletedAt !== undefined && { cdcDeletedAt }),
  };
}

/** What the names of the columns say that no setting speaks for. */
interface FieldsByColumnName {
  readonly found: ReadonlyMap<Field, string>;
  readonly conflicts: ReadonlyMap<Field, readonly string[]>;
  readonly overruled: readonly string[];
}

function fieldsByColumnName(
  { candidates, taken, problems }: ColumnReading,
  filled: (field: Field) => boolean,
): FieldsByColumnName {
  const columnsOf = new Map<Field, string[]>();
  const overruled: string[] = [];
  for (const column of candidates) {
    const field = taken.has(column) ? undefined : fieldNamed(column);
    if (field === undefined) continue;
    taken.add(column);
    if (filled(field)) overruled.push(column);
    else columnsOf.set(field, [...(columnsOf.get(field) ?? []), column]);
  }
  const found = new Map<Field, string>();
  const conflicts = new Map<Field, readonly string[]>();
  for (const [field, [column = '', ...others]] of columnsOf) {
    if (others.length === 0) found.set(field, column);
    else conflicts.set(field, [column, ...others]);
  }
  for (const [field, columns] of conflicts) {
    problems.push(`Several columns could be ${field}: ${columns.join(', ')}. Name the right one in \`columns\`.`);
  }
  return { found, conflicts, overruled };
}

function fieldsByName(): ReadonlyMap<string, Field> {
  const names = new Map<string, Field>();
  for (const field of FIELDS) names.set(comparableName(field), field);
  for (const field of ID_FIELDS) {
    names.set(`${comparableName(field)}id`, field);
    names.set(`${comparableName(field)}uid`, field);
  }
  return names.set('payload', 'data_values');
}
