/**
 * Words that say what sort of place a facility is, by the sort, in the languages of the countries that use DHIS2: the same
 * place has any of them in one list and none in another.
 */
const FACILITY_WORDS: Readonly<Record<string, readonly string[]>> = {
  hc: ['health centre', 'health center', 'h c', 'hc', 'centre de sante', 'csi', 'cs', 'centro de saude', 'health ctr'],
  hp: ['health post', 'h p', 'hp', 'poste de sante', 'ps', 'posto de saude', 'health unit'],
  hospital: ['hospital', 'hosp', 'hopital', 'hop', 'hospitalar'],
  clinic: ['clinic', 'clinique', 'clinica', 'cl'],
  dispensary: ['dispensary', 'dispensaire', 'disp'],
  maternity: ['maternity', 'maternite', 'maternidade'],
};

/** Words that say what sort of area a parent is: `Kando District` is Kando. */
const AREA_WORDS: readonly string[] = [
  'district council',
  'health district',
  'district sanitaire',
  'zone de sante',
  'district',
  'dist',
  'distrito',
  'province',
  'provincia',
  'region',
  'regiao',
  'county',
  'council',
  'commune',
  'chiefdom',
  'state',
  'municipality',
  'ds',
  'zs',
];

/** Short and long forms of other words. */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  st: 'saint',
  ste: 'saint',
  sainte: 'saint',
  sao: 'saint',
  dr: 'doctor',
  mt: 'mount',
  ii: '2',
  iii: '3',
  iv: '4',
  govt: 'government',
};

/** The words of a name that tell it from others, and what else it says. */
export interface SortedWords {
  readonly words: readonly string[];
  /** The sort of place, where the name says it. */
  readonly kind: string | undefined;
}

/** What the names of a list are: their own words are put apart from those that only say the sort. */
export type NameStyle = 'facility' | 'area' | 'plain';

const PHRASES = phrasesOf(
  Object.entries(FACILITY_WORDS).flatMap(([kind, texts]) => texts.map((text) => ({ text, kind }))),
);
const AREA_PHRASES = phrasesOf(AREA_WORDS.map((text) => ({ text, kind: undefined })));

interface Phrase {
  readonly words: readonly string[];
  readonly kind: string | undefined;
}

/** Takes the words of sort out of a name; a name of nothing else keeps them. */
export function sortWords(words: readonly string[], style: NameStyle): SortedWords {
  const spelled = words.map((word) => SHORT_FORMS[word] ?? word);
  if (style === 'plain') return { words: spelled, kind: undefined };
  const phrases = style === 'facility' ? PHRASES : AREA_PHRASES;
  const left: string[] = [];
  let kind: string | undefined;
  for (let at = 0; at < spelled.length;) {
    const phrase = phrases.get(spelled[at]!)?.find((each) => each.words.every((word, i) => spelled[at + i] === word));
    if (phrase) kind ??= phrase.kind;
    else left.push(spelled[at]!);
    at += phrase?.words.length ?? 1;
  }
  return { words: left.length > 0 ? left : spelled, kind };
}

/** By their first word, the longest first. */
function phrasesOf(
  texts: readonly { readonly text: string; readonly kind: string | undefined }[],
): Map<string, Phrase[]> {
  const phrases = texts.map(({ text, kind }) => ({ words: text.split(' '), kind }));
  phrases.sort((one, other) => other.words.length - one.words.length);
  const byFirst = new Map<string, Phrase[]>();
  for (const phrase of phrases) byFirst.set(phrase.words[0]!, [...(byFirst.get(phrase.words[0]!) ?? []), phrase]);
  return byFirst;
}
