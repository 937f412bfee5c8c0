import { distance } from 'fastest-levenshtein';
import { simplified } from '../metadata/near';
import { type NameStyle, sortWords } from './kinds';

/** A name as it is compared: its own words, without case, accents, signs and words of sort. */
export interface ComparableName {
  /** In their order; a name of words of sort alone keeps them. */
  readonly words: readonly string[];
  readonly wordForms: readonly Form[];
  /** The words as one text: as they come, in alphabetical order, without blanks, and each with doubled letters made one. */
  readonly forms: readonly Form[];
  /** The numbers in it: Health Post 2 is not Health Post 3. */
  readonly numbers: string;
  /** The sort of place, where the name says it: `hc`, `hospital`. */
  readonly kind: string | undefined;
}

interface Form {
  readonly text: string;
  readonly squeezed: string;
}

/** Swapped words are as good as the same name, nearly; a blank too many or too few likewise. */
const OTHER_FORM = 0.98;
/** One of the two names says more than the other. */
const LONGER = 0.86;
/** A word of one has no like in the other: `Saint Mary Kando`, `Saint Mary Lumba`. */
const STRANGE_WORD = 0.8;
const WORDS_ALIKE = 0.55;
/** One says `HC`, the other nothing. */
const KIND_LEFT_OUT = 0.97;
/** One says `HC`, the other `Hospital`: two places of one village, mostly. */
const OTHER_KIND = 0.72;
/** Letters that one doubled and the other did not are half a mistake. */
const DOUBLING = 0.5;
/** Words shorter than this are no name by themselves. */
const MIN_SHARED = 4;

/** Readies a name for comparing. */
export function comparable(name: string, style: NameStyle): ComparableName {
  const spelled = simplified(name)
    .replace(/\b0+(?=\d)/g, '')
    .split(/\s+/);
  const { words, kind } = sortWords(spelled.filter(Boolean), style);
  const numbers = words.flatMap((word) => word.match(/\d+/g) ?? []).map(Number);
  const forms = [words.join(' '), [...words].sort().join(' '), words.join('')].map(formOf);
  return { words, wordForms: words.map(formOf), forms, numbers: numbers.sort().join(' '), kind };
}

/** How alike two names are: 1 for the same, 0 for nothing in common. */
export function likeness(one: ComparableName, other: ComparableName): number {
  if (one.numbers !== other.numbers || one.words.length === 0 || other.words.length === 0) return 0;
  return spelling(one, other) * kinds(one.kind, other.kind);
}

function spelling(one: ComparableName, other: ComparableName): number {
  const asWritten = ratio(one.forms[0]!, other.forms[0]!);
  if (asWritten === 1 || (one.words.length === 1 && other.words.length === 1)) return asWritten;
  let best = asWritten;
  for (const form of [1, 2]) best = Math.max(best, ratio(one.forms[form]!, other.forms[form]!) * OTHER_FORM);
  if (one.words.length !== other.words.length) return Math.max(best, contained(one, other));
  return hasStranger(one, other) ? best * STRANGE_WORD : best;
}

/** Whether all words of the shorter one are in the other. */
function contained(one: ComparableName, other: ComparableName): number {
  const [short, long] = one.words.length < other.words.length ? [one, other] : [other, one];
  const [shorter, longer] = [short.forms[0]!.text.length, long.forms[0]!.text.length];
  if (shorter < MIN_SHARED || !short.words.every((word) => long.words.includes(word))) return 0;
  return LONGER * (0.5 + (0.5 * shorter) / longer);
}

function hasStranger(one: ComparableName, other: ComparableName): boolean {
  return !one.wordForms.every((word) => other.wordForms.some((each) => ratio(word, each) >= WORDS_ALIKE));
}

function ratio(one: Form, other: Form): number {
  const longer = Math.max(one.text.length, other.text.length);
  // No more than this can be alike: most pairs end here.
  if (Math.abs(one.text.length - other.text.length) > longer / 2) return 0;
  if (one.text === other.text) return 1;
  const letters = edits(one.text, other.text);
  if (one.text === one.squeezed && other.text === other.squeezed) return 1 - letters / longer;
  return 1 - Math.min(letters, edits(one.squeezed, other.squeezed) + DOUBLING) / longer;
}

/** Letters to be put in, left out or changed; two neighbours that changed places count as one. */
function edits(one: string, other: string): number {
  const letters = distance(one, other);
  return letters === 2 && one.length === other.length && isSwap(one, other) ? 1 : letters;
}

function isSwap(one: string, other: string): boolean {
  let at = 0;
  while (one[at] === other[at]) at += 1;
  return one[at] === other[at + 1] && one[at + 1] === other[at];
}

function formOf(text: string): Form {
  return { text, squeezed: text.replace(/(.)\1+/g, '$1') };
}

function kinds(one: string | undefined, other: string | undefined): number {
  if (one === other) return 1;
  return one === undefined || other === undefined ? KIND_LEFT_OUT : OTHER_KIND;
}
