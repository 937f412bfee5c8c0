import { hasBentNumber, parseExactly as parseValid } from './exact-numbers';

/**
 * The JSON text in a column, numbers as lines of stdin have them: what a double would change is an `ExactNumber`.
 *
 * @returns Undefined if the text is no JSON.
 */
export function parseExactly(text: string): unknown {
  let plain: unknown;
  try {
    plain = JSON.parse(text);
  } catch {
    return undefined;
  }
  return hasBentNumber(text) ? parseValid(text) : plain;
}
