import type { DataElement } from '../metadata/model';
import type { ReleaseLine } from '../version';

/** Why a value does not fit its type, in DHIS2's own key: `value_not_integer`. */
export type ValueFault = string;

const MAX_VALUE_LENGTH = 50_000;
const INTEGER_BOUND = 2_147_483_647;
const NUMBER = /^(-?0|-?[1-9]\d*)(\.\d+)?(E-?\d+)?$/;
const TRUE_SPELLINGS: ReadonlySet<string> = new Set(['true', 'True', 'TRUE', 't', 'T', '1']);
const FALSE_SPELLINGS: ReadonlySet<string> = new Set(['false', 'False', 'FALSE', 'f', 'F', '0']);
const LATER_TRUE: ReadonlySet<string> = new Set(['yes', 'Yes', 'YES', 'y', 'Y']);
const LATER_FALSE: ReadonlySet<string> = new Set(['no', 'No', 'NO', 'n', 'N']);

/** Whether a value fits the type of its element; undefined if it does (transcripts 049-068 and 081). */
export function valueFault(value: string, element: DataElement, line: ReleaseLine): ValueFault | undefined {
  if (value.length > MAX_VALUE_LENGTH) return 'value_length_greater_than_max_length';
  const type = element.valueType;
  const integer = integerOf(value, line);
  switch (type) {
    case 'INTEGER':
      return integer === undefined ? 'value_not_integer' : undefined;
    case 'INTEGER_POSITIVE':
      return integer !== undefined && integer > 0 ? undefined : 'value_not_positive_integer';
    case 'INTEGER_NEGATIVE':
      return integer !== undefined && integer < 0 ? undefined : 'value_not_negative_integer';
    case 'INTEGER_ZERO_OR_POSITIVE':
      return integer !== undefined && integer >= 0 ? undefined : 'value_not_zero_or_positive_integer';
    case 'NUMBER':
      return NUMBER.test(value) ? undefined : 'value_not_numeric';
    case 'PERCENTAGE':
      return within(value, 0, 100) ? undefined : 'value_not_percentage';
    case 'UNIT_INTERVAL':
      return within(value, 0, 1) ? undefined : 'value_not_unit_interval';
    case 'BOOLEAN':
      return booleanOf(value, line) === undefined ? 'value_not_bool' : undefined;
    case 'TRUE_ONLY':
      return booleanOf(value, line) === true ? undefined : 'value_not_true_only';
    case 'DATE':
      return isDate(value) ? undefined : 'value_not_valid_date';
    case 'DATETIME':
      return isDate(value) ? undefined : 'value_not_valid_datetime';
    case 'TIME':
      return /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(value) ? undefined : 'value_not_valid_time';
    case 'EMAIL':
      return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value) ? undefined : 'value_not_email';
    case 'URL':
      return /^https?:\/\/\S+$/.test(value) ? undefined : 'value_not_url';
    case 'COORDINATE':
      return /^\[-?\d+(\.\d+)?,\s*-?\d+(\.\d+)?\]$/.test(value) ? undefined : 'value_not_coordinate';
    case 'LETTER':
      return /^\p{L}$/u.test(value) ? undefined : 'value_not_single_letter';
    default:
      return undefined;
  }
}

/** How a value is stored: up to 2.42 booleans become `true` and `false` (transcripts 059, 060). */
export function normalizedValue(value: string, element: DataElement): string {
  if (element.valueType !== 'BOOLEAN' && element.valueType !== 'TRUE_ONLY') return value;
  if (TRUE_SPELLINGS.has(value)) return 'true';
  return FALSE_SPELLINGS.has(value) ? 'false' : value;
}

/** Whether up to 2.42 a value is a zero that its element does not keep (transcripts 072, 075). */
export function isInsignificantZero(value: string, element: DataElement): boolean {
  const numeric = /^(INTEGER|NUMBER|PERCENTAGE|UNIT_INTERVAL)/.test(element.valueType);
  return (
    numeric && !element.zeroIsSignificant && /^-?0+(\.0+)?$/.test(value) && !/^AVERAGE/.test(element.aggregationType)
  );
}

/** What 2.42 says about a fault in words; where it has none it shows the key (transcript 061). */
export function faultText(fault: ValueFault): string {
  return FAULT_TEXTS[fault] ?? fault;
}

const FAULT_TEXTS: Readonly<Record<string, string>> = {
  value_length_greater_than_max_length: 'Data value is greater than max length',
  value_not_integer: 'Data value is not an integer',
  value_not_positive_integer: 'Data value is not a positive integer',
  value_not_negative_integer: 'Data value is not a negative integer',
  value_not_numeric: 'Data value is not numeric',
  value_not_percentage: 'Data value is not a percentage',
  value_not_unit_interval: 'Data value is not a unit interval',
  value_not_bool: 'Data value is not a boolean',
  value_not_true_only: 'Data value is not true',
  value_not_valid_date: 'Data value is not a valid date',
  value_not_valid_datetime: 'Data value is not a valid datetime',
  value_not_coordinate: 'Data value is not a coordinate',
  value_not_url: 'Data value is not a url',
};

/** 2.43 takes `1.0` as an integer, earlier releases do not (transcript 051). */
function integerOf(value: string, line: ReleaseLine): number | undefined {
  const pattern = line === '2.43' ? /^-?(0|[1-9]\d*)(\.0+)?$/ : /^(0|-?[1-9]\d*)$/;
  const number = Number(value);
  return pattern.test(value) && Math.abs(number) <= INTEGER_BOUND ? number : undefined;
}

function within(value: string, low: number, high: number): boolean {
  return NUMBER.test(value) && Number(value) >= low && Number(value) <= high;
}

function booleanOf(value: string, line: ReleaseLine): boolean | undefined {
  if (TRUE_SPELLINGS.has(value) || (line === '2.43' && LATER_TRUE.has(value))) return true;
  return FALSE_SPELLINGS.has(value) || (line === '2.43' && LATER_FALSE.has(value)) ? false : undefined;
}

function isDate(value: string): boolean {
  const [, day] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(value) ?? [];
  return day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day;
}
