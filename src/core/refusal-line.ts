import type { RecordTicket, RefusedPart } from './checkpoint-ledger';
import type { Refusal } from './refusal';
import { adviceFor } from './refusal-advice';

/** Refused parts of one record that its line spells out. */
const MAX_PARTS = 5;

/** `stream x, line 12 (record 11)`. */
export function describePlace({ origin }: RecordTicket): string {
  return `stream ${origin.stream}, line ${origin.line} (record ${origin.ordinal})`;
}

/**
 * Why a record was refused: each part's ids, its code, and what is wrong with it, then what to do, once however many parts
 * need it. Never a value.
 */
export function describeRefused(parts: readonly RefusedPart[]): string {
  const named = parts.slice(0, MAX_PARTS);
  const reasons = named.map(({ ids, refusal }) => (ids === '' ? explain(refusal) : `${ids} — ${explain(refusal)}`));
  const more = parts.length - named.length;
  if (more > 0) reasons.push(`and ${more} more values of this row.`);
  const advices = new Set(named.map(({ refusal }) => adviceFor(refusal.code).advice));
  return [reasons.join(' | '), ...advices].join(' ');
}

/** The connector's own text says all that the code's sentence says, and more exactly; DHIS2's does not always. */
function explain({ code, by, text }: Refusal): string {
  if (by === 'connector') return `${code}, not sent: ${text}`;
  const answer = text.trim().replace(/\.$/, '');
  return `${code}, by DHIS2: ${adviceFor(code).sentence}` + (answer === '' ? '' : ` Its answer: ${answer}.`);
}
