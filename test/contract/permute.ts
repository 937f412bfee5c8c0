import type { Random } from '../support/seeded-random';

/** Renames everything that a sandbox could have learned by heart. */
export interface Permutation {
  /** Renames within any JSON value. */
  readonly json: <T>(value: T) => T;
  /** Moves a moment as periods are moved. */
  readonly moment: (iso: string) => string;
}

/** Renames nothing. */
export const IDENTITY: Permutation = { json: (value) => value, moment: (iso) => iso };

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALPHABET = `${LETTERS}0123456789`;

/**
 * New UIDs for old, new codes for old, and all years moved by the same number. UIDs keep their alphabetical order and years
 * theirs, since answers depend on both.
 */
export function permutation(metadata: unknown, extraUids: readonly string[], random: Random): Permutation {
  const ids = new Map<string, string>();
  const codes = new Map<string, string>();
  const uids = [...new Set([...collect(metadata, 'id'), ...extraUids])].filter(isUid).sort(byLowerCase);
  const fresh = [...new Set(Array.from({ length: uids.length * 2 }, () => randomUid(random)))].slice(0, uids.length);
  fresh.sort(byLowerCase).forEach((uid, i) => ids.set(uids[i] ?? '', uid));
  for (const code of renamedCodes(metadata)) codes.set(code, `${code}X${Math.floor(random() * 1_000)}`);
  const years = 1 + Math.floor(random() * 12);
  const replaced = (text: string, names: ReadonlyMap<string, string>, pattern: RegExp): string =>
    text.replace(pattern, (name) => names.get(name) ?? name);
  const [idPattern, codePattern] = [
    namePattern([...ids.keys()], 'A-Za-z0-9_'),
    namePattern([...codes.keys()], 'A-Za-z0-9_-'),
  ];
  const text = (value: string): string =>
    shiftYears(replaced(replaced(value, codes, codePattern), ids, idPattern), years);
  return {
    json: (value) => renameAll(value, text, years),
    moment: (iso) => shiftYears(iso, years),
  };
}

/** `expire` of a token is a moment in milliseconds, the only one that is not text. */
function renameAll<T>(value: T, text: (value: string) => string, years: number): T {
  if (typeof value === 'string') return text(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => renameAll(item, text, years)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]: [string, unknown]) => [
    text(key),
    key === 'expire' && typeof item === 'number' ? shiftMoment(item, years) : renameAll(item, text, years),
  ]);
  return Object.fromEntries(entries) as T;
}

function shiftMoment(ms: number, years: number): number {
  return Date.parse(shiftYears(new Date(ms).toISOString(), years));
}

/** Years at the head of a period or a date; 1970, the beginning of time, stays. */
function shiftYears(text: string, years: number): string {
  return text.replace(
    /(?<![\w.])(?!1970)(1[89]|20)\d\d(?=((0[1-9]|1[0-2])([0-3]\d)?)?(B|W\d+|Q\d|S\d)?(?!\w)|-\d\d)/g,
    (year) => String(Number(year) + years),
  );
}

/** Names that stand alone: not within a word of these letters. A number and a hyphen may stand before one: `0-COC_MALE`. */
function namePattern(names: readonly string[], letters: string): RegExp {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  const before = letters.replace(/-$/, '');
  const hyphen = before === letters ? '' : '(?<!(?<!\\d)-)';
  return new RegExp(`(?<![${before}])${hyphen}(${longestFirst.join('|')})(?![${letters}])`, 'g');
}

/** Codes of what data is named by, and the attribute values made of them; `default` is DHIS2's own. */
function renamedCodes(metadata: unknown): readonly string[] {
  const lists = metadata as Record<
    string,
    readonly { code?: string; attributeValues?: readonly { value: string }[] }[]
  >;
  const named = ['organisationUnits', 'dataElements', 'dataSets', 'categoryOptionCombos'].flatMap(
    (list) => lists[list] ?? [],
  );
  const codes = named.flatMap(({ code, attributeValues = [] }) => [
    code ?? '',
    ...attributeValues.map(({ value }) => value),
  ]);
  return [...new Set(codes)].filter((code) => code !== '' && code !== 'default');
}

function collect(value: unknown, key: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => collect(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]: [string, unknown]) =>
    name === key && typeof item === 'string' ? [item] : collect(item, key),
  );
}

const isUid = (text: string): boolean => /^[A-Za-z][A-Za-z0-9]{10}$/.test(text);

function randomUid(random: Random): string {
  const pick = (alphabet: string): string => alphabet[Math.floor(random() * alphabet.length)] ?? 'a';
  return pick(LETTERS) + Array.from({ length: 10 }, () => pick(ALPHABET)).join('');
}

function byLowerCase(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : 0;
}
