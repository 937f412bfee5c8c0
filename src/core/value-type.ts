import type { Dhis2Habits } from './version';

/** Every value type of DHIS2 2.41 to 2.43 (`ValueType`). */
export const VALUE_TYPES = [
  'TEXT',
  'LONG_TEXT',
  'MULTI_TEXT',
  'LETTER',
  'PHONE_NUMBER',
  'EMAIL',
  'BOOLEAN',
  'TRUE_ONLY',
  'DATE',
  'DATETIME',
  'TIME',
  'NUMBER',
  'UNIT_INTERVAL',
  'PERCENTAGE',
  'INTEGER',
  'INTEGER_POSITIVE',
  'INTEGER_NEGATIVE',
  'INTEGER_ZERO_OR_POSITIVE',
  'TRACKER_ASSOCIATE',
  'USERNAME',
  'COORDINATE',
  'ORGANISATION_UNIT',
  'REFERENCE',
  'AGE',
  'URL',
  'FILE_RESOURCE',
  'IMAGE',
  'GEOJSON',
] as const;

/** One of {@link VALUE_TYPES}. */
export type ValueType = (typeof VALUE_TYPES)[number];

/** What became of a cell of a row. */
export type Converted =
  /** The text that DHIS2 is to store. */
  | { readonly kind: 'value'; readonly text: string }
  /** Nothing to store: null or an empty text. */
  | { readonly kind: 'none' }
  /** Cannot be stored as it is; `why` never holds the value. */
  | { readonly kind: 'refused'; readonly code: string; readonly why: string };

/** What the metadata says of a data element's values. */
export interface ValueRules {
  readonly valueType: ValueType;
  /** Codes of the element's option set; absent where it has none. */
  readonly options?: ReadonlySet<string>;
}

/** Which refusals a converter makes. */
export interface ConverterOptions {
  /**
   * False leaves the check of the value type to DHIS2: only what cannot be written as text at all is refused.
   *
   * @defaultValue true
   */
  readonly check?: boolean;
}

/** A JSON number in the digits of its line, where a JavaScript number would lose some. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

/** Turns one cell of a row into what DHIS2 stores. */
export type Converter = (raw: unknown) => Converted;

/**
 * Compiles what turns the cells of one data element into the texts that DHIS2 stores.
 *
 * @param habits - DHIS2's version: what it calls a refusal (`E7619` up to 2.42, `E8122` from 2.43) depends on it.
 */
export function converterFor(
  rules: ValueRules,
  habits: Dhis2Habits,
  { check = true }: ConverterOptions = {},
): Converter {
  const code = habits === '2.43' ? 'E8122' : 'E7619';
  return (raw) => {
    const text = plainText(raw);
    if (text === undefined) return { kind: 'none' };
    const number = rules.valueType.startsWith('INTEGER') || rules.valueType === 'NUMBER' ? plainDecimal(text) : text;
    if (number !== undefined) return { kind: 'value', text: number };
    return check ? { kind: 'refused', code, why: 'is not a number' } : { kind: 'value', text };
  };
}

function plainText(raw: unknown): string | undefined {
  if (raw === null || raw === undefined || raw === '') return undefined;
  if (raw instanceof ExactNumber) return plainDecimal(raw.text) ?? raw.text;
  if (typeof raw === 'number') return plainDecimal(String(raw)) ?? String(raw);
  return typeof raw === 'string' ? raw : JSON.stringify(raw);
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** The digits of a decimal number without exponent and without zeros that mean nothing; undefined if it is none. */
export function plainDecimal(text: string): string | undefined {
  const match = DECIMAL.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (!match || whole + fraction === '') return undefined;
  const digits = whole + fraction;
  const point = whole.length + Number(match[4] ?? 0);
  const left =
    digits
      .slice(0, Math.max(point, 0))
      .padEnd(point, '0')
      .replace(/^0+(?=\d)/, '') || '0';
  const right = (point < 0 ? '0'.repeat(-point) + digits : digits.slice(point)).replace(/0+$/, '');
  const plain = right === '' ? left : `${left}.${right}`;
  return match[1] === '-' && /[1-9]/.test(plain) ? `-${plain}` : plain;
}

/** True if DHIS2 up to 2.42 takes the value for a zero, and keeps none where the element is not `zeroIsSignificant`. */
export function isZero(text: string, valueType: ValueType): boolean {
  const numeric = valueType.startsWith('INTEGER') || ['NUMBER', 'UNIT_INTERVAL', 'PERCENTAGE'].includes(valueType);
  return numeric && plainDecimal(text) === '0';
}

/** Longest comment in characters that DHIS2 stores (transcript 083). */
export function commentLimit(habits: Dhis2Habits): number {
  return habits === '2.43' ? 5_000 : 50_000;
}
