import { TRAITS } from '../../model/traits';
import type { Dhis2Habits } from '../../model/version';
import type { DataElement } from '../metadata/metadata';
import type { CalendarSystem } from '../period/calendars/calendar-system';
import { CALENDAR } from '../preflight/local-calendar';
import { converterFor, isFile, type Converter, type ValueRules } from '../value-type/value-type';
import type { CellContext } from './cell';

/** How the values of an element are made. */
export interface ElementRules {
  readonly convert: Converter;
  /** What a delete of its values holds. */
  readonly valueOfDelete: string;
  /** Each of its values goes in a request of its own. */
  readonly goesAlone: boolean;
}

/** Puts together what the metadata and the version say of an element's values. */
export function compileRules({ valueType, options }: DataElement, context: CellContext): ElementRules {
  const { habits, core, metadata } = context;
  const { deletesByOption, unknownFileRefusesRequest } = TRAITS[habits];
  // Values of an element whose type is not known are checked by DHIS2 alone.
  const rules: ValueRules = { valueType: valueType ?? 'TEXT', ...(valueType && options && { options }) };
  const convert = converterFor(rules, habits, { check: core.preflight && valueType !== undefined });
  const calendar = metadata.localCalendar?.system;
  return {
    convert: calendar && isDate(rules.valueType) ? refuseDates(convert, calendar) : convert,
    valueOfDelete: deletesByOption && options ? codeToDeleteBy(rules, options, habits) : '',
    goesAlone: unknownFileRefusesRequest && isFile(rules.valueType),
  };
}

/**
 * The code of some option that fits the value type: up to 2.42 DHIS2 checks values where it deletes, too, but MULTI_TEXT
 * needs none (transcripts 902, 903, 916, 970, 1247).
 */
function codeToDeleteBy(rules: ValueRules, options: ReadonlySet<string>, habits: Dhis2Habits): string {
  if (rules.valueType === 'MULTI_TEXT') return '';
  const convert = converterFor(rules, habits);
  for (const code of options) {
    const converted = convert(code);
    if (converted.kind === 'value') return converted.text;
  }
  const [code = ''] = options;
  return code;
}

function isDate(valueType: string): boolean {
  return valueType === 'DATE' || valueType === 'AGE';
}

/**
 * DHIS2 keeps a date as it is sent and checks it as one of its own calendar, so that no reader knows which was meant: an
 * Ethiopian server takes 2023-02-30 and refuses 2023-01-31 (transcripts 1126, 1129, 1213 to 1217 of ethiopian 2.43.1).
 */
function refuseDates(convert: Converter, { title }: CalendarSystem): Converter {
  return (raw) => {
    const converted = convert(raw);
    if (converted.kind !== 'value') return converted;
    const why =
      `is a date, and this DHIS2 counts in the ${title} calendar: it keeps dates as they are sent, and takes them for ` +
      `${title} ones. Leave the data element out of the view, or give it the value type TEXT or DATETIME in DHIS2, ` +
      'which stay Gregorian';
    return { kind: 'refused', code: CALENDAR, why };
  };
}
