import { matchLists } from '../matching/match';
import type { Candidate } from '../matching/candidate';
import { simplified } from '../metadata/near';
import type { MetadataIndex } from '../metadata/metadata-index';
import type { Spelling } from '../metadata/spellings';

/** A column of numbers, and the data element that it is likely to be. */
export interface GuessedIndicator {
  readonly column: string;
  readonly element?: Candidate;
  /** From 0 to 1. */
  readonly score: number;
  /** Category options whose names stand in the column's. */
  readonly options: readonly Spelling[];
}

/** A guess that a person looks at may be bolder than one that is stored by itself. */
const FLOOR = 0.55;

/** Finds the data elements that columns are called like, and the category options that stand in their names. */
export function guessIndicators(columns: readonly string[], metadata: MetadataIndex): readonly GuessedIndicator[] {
  const read = columns.map((column) => splitName(column, metadata));
  const bases = [...new Set(read.map(({ base }) => base))];
  const elements = [...metadata.objectsOf('dataElements')].map(({ id, code, name }): Candidate => ({
    uid: id,
    code: code || undefined,
    name: name || id,
    within: [],
  }));
  const proposals = matchLists(
    bases.map((base) => ({ name: base, code: base.replaceAll(' ', '_') })),
    elements,
    { style: 'plain', floor: FLOOR },
  );
  const byBase = new Map(bases.map((base, index) => [base, proposals[index]!]));
  return read.map(({ column, base, options }) => {
    const { best } = byBase.get(base)!;
    return { column, options, score: best?.score ?? 0, ...(best && { element: best.candidate }) };
  });
}

/** `visits_male` is visits, and the option Male. */
function splitName(
  column: string,
  metadata: MetadataIndex,
): { readonly column: string; readonly base: string; readonly options: readonly Spelling[] } {
  const words = simplified(column.replace(/([a-z])([A-Z])/g, '$1 $2'))
    .split(' ')
    .filter(Boolean);
  const byWord = optionsByWord(metadata);
  const options = words.flatMap((word) => byWord.get(word) ?? []);
  const rest = words.filter((word) => !byWord.has(word));
  return { column, base: (rest.length > 0 ? rest : words).join(' '), options: rest.length > 0 ? options : [] };
}

const WORDS = new WeakMap<MetadataIndex, ReadonlyMap<string, Spelling>>();

function optionsByWord(metadata: MetadataIndex): ReadonlyMap<string, Spelling> {
  const known = WORDS.get(metadata);
  if (known) return known;
  const words = new Map<string, Spelling>();
  for (const { id, code, name } of metadata.objectsOf('categoryOptions')) {
    if (name === 'default') continue;
    for (const text of [name, code]) {
      if (text) words.set(simplified(text).trim(), { uid: id, kind: 'name', text: name ?? id, name: name ?? '' });
    }
  }
  WORDS.set(metadata, words);
  return words;
}
