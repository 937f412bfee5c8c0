import { endOfString } from '../../model/json-members';
import { ExactNumber } from '../value-type/decimal';

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

/** A container that is not closed yet. */
interface Open {
  readonly value: Record<string, unknown> | unknown[];
  key: string;
}

/**
 * Parses valid JSON; numbers that a double would change come as {@link ExactNumber}, all others as numbers.
 *
 * It calls itself for nothing: JSON may be nested deeper than the stack is (20,000 brackets are no rarity in broken input).
 */
export function parseExactly(json: string): unknown {
  const open: Open[] = [];
  let root: unknown;
  const put = (value: unknown): void => {
    const parent = open.at(-1);
    if (!parent) root = value;
    else if (Array.isArray(parent.value)) parent.value.push(value);
    else setOwn(parent.value, parent.key, value);
  };
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(json, at);
      const text = JSON.parse(json.slice(at, end)) as string;
      at = end - 1;
      const colon = isKey(open) ? afterBlanks(json, end) : -1;
      if (json.charCodeAt(colon) === COLON) {
        open.at(-1)!.key = text;
        at = colon;
      } else put(text);
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      const value = code === OPEN_OBJECT ? {} : [];
      put(value);
      open.push({ value, key: '' });
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      open.pop();
    } else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = endOfNumber(json, at);
      put(readNumber(json.slice(at, end)));
      at = end - 1;
    } else if (WORDS.has(code)) {
      const word = WORDS.get(code)!;
      put(word.value);
      at += word.length - 1;
    }
  }
  return root;
}

const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** The words of JSON, by their first letters. */
const WORDS: ReadonlyMap<number, { readonly value: boolean | null; readonly length: number }> = new Map([
  [0x74, { value: true, length: 4 }],
  [0x66, { value: false, length: 5 }],
  [0x6e, { value: null, length: 4 }],
]);

function isKey(open: readonly Open[]): boolean {
  const parent = open.at(-1);
  return parent !== undefined && !Array.isArray(parent.value);
}

function afterBlanks(json: string, start: number): number {
  let at = start;
  while (json.charCodeAt(at) <= BLANK) at += 1;
  return at;
}

const BLANK = 0x20;

/** As `JSON.parse` does it, which makes `__proto__` a member like any other. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

function readNumber(text: string): number | ExactNumber {
  return isBent(text) ? new ExactNumber(text) : Number(text);
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
