import type { PeriodType } from './period';
import { isPeriodType } from './period';
import type { Field, StreamSettings } from './settings';
import { FIELDS } from './settings';

/** Which column of a view is which field of a row, by the settings first and by the columns' names then. */
export interface Columns {
  /** Field to column. */
  readonly fields: ReadonlyMap<Field, string>;
  readonly constants: ReadonlyMap<Field, string>;
  readonly periodFrom?: { readonly column: string; readonly periodType: PeriodType };
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

/** What takes part in reading the columns of one stream. */
interface Reading {
  readonly candidates: readonly string[];
  readonly settings: Partial<StreamSettings>;
  readonly taken: Set<string>;
  readonly problems: string[];
}

const FIELDS_BY_NAME = fieldsByName();
const CDC_DELETED_AT = '_ab_cdc_deleted_at';

/** What is left of a column's name for comparing it: Postgres folds `dataElement`, people write `Data Element`. */
export function comparableName(name: string): string {
  return name.toLowerCase().replace(/[_\-\s]/g, '');
}

/** Whether a column is Airbyte's own: never data. */
export function isAirbyteColumn(column: string): boolean {
  return /^_(airbyte|ab)_/i.test(column);
}

/** The field that a column, or a property of JSON, is called like. */
export function fieldNamed(name: string): Field | undefined {
  return FIELDS_BY_NAME.get(name) ?? FIELDS_BY_NAME.get(comparableName(name));
}

/** Reads the columns of a view; never throws, what is wrong is in `problems`. */
export function readColumns(columns: readonly string[], settings: StreamSettings | undefined): Columns {
  const reading: Reading = {
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

function fieldsFromSettings(reading: Reading): Map<Field, string> {
  const fields = new Map<Field, string>();
  for (const { column, field } of reading.settings.columns ?? []) {
    const found = take(reading, column, '`columns`');
    const other = fields.get(field);
    if (other !== undefined) {
      reading.problems.push(`\`columns\` names two columns for ${field}: ${other} and ${column}. Keep one.`);
    } else if (found !== undefined) {
      fields.set(field, found);
    }
  }
  return fields;
}

function constantsFromSettings(reading: Reading, fields: ReadonlyMap<Field, string>): Map<Field, string> {
  const constants = new Map<Field, string>();
  for (const { field, value } of reading.settings.constants ?? []) {
    const column = fields.get(field);
    if (column !== undefined) {
      reading.problems.push(`${field} is both a constant and the column ${column} in \`columns\`. Keep one.`);
    } else if (constants.has(field)) {
      reading.problems.push(`\`constants\` has two values for ${field}. Keep one.`);
    }
    constants.set(field, value);
  }
  return constants;
}

function periodFromSettings(
  reading: Reading,
  fields: ReadonlyMap<Field, string>,
  constants: ReadonlyMap<Field, string>,
): Columns['periodFrom'] {
  const setting = reading.settings.periodFrom;
  if (!setting) return undefined;
  const { problems } = reading;
  if (fields.has('period') || constants.has('period')) {
    problems.push('`period_from` and `columns` or `constants` both give the period. Keep one.');
  }
  if (!isPeriodType(setting.periodType)) {
    problems.push(`\`period_from\`: ${setting.periodType} is no period type of DHIS2 (Monthly, Weekly, …).`);
    return undefined;
  }
  const column = take(reading, setting.column, '`period_from`');
  return column === undefined ? undefined : { column, periodType: setting.periodType };
}

/** The column that a setting names: exactly so, or else the one that differs in case, `_`, `-` and blanks only. */
function take({ candidates, taken, problems }: Reading, name: string, setting: string): string | undefined {
  const wanted = comparableName(name);
  const found = candidates.includes(name) ? [name] : candidates.filter((column) => comparableName(column) === wanted);
  if (found.length === 0) problems.push(`The column ${name} of ${setting} is not in the view.`);
  if (found.length > 1) problems.push(`${name} of ${setting} fits several columns: ${found.join(', ')}.`);
  const [column] = found;
  if (found.length !== 1 || column === undefined) return undefined;
  taken.add(column);
  return column;
}

/** What the names of the columns say that no setting speaks for. */
interface FieldsByColumnName {
  readonly found: ReadonlyMap<Field, string>;
  readonly conflicts: ReadonlyMap<Field, readonly string[]>;
  readonly overruled: readonly string[];
}

function fieldsByColumnName(
  { candidates, taken, problems }: Reading,
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
  const ids: readonly Field[] = [
    'data_set',
    'period',
    'org_unit',
    'attribute_option_combo',
    'data_element',
    'category_option_combo',
  ];
  for (const field of ids) {
    names.set(`${comparableName(field)}id`, field);
    names.set(`${comparableName(field)}uid`, field);
  }
  return names.set('payload', 'data_values');
}
