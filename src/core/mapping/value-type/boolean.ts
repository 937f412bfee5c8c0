import { TRAITS } from '../../model/traits';
import type { Misfit, ValueRule } from './rule';
import type { Dhis2Habits } from '../../model/version';

const NOT_BOOLEAN: Misfit = { why: 'is neither true nor false' };
const NOT_TRUE: Misfit = {
  why: 'is not true, and a TRUE_ONLY element keeps nothing else; give NULL instead (null_values: delete takes away an old true)',
};

/** Spellings that every DHIS2 stores as `true` or `false`, in any case (transcripts 059 and 060). */
const EVERYWHERE = { t: 'true', true: 'true', '1': 'true', f: 'false', false: 'false', '0': 'false' };

/** DHIS2 2.43 takes these too (058); up to 2.42 it refuses them. */
const YES_AND_NO = { y: 'true', yes: 'true', n: 'false', no: 'false' };

/** `true` or `false`, in the spellings that the version takes. */
export function booleanValue(habits: Dhis2Habits): ValueRule {
  const spellings = spellingsOf(habits);
  return (text) => spellings.get(text) ?? spellings.get(text.toLowerCase()) ?? NOT_BOOLEAN;
}

/** `true` only; a false is refused by every DHIS2 (068). */
export function trueOnly(habits: Dhis2Habits): ValueRule {
  const read = booleanValue(habits);
  return (text) => (read(text) === 'true' ? 'true' : NOT_TRUE);
}

function spellingsOf(habits: Dhis2Habits): ReadonlyMap<string, string> {
  return new Map(Object.entries(TRAITS[habits].takesYesAndNo ? { ...EVERYWHERE, ...YES_AND_NO } : EVERYWHERE));
}
