import type { RecordTicket, RefusedPart } from '../model/record-ticket';
import type { Refusal } from '../model/refusal';

/** Refused parts of one record that its line spells out. */
const MAX_PARTS = 5;

/** `stream x, line 12 (record 11)`. */
export function describePlace({ origin }: RecordTicket): string {
  return `stream ${origin.stream}, line ${origin.line} (record ${origin.ordinal})`;
}

/**
 * Why a record was refused: column (of a wide row) and ids of its parts, then the cause, its code, and the text that came with it; each once, however
 * many parts it is true of. Never a value. What to do stands once, in the summary by cause.
 */
export function describeRefused(parts: readonly RefusedPart[]): string {
  const named = parts.slice(0, MAX_PARTS);
  const idsByReason = new Map<string, string[]>();
  for (const { ids, part, refusal } of named) {
    const reason = explain(refusal);
    const sameReason = idsByReason.get(reason) ?? [];
    const where = [typeof part === 'string' ? `column ${part}` : '', ids].filter((text) => text !== '').join(' ');
    if (where !== '') sameReason.push(where);
    idsByReason.set(reason, sameReason);
  }
  const lines = [...idsByReason].map(([reason, ids]) => (ids.length === 0 ? reason : `${ids.join('; ')} — ${reason}`));
  const more = parts.length - named.length;
  if (more > 0) lines.push(`and ${more} more values of this row.`);
  return lines.join(' | ');
}

/** `unknown-org-unit (E7612): DHIS2 shows …`; a text of DHIS2's is marked as such. */
function explain({ cause, code, by, text }: Refusal): string {
  const tag = /^E\d/.test(code) ? `${cause} (${code})` : cause;
  if (by === 'connector') return `${tag}: ${text}`;
  const answer = text.trim().replace(/\.$/, '');
  return answer === '' ? `${tag}, by DHIS2.` : `${tag}, DHIS2: ${answer}.`;
}
