import { ProtocolError } from '../errors';
import type { ReleasedState } from '../core/account/checkpoint-ledger';
import { lastMember, membersOf } from '../core/model/json-members';

/**
 * Returns the line that gives a state back: the text that came in, with `destinationStats` put into it.
 *
 * The text is never parsed and written again: a JSON round trip turns 9007199254740993 into …992 and 1.0 into 1, and what is
 * given back is what the source will start from. An older `destinationStats`, also null, is replaced.
 * @throws {@link ProtocolError} If the text is no STATE message.
 */
export function stateLine(released: ReleasedState): string {
  const text = released.text.trim();
  const state = lastMember(membersOf(text, text.indexOf('{')), 'state');
  if (!state || text[state.valueStart] !== '{') throw new ProtocolError('A state without a body was to be given back.');

  const stats = statsJson(released);
  const members = membersOf(text, state.valueStart);
  const older = lastMember(members, 'destinationStats');
  if (older) return text.slice(0, older.valueStart) + stats + text.slice(older.valueEnd);
  const end = state.valueEnd - 1;
  return `${text.slice(0, end)}${members.length > 0 ? ',' : ''}"destinationStats":${stats}${text.slice(end)}`;
}

/** `recordCount + rejectedRecordCount` is the number of records since the stream's previous state (protocol 0.19). */
function statsJson({ stats }: ReleasedState): string {
  return JSON.stringify({
    recordCount: stats.recordCount,
    rejectedRecordCount: stats.rejectedRecordCount,
    additionalStats: stats.values,
  });
}
