import { javaTrim } from './value-text';

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const MAX_NUMBER_LENGTH = 249;
const MIN_INTEGER = -2_147_483_648;
const MAX_INTEGER = 2_147_483_647;

/** NUMBER: plain decimals, no exponents, no leading zeros (source: MathUtils.isNumeric of 2.42.5.2). */
export function isNumber(text: string): boolean {
  return text.length <= MAX_NUMBER_LENGTH && NUMBER.test(text);
}

/** A number between two bounds, compared as a double. */
export function numberWithin(low: number, high: number): (text: string) => boolean {
  return (text) => isNumber(text) && Number(text) >= low && Number(text) <= high;
}

/** INTEGER: 32 bits, no `-0`. */
export function isInteger(text: string): boolean {
  return /^(0|-?[1-9]\d*)$/.test(text) && Number(text) >= MIN_INTEGER && Number(text) <= MAX_INTEGER;
}

/** Numbers as Java's Float.parseFloat takes them, short of hexadecimal ones. */
const JAVA_FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[fd]?$/i;

/**
 * COORDINATE: brackets around a longitude and a latitude; blanks anywhere and anything after a second comma do no harm, and bounds
 * are those of a float (source: MathUtils.isCoordinate of 2.42.5.2).
 */
export function isCoordinate(text: string): boolean {
  const dense = text.replace(/[ \t\n\v\f\r]+/g, '');
  if (dense.length < 5 || !dense.startsWith('[') || dense.indexOf(']') !== dense.length - 1) return false;
  const [longitude = '', latitude = ''] = dense.slice(1, -1).split(',');
  return within(longitude, 180) && within(latitude, 90);
}

function within(text: string, bound: number): boolean {
  const number = javaTrim(text);
  return JAVA_FLOAT.test(number) && Math.abs(Math.fround(Number(number.replace(/[fd]$/i, '')))) <= bound;
}
