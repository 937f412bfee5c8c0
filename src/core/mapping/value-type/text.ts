import { keepIf, type ValueRule } from './rule';

/** Any text. */
export const anyText: ValueRule = (text) => text;

/** Codes between commas. A JSON array of texts, as PostgreSQL's `text[]` arrives, becomes that. */
export const multiText: ValueRule = (text) => {
  if (!text.startsWith('[')) return text;
  const codes = parsedOrUndefined(text);
  const isList = Array.isArray(codes) && codes.every((code) => typeof code === 'string' && !code.includes(','));
  return isList ? codes.join(',') : text;
};

/** One letter of any script, as Java's `Character.isLetter` has it. */
export const letter = keepIf((text) => text.length === 1 && /\p{L}/u.test(text), 'is not a single letter');

/** Something before and after one `@`, without blanks. DHIS2 itself checks nothing. */
export const email = keepIf((text) => /^[^\s@]+@[^\s@]+$/.test(text), 'is not an e-mail address');

/** Digits with the signs people put between them, 3 to 50 characters. DHIS2 itself checks nothing. */
export const phoneNumber = keepIf(
  (text) => /^[-+()#./\sext\d]{3,50}$/i.test(text) && /\d/.test(text),
  'is not a phone number',
);

/** An address of the web, with its scheme. */
export const url = keepIf((text) => {
  if (/\s/.test(text) || !/^(?:https?|ftp):\/\//i.test(text)) return false;
  return URL.canParse(text);
}, 'is not an address of the web that starts with http:// or https://');

/** What DHIS2 refers to by uid: an org unit, a file, an image, a tracked entity. */
export const uid = keepIf(
  (text) => /^[A-Za-z][A-Za-z0-9]{10}$/.test(text),
  'is not a DHIS2 uid of eleven letters and digits, which the element wants',
);

/** `[longitude,latitude]` in degrees. */
export const coordinate = keepIf((text) => {
  const match = /^\s*\[\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*\]\s*$/.exec(text);
  return match !== null && Math.abs(Number(match[1])) <= 180 && Math.abs(Number(match[2])) <= 90;
}, 'is not a point of the form [longitude,latitude] in degrees');

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
