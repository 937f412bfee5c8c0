import { ExactNumber } from '../value-type/decimal';

/** What no text of a person starts with; a number that JavaScript would bend is marked by it while it is parsed. */
const MARK = '\0';
const MAY_LOSE_DIGITS = /\d[\d.]{15}|\d[eE][+-]?\d{3}/;
const FAR_EXPONENT = /[eE][+-]?\d{3}/;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const MARKED_NUMBER = /^\0-?\d[\d.eE+-]*$/;

/**
 * JSON whose numbers of 16 and more digits, or near the ends of what a double holds, become {@link ExactNumber}.
 *
 * For the JSON text in a column; lines of stdin are read by `airbyte/exact-numbers.ts`, with a library that the core may not use.
 * @returns Undefined if the text is no JSON.
 */
export function parseExactly(text: string): unknown {
  let plain: unknown;
  try {
    plain = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!MAY_LOSE_DIGITS.test(text)) return plain;
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') || (countDigits(token) < 16 && !FAR_EXPONENT.test(token)) ? token : `"\\u0000${token}"`,
  );
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && MARKED_NUMBER.test(value) ? new ExactNumber(value.slice(MARK.length)) : value,
  );
}

function countDigits(token: string): number {
  let count = 0;
  for (const character of token) if (character >= '0' && character <= '9') count += 1;
  return count;
}
