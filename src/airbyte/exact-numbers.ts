import { parse } from 'lossless-json';
import { ExactNumber } from '../core/mapping/value-type/value-type';
import { endOfString } from '../core/model/json-members';

const QUOTE = 0x22;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_E = 0x45;
const LOWER_E = 0x65;

/** A double gives back any decimal of so many significant digits (IEEE 754). */
const SAFE_DIGITS = 15;
/** A number of at most so many characters and such an exponent is far from a double's ends, near 1e-308 and 1e308. */
const SAFE_LENGTH = 100;
const SAFE_EXPONENT = 150;

/** Whether a JSON text holds a number, outside of its strings, that `JSON.parse` would change. The text must be valid JSON. */
export function hasBentNumber(json: string): boolean {
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(json, at) - 1;
    } else if (code >= ZERO && code <= NINE) {
      const end = endOfNumber(json, at);
      if (end - at > SAFE_DIGITS || mayHaveExponent(json, at, end)) {
        if (isBent(json.slice(at, end))) return true;
      }
      at = end - 1;
    }
  }
  return false;
}

/** Parses valid JSON; numbers that a double would change come as {@link ExactNumber}, all others as numbers. */
export function parseExactly(json: string): unknown {
  return parse(json, undefined, {
    parseNumber: (text) => (isBent(text) ? new ExactNumber(text) : Number(text)),
    onDuplicateKey: ({ newValue }) => newValue,
  });
}

/** Whether a double might not hold this JSON number to its last digit; rather yes than no. */
function isBent(number: string): boolean {
  if (number.length > SAFE_LENGTH) return true;
  let significant = 0;
  let zeros = 0;
  for (let at = 0; at < number.length; at += 1) {
    const code = number.charCodeAt(at);
    if (code === ZERO) {
      if (significant > 0) zeros += 1;
    } else if (code > ZERO && code <= NINE) {
      significant += zeros + 1;
      zeros = 0;
    } else if (code === LOWER_E || code === UPPER_E) {
      return significant > SAFE_DIGITS || Math.abs(Number(number.slice(at + 1))) > SAFE_EXPONENT;
    }
  }
  return significant > SAFE_DIGITS;
}

function mayHaveExponent(json: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const code = json.charCodeAt(at);
    if (code === LOWER_E || code === UPPER_E) return true;
  }
  return false;
}

function endOfNumber(json: string, start: number): number {
  let at = start + 1;
  for (; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    const belongs =
      (code >= ZERO && code <= NINE) ||
      code === DOT ||
      code === LOWER_E ||
      code === UPPER_E ||
      code === MINUS ||
      code === PLUS;
    if (!belongs) return at;
  }
  return at;
}
