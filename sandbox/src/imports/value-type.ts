import type { DataElement } from '../metadata/model';
import { isUid } from '../metadata/uid';
import { isEmail, isPhoneNumber, isUrl, isUsername } from './value-addresses';
import type { LocalCalendar } from '../periods/local-calendar';
import { isDate, isDateTime, isLocalDate, isTime } from './value-dates';
import { isCoordinate, isInteger, isNumber, numberWithin } from './value-numbers';
import { isBlank } from './value-text';

/** Why a value does not fit its type, in DHIS2's own key: `value_not_integer`. */
export type ValueFault = string;

/** In UTF-16 units. */
const MAX_VALUE_LENGTH = 50_000;

type Rule = readonly [ValueFault, (text: string) => boolean];

/** What a type takes (value-matrix.json; source: ValidationUtils of 2.42.5.2 and 2.43.1); types that take all are not here. */
const RULES: Readonly<Record<string, Rule>> = {
  LETTER: ['value_not_valid_letter', (text) => text.length === 1 && /\p{L}/u.test(text)],
  NUMBER: ['value_not_numeric', isNumber],
  UNIT_INTERVAL: ['value_not_unit_interval', numberWithin(0, 1)],
  PERCENTAGE: ['value_not_percentage', numberWithin(0, 100)],
  INTEGER: ['value_not_integer', isInteger],
  INTEGER_POSITIVE: ['value_not_positive_integer', (text) => isInteger(text) && Number(text) > 0],
  INTEGER_NEGATIVE: ['value_not_negative_integer', (text) => isInteger(text) && Number(text) < 0],
  INTEGER_ZERO_OR_POSITIVE: ['value_not_zero_or_positive_integer', (text) => isInteger(text) && Number(text) >= 0],
  BOOLEAN: ['value_not_bool', (text) => /^(true|false)$/i.test(text)],
  TRUE_ONLY: ['value_not_true_only', (text) => /^true$/i.test(text)],
  DATE: ['value_not_valid_date', isDate],
  AGE: ['value_not_valid_age', isDate],
  DATETIME: ['value_not_valid_datetime', isDateTime],
  TIME: ['value_not_valid_time', isTime],
  COORDINATE: ['value_not_coordinate', isCoordinate],
  EMAIL: ['value_not_valid_email', isEmail],
  URL: ['value_not_url', isUrl],
  PHONE_NUMBER: ['value_not_phone_number', isPhoneNumber],
  USERNAME: ['value_not_valid_username', isUsername],
  FILE_RESOURCE: ['value_not_valid_file_resource_uid', isUid],
  IMAGE: ['value_not_valid_file_resource_uid', isUid],
  ORGANISATION_UNIT: ['value_not_valid_org_unit_uid', isUid],
};

/**
 * Whether a value fits its type; undefined if it does, and for blanks, which fit every type.
 * @param value - As {@link booleanSpelledOut} or {@link normalizedValue} leaves it.
 * @param calendar - That the server is set to, whose dates DATE and AGE take.
 */
export function valueFault(value: string, valueType: string, calendar?: LocalCalendar): ValueFault | undefined {
  if (isBlank(value)) return undefined;
  if (value.length > MAX_VALUE_LENGTH) return 'value_length_greater_than_max_length';
  const rule = RULES[valueType];
  if (rule === undefined) return undefined;
  const [fault, fits] = rule;
  const isFit = calendar && fits === isDate ? isLocalDate(value, calendar) : fits(value);
  return isFit ? undefined : fault;
}

const TRUE_SPELLINGS: ReadonlySet<string> = new Set(['true', 'True', 'TRUE', 't', 'T', '1']);
const FALSE_SPELLINGS: ReadonlySet<string> = new Set(['false', 'False', 'FALSE', 'f', 'F', '0']);

/** Up to 2.42: `1`, `t`, `TRUE` become `true`, but `tRuE` stays (transcripts 059, 060); a false one of TRUE_ONLY stays too. */
export function booleanSpelledOut(value: string, valueType: string): string {
  if (valueType !== 'BOOLEAN' && valueType !== 'TRUE_ONLY') return value;
  if (TRUE_SPELLINGS.has(value)) return 'true';
  return valueType === 'BOOLEAN' && FALSE_SPELLINGS.has(value) ? 'false' : value;
}

/** From 2.43 on: `yes`, `N`, `tRuE` become `true` and `false`, and integers lose one `.0` (source: DefaultDataEntryService). */
export function normalizedValue(value: string, valueType: string): string {
  if (valueType.startsWith('INTEGER')) return value.endsWith('.0') ? value.slice(0, -2) : value;
  if (valueType !== 'BOOLEAN' && valueType !== 'TRUE_ONLY') return value;
  if (/^(t|y|1|yes|true)$/i.test(value)) return 'true';
  return /^(f|n|0|no|false)$/i.test(value) ? 'false' : value;
}

/** Whether up to 2.42 a value is a zero that its element does not keep (transcripts 072, 075); `-0` and `-0.0` are none. */
export function isInsignificantZero(value: string, element: DataElement): boolean {
  const numeric = /^(INTEGER|NUMBER|PERCENTAGE|UNIT_INTERVAL)/.test(element.valueType);
  const averaged = element.aggregationType === 'AVERAGE' || element.aggregationType === 'AVERAGE_SUM_ORG_UNIT';
  return numeric && !element.zeroIsSignificant && /^0(\.0*)?$/.test(value) && !averaged;
}

/** Whether values of the type are uids of file resources. */
export function isFileType(valueType: string): boolean {
  return valueType === 'FILE_RESOURCE' || valueType === 'IMAGE';
}

/** What 2.42 says about a fault in words; where it has none it shows the key (transcript 061). */
export function faultText(fault: ValueFault): string {
  return FAULT_TEXTS[fault] ?? fault;
}

/** Source: i18n_global.properties of 2.42.5.2. */
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
  value_not_valid_letter: 'Data value is not a valid letter',
};
