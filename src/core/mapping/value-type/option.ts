import { TRAITS } from '../../model/traits';
import type { Dhis2Habits } from '../../model/version';
import { trimmed } from './held';
import type { ValueType } from './name';
import type { Misfit, ValueRule } from './rule';

/** What {@link multiText} says too. */
export const NOT_AN_OPTION: Misfit = { why: "is not among the codes of the element's option set", option: true };

/** Types of which DHIS2 takes other spellings than those it stores: `1` for `true`. */
const RESPELT: ReadonlySet<ValueType> = new Set<ValueType>(['BOOLEAN', 'TRUE_ONLY', 'TEXT', 'LONG_TEXT']);

/** What an option must be looked up with. */
export interface OptionRules {
  readonly rule: ValueRule;
  readonly valueType: ValueType;
  readonly options: ReadonlySet<string>;
}

/**
 * The code of an option that fits the value type too: `007` is none for a whole number.
 *
 * Up to 2.42 DHIS2 looks a code up as it was sent, so that `1` is sent where the options are `0` and `1`, and a code with
 * blanks around is sent with them; from 2.43 on it spells booleans and whole numbers first.
 */
export function optionCode({ rule, valueType, options }: OptionRules, habits: Dhis2Habits): ValueRule {
  const takesAsSent = TRAITS[habits].looksUpCodesAsSent && RESPELT.has(valueType);
  return (text) => {
    const fitting = rule(text);
    if (typeof fitting !== 'string' || options.has(fitting)) return fitting;
    if (takesAsSent && options.has(text)) return text;
    const cut = trimmed(text);
    return cut !== text && rule(cut) === cut && options.has(cut) ? cut : NOT_AN_OPTION;
  };
}
