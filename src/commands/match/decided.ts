/** What a person wrote beside a row: its right object, that the proposal is right, that DHIS2 has none; or something else. */
export type Decision =
  | { readonly kind: 'uid'; readonly uid: string }
  | { readonly kind: 'yes' }
  | { readonly kind: 'none' }
  | { readonly kind: 'unclear' };

const YES: ReadonlySet<string> = new Set(['yes', 'y', 'ok', 'oui', 'sim', 'x', '1', 'true', 'right']);
const NONE: ReadonlySet<string> = new Set([
  'no',
  'n',
  'none',
  'non',
  'aucun',
  'nao',
  'não',
  'nenhum',
  '0',
  'false',
  '-',
]);
const UID = /^[A-Za-z][A-Za-z0-9]{10}$/;

/** Reads the column `decided`; undefined where nobody has decided. */
export function readDecision(text: string): Decision | undefined {
  const word = text.trim();
  if (word === '') return undefined;
  if (YES.has(word.toLowerCase())) return { kind: 'yes' };
  if (NONE.has(word.toLowerCase())) return { kind: 'none' };
  return UID.test(word) ? { kind: 'uid', uid: word } : { kind: 'unclear' };
}
