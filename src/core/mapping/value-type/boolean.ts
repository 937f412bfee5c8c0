import { TRAITS } from '../../model/traits';
import type { Misfit, ValueRule } from './rule';
import type { Dhis2Habits } from '../../model/version';

const NOT_BOOLEAN: Misfit = { why: 'is neither true nor false' };
const NOT_TRUE: Misfit = {
  why: 'is not true, and a TRUE_ONLY element keeps nothing else; give NULL instead (null_values: delete takes away an old true)',
};
const MIXED_CASE: Misfit = {
  why: 'is true or false in a mixture of cases, which DHIS2 up to 2.42 would keep as it is; cast it to boolean in the view',
};

/** What every DHIS2 stores as `true` or `false` (transcripts 059 and 060). */
const SPELLINGS = { t: 'true', true: 'true', '1': 'true', f: 'false', false: 'false', '0': 'false' };

/** DHIS2 2.43 takes these too (058); up to 2.42 it refuses them. */
const YES_AND_NO = { y: 'true', yes: 'true', n: 'false', no: 'false' };

/** `true` or `false`, in the spellings that the version takes. */
export function booleanValue(habits: Dhis2Habits): ValueRule {
  const { takesYesAndNo, readsBooleansInAnyCase } = TRAITS[habits];
  const spellings = new Map(Object.entries(takesYesAndNo ? { ...SPELLINGS, ...YES_AND_NO } : SPELLINGS));
  return (text) => {
    const plain = spellings.get(text);
    if (plain !== undefined) return plain;
    const lower = text.toLowerCase();
    const value = spellings.get(lower);
    if (value === undefined) return NOT_BOOLEAN;
    return readsBooleansInAnyCase || isOneCase(text, lower) ? value : MIXED_CASE;
  };
}

/** `true` only; a false is refused by every DHIS2 (068). */
export function trueOnly(habits: Dhis2Habits): ValueRule {
  const read = booleanValue(habits);
  return (text) => {
    const value = read(text);
    return value === 'true' || value === MIXED_CASE ? value : NOT_TRUE;
  };
}

/** `TRUE` or `True`. */
function isOneCase(text: string, lower: string): boolean {
  return text === text.toUpperCase() || text.slice(1) === lower.slice(1);
}
