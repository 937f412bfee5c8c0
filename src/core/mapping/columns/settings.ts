import { comparableName } from './name';
import type { PeriodType } from '../period/period';
import { isPeriodType } from '../period/period';
import { type Field, isOptionField, type StreamSettings } from '../../model/settings';

/** What takes part in reading the columns of one stream. */
export interface ColumnReading {
  readonly candidates: readonly string[];
  /** The same by {@link comparableName}. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly settings: Partial<StreamSettings>;
  readonly taken: Set<string>;
  readonly problems: string[];
}

/** A column whose dates become periods. */
export interface PeriodFrom {
  readonly column: string;
  readonly periodType: PeriodType;
}

/** Begins the reading of a view's columns. */
export function openReading(candidates: readonly string[], settings: Partial<StreamSettings>): ColumnReading {
  const byName = new Map<string, string[]>();
  for (const column of candidates) {
    const name = comparableName(column);
    const same = byName.get(name);
    if (same) same.push(column);
    else byName.set(name, [column]);
  }
  return { candidates, byName, settings, taken: new Set(), problems: [] };
}

/** Every column that the settings name, by {@link comparableName}. */
export function columnsOfSettings(settings: StreamSettings | undefined): ReadonlySet<string> {
  const { columns = [], indicators = [], periodFrom } = settings ?? {};
  const named = [...columns, ...indicators, ...(periodFrom ? [periodFrom] : [])];
  return new Set(named.map(({ column }) => comparableName(column)));
}

/** The fields that `columns` gives to columns of the view. */
export function fieldsFromSettings(reading: ColumnReading): Map<Field, string> {
  const fields = new Map<Field, string>();
  for (const { column, field } of reading.settings.columns ?? []) {
    if (isOptionField(field)) continue;
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

/** The fields that `constants` gives. */
export function constantsFromSettings(reading: ColumnReading, fields: ReadonlyMap<Field, string>): Map<Field, string> {
  const constants = new Map<Field, string>();
  for (const { field, value } of reading.settings.constants ?? []) {
    if (isOptionField(field)) continue;
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

/** What `period_from` says, where it fits the view. */
export function periodFromSettings(
  reading: ColumnReading,
  fields: ReadonlyMap<Field, string>,
  constants: ReadonlyMap<Field, string>,
): PeriodFrom | undefined {
  const setting = reading.settings.periodFrom;
  if (!setting) return undefined;
  const { problems } = reading;
  if (fields.has('period') || constants.has('period')) {
    problems.push('`period_from` and `columns` or `constants` both give the period. Keep one.');
  }
  if (!isPeriodType(setting.periodType)) {
    problems.push(`\`period_from\`: ${setting.periodType} is not a period type of DHIS2 (Monthly, Weekly, …).`);
    return undefined;
  }
  const column = take(reading, setting.column, '`period_from`');
  return column === undefined ? undefined : { column, periodType: setting.periodType };
}

/** The column that a setting names: exactly so, or else the one that differs in case, `_`, `-` and blanks only. */
export function take({ byName, taken, problems }: ColumnReading, name: string, setting: string): string | undefined {
  const same = byName.get(comparableName(name)) ?? [];
  const found = same.includes(name) ? [name] : same;
  if (found.length === 0) problems.push(`The column ${name} of ${setting} is not in the view.`);
  if (found.length > 1) problems.push(`${name} of ${setting} fits several columns: ${found.join(', ')}.`);
  const [column] = found;
  if (found.length !== 1 || column === undefined) return undefined;
  taken.add(column);
  return column;
}
