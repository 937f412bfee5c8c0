import type { RecordTicket, RefusedPart } from '../model/record-ticket';
import type { Refusal } from '../model/refusal';
import { adviceFor } from './refusal-advice';

/** Refused parts of one record that its line spells out. */
const MAX_PARTS = 5;

/** `stream x, line 12 (record 11)`. */
export function describePlace({ origin }: RecordTicket): string {
  return `stream ${origin.stream}, line ${origin.line} (record ${origin.ordinal})`;
}

/**
 * Why a record was refused: the ids of its parts, the code, and what is wrong with them, then what to do; each once, however
 * many parts it is true of. Never a value.
 */
export function describeRefused(parts: readonly RefusedPart[]): string {
  const named = parts.slice(0, MAX_PARTS);
  const idsByReason = new Map<string, string[]>();
  for (const { ids, refusal } of named) {
    const reason = explain(refusal);
    const sameReason = idsByReason.get(reason) ?? [];
    if (ids !== '') sameReason.push(ids);
    idsByReason.set(reason, sameReason);
  }
  const lines = [...idsByReason].map(([reason, ids]) => (ids.length === 0 ? reason : `${ids.join('; ')} — ${reason}`));
  const more = parts.length - named.length;
  if (more > 0) lines.push(`and ${more} more values of this row.`);
  const advices = new Set(named.map(({ refusal }) => adviceFor(refusal.code).advice));
  return [lines.join(' | '), ...advices].join(' ');
}

/** The connector's own text says all that the code's sentence says, and more exactly; DHIS2's does not always. */
function explain({ code, by, text }: Refusal): string {
  if (by === 'connector') return `${code}, not sent: ${text}`;
  const answer = text.trim().replace(/\.$/, '');
  return `${code}, by DHIS2: ${adviceFor(code).sentence}` + (answer === '' ? '' : ` Its answer: ${answer}.`);
}
