import { keepIf, type ValueRule } from './rule';

/** Any text. */
export const anyText: ValueRule = (text) => text;

/** One letter of any script, as Java's `Character.isLetter` has it. */
export const letter = keepIf((text) => text.length === 1 && /\p{L}/u.test(text), 'is not a single letter');

/** A number as Java reads one into a float, without its letters f and d. */
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** `[longitude,latitude]` in degrees, perhaps with an altitude (`MathUtils.isCoordinate`, but for what it takes behind them). */
export const coordinate = keepIf((text) => {
  const dense = text.replace(/[ \t\n\v\f\r]+/g, '');
  if (!dense.startsWith('[') || !dense.endsWith(']')) return false;
  const parts = dense.slice(1, -1).split(',');
  if (parts.length < 2 || parts.length > 3 || !parts.every((part) => FLOAT.test(part))) return false;
  return isWithin(180, parts[0]!) && isWithin(90, parts[1]!);
}, 'is not a point of the form [longitude,latitude] or [longitude,latitude,altitude] in degrees, with decimal points');

/** DHIS2 compares in single precision. */
function isWithin(bound: number, part: string): boolean {
  return Math.abs(Math.fround(Number(part))) <= bound;
}

/** A JSON object with a `type`. */
export const geoJson = keepIf((text) => {
  const parsed = parsedOrUndefined(text);
  return typeof parsed === 'object' && parsed !== null && 'type' in parsed && typeof parsed.type === 'string';
}, 'is not a GeoJSON object');

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
