import { booleanValue, trueOnly } from './boolean';
import { date, dateTime, timeOfDay } from './date';
import type { ValueType } from './name';
import { anyNumber, unitInterval, wholeNumber } from './number';
import type { ValueRule } from './rule';
import * as texts from './text';
import type { Dhis2Habits } from '../../model/version';

const RULES: Readonly<Record<Exclude<ValueType, 'BOOLEAN' | 'TRUE_ONLY'>, ValueRule>> = {
  TEXT: texts.anyText,
  LONG_TEXT: texts.anyText,
  MULTI_TEXT: texts.multiText,
  LETTER: texts.letter,
  PHONE_NUMBER: texts.phoneNumber,
  EMAIL: texts.email,
  DATE: date,
  DATETIME: dateTime,
  TIME: timeOfDay,
  NUMBER: anyNumber,
  UNIT_INTERVAL: unitInterval,
  PERCENTAGE: wholeNumber(0, 100, 'is not between 0 and 100, as the element (PERCENTAGE) wants it'),
  INTEGER: wholeNumber(-Infinity, Infinity, ''),
  INTEGER_POSITIVE: wholeNumber(1, Infinity, 'is zero or negative, but the element takes positive whole numbers'),
  INTEGER_NEGATIVE: wholeNumber(-Infinity, -1, 'is zero or positive, but the element takes negative whole numbers'),
  INTEGER_ZERO_OR_POSITIVE: wholeNumber(0, Infinity, 'is negative, but the element takes whole numbers from zero up'),
  TRACKER_ASSOCIATE: texts.uid,
  USERNAME: texts.anyText,
  COORDINATE: texts.coordinate,
  ORGANISATION_UNIT: texts.uid,
  REFERENCE: texts.anyText,
  AGE: date,
  URL: texts.url,
  FILE_RESOURCE: texts.uid,
  IMAGE: texts.uid,
  GEOJSON: texts.geoJson,
};

/** What the values of a type must be, and how they are spelt for the version. */
export function ruleFor(valueType: ValueType, habits: Dhis2Habits): ValueRule {
  if (valueType === 'BOOLEAN') return booleanValue(habits);
  return valueType === 'TRUE_ONLY' ? trueOnly(habits) : RULES[valueType];
}
