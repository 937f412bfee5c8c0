import type { DataValue } from '../../model/data-value';

/** What stands in place of a value. */
const MASK = '`…`';

/** Values shorter than this are looked for between back-ticks only: `12` is also part of ids and positions. */
const MIN_UNQUOTED = 4;

/** What DHIS2 itself writes between back-ticks besides ids: E7619's reasons, and UIDs and periods of others. */
const OWN_WORDS =
  /^(?:…|null|value_[a-z_]+|Data value is [a-z ]+|[A-Za-z][A-Za-z0-9]{10}|\d{4,6}[A-Za-z]{0,5}\d{0,2})$/;

/**
 * A text of DHIS2 without the values of the records it is about, fit for log and trace; ids stay.
 *
 * 2.43 quotes the value it refuses (`Value #1 value …`) and whole input rows (E8100). A value may hold anything, also
 * back-ticks and what looks like an id, so what stands between back-ticks stays only if it is an id of these very
 * values, or one of DHIS2's own words that none of them holds.
 * @param values - The values the text is about.
 */
export function maskValues(text: string, values: readonly DataValue[]): string {
  const secrets = secretsOf(values);
  const known = idsOf(values);
  const safe = secrets.reduce((rest, secret) => rest.split(`\`${secret}\``).join(MASK), text);
  const quote = /\bvalue `(?!…`)/.exec(safe);
  if (!quote) return maskQuoted(safe, known, secrets);
  // A value that DHIS2 quotes in part, or changed, may reach up to the last back-tick.
  const start = quote.index + quote[0].length - 1;
  const end = Math.max(safe.lastIndexOf('`'), start);
  return maskQuoted(safe.slice(0, start), known, secrets) + MASK + hide(safe.slice(end + 1), secrets);
}

/** What must not be seen, longest first, so that no value hides behind a shorter one. */
function secretsOf(values: readonly DataValue[]): readonly string[] {
  const secrets = new Set<string>();
  for (const { value, comment } of values) {
    if (value !== '') secrets.add(value);
    if (comment) secrets.add(comment);
  }
  return [...secrets].sort((a, b) => b.length - a.length);
}

function maskQuoted(text: string, known: ReadonlySet<string>, secrets: readonly string[]): string {
  const pieces = text.split('`');
  let masked = hide(pieces[0]!, secrets);
  for (let i = 1; i + 1 < pieces.length; i += 2) {
    const quoted = pieces[i]!;
    masked += shown(quoted, known, secrets) + hide(pieces[i + 1]!, secrets);
  }
  // A back-tick without a partner: E8125 ends in one. What follows it is dropped.
  return masked;
}

/** The text without the longer values, should DHIS2 write one without back-ticks. */
function hide(text: string, secrets: readonly string[]): string {
  let hidden = text;
  for (const secret of secrets) {
    if (secret.length >= MIN_UNQUOTED && hidden.includes(secret)) hidden = hidden.split(secret).join('…');
  }
  return hidden;
}

/** `abc` or `[abc, def]` as it may be shown: of a list that holds ids of these values, those only. */
function shown(quoted: string, known: ReadonlySet<string>, secrets: readonly string[]): string {
  const isList = quoted.startsWith('[') && quoted.endsWith(']');
  const words = isList ? quoted.slice(1, -1).split(', ') : [quoted];
  const plain = words.filter((word) => !secrets.includes(word));
  const own = plain.filter((word) => known.has(word));
  const kept = own.length > 0 ? own : plain.every((word) => OWN_WORDS.test(word)) ? plain : [];
  if (kept.length === 0) return MASK;
  return isList ? `\`[${kept.join(', ')}]\`` : `\`${kept[0]!}\``;
}

function idsOf(values: readonly DataValue[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const value of values) {
    ids.add(value.dataSet).add(value.dataElement).add(value.orgUnit).add(value.period);
    ids.add(value.categoryOptionCombo).add(value.attributeOptionCombo);
  }
  return ids;
}
