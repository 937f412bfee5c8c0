import { TRAITS } from '../../model/traits';
import { cellText } from './cell';
import type { ValueType } from './name';
import { isNumeric } from './name';
import { isPlainZero } from './number';
import type { Misfit } from './rule';
import { ruleFor, type ValueRules } from './rules';
import type { Dhis2Habits } from '../../model/version';

export { ExactNumber, plainDecimal } from './decimal';
export { isFile, isValueType, VALUE_TYPES, type ValueType } from './name';
export type { ValueRules } from './rules';

/** What became of a cell of a row. */
export type Converted =
  /** The text that DHIS2 is to store. */
  | { readonly kind: 'value'; readonly text: string }
  /** Nothing to store: null, blanks alone or an empty text. */
  | { readonly kind: 'none' }
  /** Cannot be stored as it is; `why` follows "The value" and never holds it: `is not a number; …`. */
  | { readonly kind: 'refused'; readonly code: string; readonly why: string };

/** Which refusals a converter makes. */
export interface ConverterOptions {
  /**
   * False leaves the check of the value type to DHIS2: only what cannot be written as text at all is refused.
   *
   * @defaultValue true
   */
  readonly check?: boolean;
}

/** Turns one cell of a row into what DHIS2 stores. Never throws. */
export type Converter = (raw: unknown) => Converted;

/** Characters (UTF-16 units, as Java counts) of the longest value that DHIS2 stores (transcripts 081 and 082). */
export const MAX_VALUE_LENGTH = 50_000;

/**
 * Compiles what turns the cells of one data element into the texts that DHIS2 stores.
 *
 * A cell is what JSON holds: text, number, boolean, object, array or null, with an {@link ExactNumber} for a number of
 * more digits than JavaScript keeps. Only the spelling changes, never the value: `12.000` becomes `12` for a whole
 * number and `t` becomes `true`; what would need more than that is refused.
 *
 * @param habits - Which spellings the version takes, and what it calls a refusal (`E7619` up to 2.42, then `E8122`).
 */
export function converterFor(
  rules: ValueRules,
  habits: Dhis2Habits,
  { check = true }: ConverterOptions = {},
): Converter {
  const rule = ruleFor(rules, habits);
  const unchecked = check ? rule : ruleFor({ valueType: rules.valueType }, habits);
  const codes = CODES[TRAITS[habits].codes];
  return (raw) => {
    const text = cellText(raw);
    if (text === undefined) return NOTHING;
    if (typeof text !== 'string') return refused(codes.value, text.why);
    const fitting = rule(text);
    if (fitting === '') return NOTHING;
    if (!check) return { kind: 'value', text: plainOf(fitting) ?? plainOf(unchecked(text)) ?? text };
    if (typeof fitting !== 'string') return refused(fitting.option ? codes.option : codes.value, fitting.why);
    if (fitting.length > MAX_VALUE_LENGTH) return refused(codes.value, TOO_LONG);
    return { kind: 'value', text: fitting };
  };
}

/**
 * True if DHIS2 up to 2.42 takes the value for a zero (transcripts 072-075); `-0` is none.
 *
 * It keeps none for an element that is not `zeroIsSignificant`, and takes an old value away for it; 2.43 stores it.
 * Elements with the aggregation types AVERAGE and AVERAGE_SUM_ORG_UNIT are spared
 * (source: `ValidationUtils.dataValueIsZeroAndInsignificant`).
 */
export function isZero(text: string, valueType: ValueType): boolean {
  return isNumeric(valueType) && isPlainZero(text);
}

const NOTHING: Converted = { kind: 'none' };
const TOO_LONG = 'is longer than 50,000 characters';

/** What each version calls the refusal of a value, and of an option (transcripts 049-069). */
const CODES = { E76: { value: 'E7619', option: 'E7621' }, E80: { value: 'E8122', option: 'E8123' } } as const;

function plainOf(fitting: string | Misfit): string | undefined {
  return typeof fitting === 'string' ? fitting : undefined;
}

function refused(code: string, why: string): Converted {
  return { kind: 'refused', code, why };
}
