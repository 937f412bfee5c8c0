import { distance } from 'fastest-levenshtein';

/** A text of a chunk that is near to the one wanted. */
export interface Near {
  readonly chunk: number;
  readonly line: number;
  /** UID, code, name. */
  readonly column: 0 | 1 | 2;
  /** How much of the text differs: 0 for the same, but for case, accents and signs. */
  readonly share: number;
}

/** A quarter of a text may differ: `Kandoo HC` is Kando HC, `Kenda HP` is not. */
const MAX_SHARE = 0.25;
/** Texts below this length differ by chance. */
const MIN_LENGTH = 4;
const NOT_ASCII = /[^\0-\x7f]/;
/** What is left of accents once letters stand without them: it spares most languages the slow way. */
const ACCENTS = /[\u0300-\u036f]+/g;

/** Signs that look alike. */
const MIXED_UP: Readonly<Record<string, string>> = { 0: 'o', 1: 'l', i: 'l' };

const COLUMNS = [0, 1, 2] as const;

/** Lower case, without accents and signs; tabs and line ends stay. */
export function simplified(text: string): string {
  const plain = NOT_ASCII.test(text) ? text.normalize('NFD').replace(ACCENTS, '').toLowerCase() : text.toLowerCase();
  return NOT_ASCII.test(plain)
    ? plain.replace(/\p{M}+/gu, '').replace(/[^\p{L}\p{N}\t\n]+/gu, ' ')
    : plain.replace(/[^a-z0-9\t\n]+/g, ' ');
}

/**
 * The texts near to `wanted` of a chunk: an object a line; UID, code and name with tabs between.
 *
 * @param wanted, chunk - Both {@link simplified}.
 */
export function nearLines(wanted: string, chunk: string, index: number): readonly Near[] {
  const found: Near[] = [];
  if (wanted === '') return found;
  let line = 0;
  for (let start = 0; start < chunk.length; line += 1) {
    const first = chunk.indexOf('\t', start);
    const second = chunk.indexOf('\t', first + 1);
    const next = chunk.indexOf('\n', second + 1);
    const end = next < 0 ? chunk.length : next;
    const bounds = [start, first + 1, second + 1, end + 1];
    for (const column of COLUMNS) {
      const part = { from: bounds[column]!, to: bounds[column + 1]! - 1, isUid: column === 0 };
      const share = shareOf(wanted, chunk, part);
      if (share !== undefined) found.push({ chunk: index, line, column, share });
    }
    start = end + 1;
  }
  return found;
}

interface Part {
  readonly from: number;
  readonly to: number;
  readonly isUid: boolean;
}

/** How much of the two differs; undefined where that is too much. */
function shareOf(wanted: string, chunk: string, { from, to, isUid }: Part): number | undefined {
  const longer = Math.max(wanted.length, to - from);
  const shorter = Math.min(wanted.length, to - from);
  if (longer - shorter > longer * MAX_SHARE) return undefined;
  // UIDs are random: only what eyes and databases mix up is taken for another.
  if (isUid) return longer === shorter && isConfusable(wanted, chunk, from) ? 0 : undefined;
  const text = chunk.slice(from, to).trim();
  if (text === wanted) return 0;
  if (shorter < MIN_LENGTH) return undefined;
  const share = distance(text, wanted) / longer;
  return share <= MAX_SHARE && numbersOf(text) === numbersOf(wanted) ? share : undefined;
}

function isConfusable(wanted: string, chunk: string, from: number): boolean {
  for (let index = 0; index < wanted.length; index += 1) {
    const [one, other] = [wanted[index]!, chunk[from + index]!];
    if (one !== other && (MIXED_UP[one] ?? one) !== (MIXED_UP[other] ?? other)) return false;
  }
  return true;
}

/** Health Post 2 is not Health Post 3. */
function numbersOf(text: string): string {
  return (text.match(/\d+/g) ?? []).map(Number).join(' ');
}
