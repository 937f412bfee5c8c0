import { plainDecimal } from './decimal';
import type { Misfit, ValueRule } from './rule';

const NOT_A_NUMBER: Misfit = {
  why: 'is not a number; DHIS2 takes digits with a point, without blanks, thousands separators or zeros in front',
};
const NO_DIGITS: Misfit = {
  why: 'has no digits; where it stands for no value (NaN, the text NULL, n/a, a dash), have the view give NULL instead',
};
const NOT_WHOLE: Misfit = {
  why: 'has digits after the point, but the element takes whole numbers; round it in the view',
};
const TOO_LARGE: Misfit = { why: 'is a whole number of more than 32 bits, which DHIS2 does not keep' };
const TOO_LONG: Misfit = { why: 'has 250 digits or more, which DHIS2 does not take for a number' };

const OUTSIDE_UNIT: Misfit = { why: 'is not between 0 and 1, as the element (UNIT_INTERVAL) wants it' };

/** DHIS2's form of a number (`MathUtils.isNumeric`): no plus, no exponent, digits on both sides of a point. */
const DHIS2_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** DHIS2's own limit for a number's length (`MathUtils.isNumeric`): shorter than this. */
const MAX_NUMBER_LENGTH = 250;

/** Whole numbers from `min` to `max`, both included; `12.000` becomes `12`, and `12.5` is refused. */
export function wholeNumber(min: number, max: number, outside: string): ValueRule {
  const misfit: Misfit = { why: outside };
  return (text) => {
    const plain = isShortWholeNumber(text) ? text : plainDecimal(text);
    if (plain === undefined) return notANumber(text);
    if (plain.includes('.')) return NOT_WHOLE;
    const number = Number(plain);
    if (number < -2_147_483_648 || number > 2_147_483_647) return TOO_LARGE;
    return number < min || number > max ? misfit : plain;
  };
}

/** Any number. A text that DHIS2 takes is kept to the digit: `1.50` stays `1.50`. */
export const anyNumber: ValueRule = (text) => {
  if (isShortWholeNumber(text)) return text;
  const plain = plainDecimal(text);
  if (plain === undefined) return notANumber(text);
  const number = DHIS2_NUMBER.test(text) && !(plain === '0' && text.startsWith('-')) ? text : plain;
  return number.length < MAX_NUMBER_LENGTH ? number : TOO_LONG;
};

function notANumber(text: string): Misfit {
  return /\d/.test(text) ? NOT_A_NUMBER : NO_DIGITS;
}

/** A number from 0 to 1, both included, compared as DHIS2 does it: in double precision. */
export const unitInterval: ValueRule = (text) => {
  const number = anyNumber(text);
  if (typeof number !== 'string') return number;
  return Number(number) >= 0 && Number(number) <= 1 ? number : OUTSIDE_UNIT;
};

/** Up to nine digits without a zero in front, perhaps a minus: most values are, and need no more looking at. */
function isShortWholeNumber(text: string): boolean {
  const start = text.charCodeAt(0) === 45 ? 1 : 0;
  const { length } = text;
  if (length - start > 9 || length === start) return false;
  const first = text.charCodeAt(start);
  if (first < 49 || first > 57) return length === 1 && first === 48;
  for (let index = start + 1; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57) return false;
  }
  return true;
}
