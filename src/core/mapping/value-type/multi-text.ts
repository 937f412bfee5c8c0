import { isPlainObject } from 'lodash';
import { TRAITS } from '../../model/traits';
import type { Dhis2Habits } from '../../model/version';
import { parseExactly } from '../row/json';
import { cellText } from './cell';
import { sentText, trimmed } from './held';
import { NOT_AN_OPTION } from './option';
import type { Misfit, ValueRule } from './rule';

const NOT_SCALARS: Misfit = {
  why: 'is a list that holds NULL, a list or an object; take them out with array_remove() in the view',
};
const TWICE: Misfit = {
  why: 'has an option twice, which DHIS2 takes from 2.43 on; make the codes distinct in the view',
  option: true,
};

/**
 * Option codes between commas. A JSON array of texts, numbers and booleans, as PostgreSQL's arrays arrive, becomes that,
 * and an empty one is nothing to store. Blanks around a code are cut where no code has them (`char(n)`).
 *
 * @param options - Undefined where the codes are not known.
 */
export function multiText(options: ReadonlySet<string> | undefined, habits: Dhis2Habits): ValueRule {
  const { takesCodesTwice } = TRAITS[habits];
  const join = (codes: readonly string[], text: string): string | Misfit =>
    takesCodesTwice || new Set(codes).size === codes.length ? text : TWICE;
  return (text) => {
    const written = splitCodes(text);
    if (options && written.every((code) => options.has(code))) return join(written, text);
    const list = listOf(trimmed(text)) ?? (options ? splitCodes(trimmed(text)) : undefined);
    if (list === undefined) return sentText(text, habits);
    if (!isCodes(list)) return list;
    const codes = list.map((code) => (options?.has(code) ? code : trimmed(code)));
    const fit = codes.every((code) => !code.includes(',') && (!options || options.has(code)));
    return fit ? join(codes, codes.join(',')) : NOT_AN_OPTION;
  };
}

/** The texts of a JSON array; undefined if the text is none. */
function listOf(text: string): string[] | Misfit | undefined {
  const parsed = text.startsWith('[') ? parseExactly(text) : undefined;
  if (!Array.isArray(parsed)) return undefined;
  const codes: string[] = [];
  for (const member of parsed as readonly unknown[]) {
    const code = isPlainObject(member) || Array.isArray(member) ? undefined : cellText(member);
    if (typeof code !== 'string') return code ?? NOT_SCALARS;
    codes.push(code);
  }
  return codes;
}

/** As Java's `split` does it: empty codes at the end do not count. */
function splitCodes(text: string): readonly string[] {
  const codes = text.split(',');
  while (codes.at(-1) === '') codes.pop();
  return codes;
}

function isCodes(list: readonly string[] | Misfit): list is readonly string[] {
  return Array.isArray(list);
}
