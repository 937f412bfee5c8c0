import * as addresses from './address';
import { booleanValue, trueOnly } from './boolean';
import { date, dateTime, timeOfDay } from './date';
import { asHeld, withoutBlanks } from './held';
import { multiText } from './multi-text';
import type { ValueType } from './name';
import { anyNumber, numberWithin, wholeNumber } from './number';
import { optionCode } from './option';
import type { ValueRule } from './rule';
import * as texts from './text';
import type { Dhis2Habits } from '../../model/version';

/** What the metadata says of a data element's values. */
export interface ValueRules {
  readonly valueType: ValueType;
  /** Codes of the element's option set; absent where it has none. */
  readonly options?: ReadonlySet<string>;
}

/** Types whose texts have blanks at their ends for DHIS2 too. */
type TextType = 'TEXT' | 'LONG_TEXT' | 'REFERENCE' | 'TRACKER_ASSOCIATE' | 'GEOJSON' | 'COORDINATE' | 'PHONE_NUMBER';
type OtherType = Exclude<ValueType, TextType | 'MULTI_TEXT' | 'BOOLEAN' | 'TRUE_ONLY'>;

const TEXT_RULES: Readonly<Record<TextType, ValueRule>> = {
  TEXT: texts.anyText,
  LONG_TEXT: texts.anyText,
  REFERENCE: texts.anyText,
  TRACKER_ASSOCIATE: texts.anyText,
  GEOJSON: texts.geoJson,
  COORDINATE: texts.coordinate,
  PHONE_NUMBER: addresses.phoneNumber,
};

const OTHER_RULES: Readonly<Record<OtherType, ValueRule>> = {
  LETTER: texts.letter,
  EMAIL: addresses.email,
  DATE: date,
  DATETIME: dateTime,
  TIME: timeOfDay,
  NUMBER: anyNumber,
  UNIT_INTERVAL: numberWithin(0, 1, 'is not between 0 and 1, as the element (UNIT_INTERVAL) wants it'),
  PERCENTAGE: numberWithin(0, 100, 'is not between 0 and 100, as the element (PERCENTAGE) wants it'),
  INTEGER: wholeNumber(-Infinity, Infinity, ''),
  INTEGER_POSITIVE: wholeNumber(1, Infinity, 'is zero or negative, but the element takes positive whole numbers'),
  INTEGER_NEGATIVE: wholeNumber(-Infinity, -1, 'is zero or positive, but the element takes negative whole numbers'),
  INTEGER_ZERO_OR_POSITIVE: wholeNumber(0, Infinity, 'is negative, but the element takes whole numbers from zero up'),
  USERNAME: addresses.username,
  ORGANISATION_UNIT: addresses.uid,
  AGE: date,
  URL: addresses.url,
  FILE_RESOURCE: addresses.uid,
  IMAGE: addresses.uid,
};

/** What the values of an element must be, and how they are spelt for the version. */
export function ruleFor({ valueType, options }: ValueRules, habits: Dhis2Habits): ValueRule {
  if (valueType === 'MULTI_TEXT') return multiText(options, habits);
  const rule = ruleOfType(valueType, habits);
  return options ? optionCode({ rule, valueType, options }, habits) : rule;
}

function ruleOfType(valueType: Exclude<ValueType, 'MULTI_TEXT'>, habits: Dhis2Habits): ValueRule {
  if (valueType === 'BOOLEAN') return withoutBlanks(booleanValue(habits));
  if (valueType === 'TRUE_ONLY') return withoutBlanks(trueOnly(habits));
  return isTextType(valueType) ? asHeld(TEXT_RULES[valueType], habits) : withoutBlanks(OTHER_RULES[valueType]);
}

function isTextType(valueType: TextType | OtherType): valueType is TextType {
  return valueType in TEXT_RULES;
}
