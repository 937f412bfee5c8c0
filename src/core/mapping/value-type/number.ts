import { plainDecimal } from './decimal';
import type { Misfit, ValueRule } from './rule';

const NOT_A_NUMBER: Misfit = {
  why: 'is not a number; DHIS2 takes digits with a point, without blanks, thousands separators or zeros in front',
};
const NO_DIGITS: Misfit = {
  why: 'has no digits; where it stands for no value (NaN, the text NULL, n/a, a dash), have the view give NULL instead',
};
const OTHER_DIGITS: Misfit = { why: 'has digits other than 0-9; translate() them in the view' };
const IS_JSON: Misfit = {
  why: 'is a JSON object or array, but the element takes one number: take the number out of it in the view',
};
const IS_BOOLEAN: Misfit = { why: 'is true/false, but the element takes numbers: cast it to int in the view' };
const NOT_WHOLE: Misfit = {
  why: 'has digits after the point, but the element takes whole numbers; round it in the view',
};
const TOO_LARGE: Misfit = { why: 'is a whole number of more than 32 bits, which DHIS2 does not keep' };
const TOO_LONG: Misfit = { why: 'has 250 digits or more, which DHIS2 does not take for a number' };

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

/** Any number. A text that DHIS2 takes is kept to the digit: `1.50` stays `1.50`, and `-0` stays `-0`. */
export const anyNumber: ValueRule = (text) => {
  if (isShortWholeNumber(text)) return text;
  const number = DHIS2_NUMBER.test(text) ? text : plainDecimal(text);
  if (number === undefined) return notANumber(text);
  return number.length < MAX_NUMBER_LENGTH ? number : TOO_LONG;
};

/** Any number from `min` to `max`, both included, compared as DHIS2 does it: in double precision. */
export function numberWithin(min: number, max: number, outside: string): ValueRule {
  const misfit: Misfit = { why: outside };
  return (text) => {
    const number = anyNumber(text);
    if (typeof number !== 'string') return number;
    return Number(number) >= min && Number(number) <= max ? number : misfit;
  };
}

/** Whether DHIS2 takes the text for a zero (`MathUtils.isZero`): `0` and `0.00`, but not `-0`. */
export function isPlainZero(text: string): boolean {
  if (text.charCodeAt(0) !== ZERO) return false;
  if (text.length > 1 && text.charAt(1) !== '.') return false;
  for (let index = 2; index < text.length; index += 1) if (text.charCodeAt(index) !== ZERO) return false;
  return true;
}

const ZERO = 48;
const ONE = 49;
const NINE = 57;
const MINUS = 45;

function notANumber(text: string): Misfit {
  if (/^\s*[[{]/.test(text)) return IS_JSON;
  if (/(?!\d)\p{N}/u.test(text)) return OTHER_DIGITS;
  if (/\d/.test(text)) return NOT_A_NUMBER;
  return /^(?:true|false)$/i.test(text) ? IS_BOOLEAN : NO_DIGITS;
}

/** Up to nine digits without a zero in front, perhaps a minus: most values are, and need no more looking at. */
function isShortWholeNumber(text: string): boolean {
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const { length } = text;
  if (length - start > 9 || length === start) return false;
  const first = text.charCodeAt(start);
  if (first < ONE || first > NINE) return length === 1 && first === ZERO;
  for (let index = start + 1; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < ZERO || code > NINE) return false;
  }
  return true;
}
