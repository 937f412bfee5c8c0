/** A JSON number in the digits of its line, for numbers of which a JavaScript number would lose some. */
export class ExactNumber {
  /** @param text - The number as the line spells it, such as `12345678901234567890` or `1e400`. */
  constructor(readonly text: string) {}
}

/** Sign, whole digits, fraction, exponent. Zeros in front are refused: `007` is an identifier, not a number. */
const DECIMAL = /^([+-])?(0|[1-9]\d*)?(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;

/** More digits than this are no number that anyone counted; an exponent could ask for millions. */
const MAX_DIGITS = 1_000;

/**
 * The same number in plain digits: no exponent, no plus, no zeros that mean nothing (`1.50e3` → `1500`, `-0.0` → `0`).
 *
 * Works on the text alone, so that no digit is lost.
 *
 * @returns undefined if the text is no decimal number, has zeros in front, or would need more than 1,000 digits.
 */
export function plainDecimal(text: string): string | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = whole + fraction;
  if (!/[1-9]/.test(digits)) return '0';
  const plain = withPoint(digits, whole.length + Number(exponent));
  return plain === undefined || sign !== '-' ? plain : `-${plain}`;
}

/** Sets the point after `point` of the digits, which may lie outside of them, and drops the zeros around. */
function withPoint(digits: string, point: number): string | undefined {
  if (point > MAX_DIGITS || point < -MAX_DIGITS || digits.length > MAX_DIGITS) return undefined;
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  const shortWhole = whole.replace(/^0+(?=\d)/, '');
  const shortFraction = fraction.replace(/0+$/, '');
  return shortFraction === '' ? shortWhole : `${shortWhole}.${shortFraction}`;
}
