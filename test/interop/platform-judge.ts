import { isEqual, omit } from 'lodash';
import { parse } from 'lossless-json';

import type { DestinationMessage, ReturnedState } from './destination-message';
import type { SentState, SyncOutcome } from './platform';

/**
 * What Airbyte's platform would hold against a destination after a sync; nothing when all is well.
 *
 * Numbers are compared by their digits: the platform persists the state that comes back, and a source reads it again.
 * @returns One sentence a complaint.
 */
export function complaints(outcome: SyncOutcome): string[] {
  const { messages, noise } = read(outcome.stdout);
  const states = messages.flatMap(({ type, state }) => (type === 'STATE' && state ? [state] : []));
  return [
    ...noise,
    ...(outcome.stderr === '' ? [] : ['wrote to stderr, which the platform shows as errors']),
    ...aboutTheEnd(outcome, messages),
    ...aboutOrder(outcome.sent, states),
    ...states.flatMap((state) => aboutOneState(outcome.sent, state)),
    ...(outcome.exitCode === 0 && states.length < outcome.sent.length
      ? [`succeeded with ${states.length} of ${outcome.sent.length} states acknowledged`]
      : []),
  ];
}

function read(lines: readonly string[]): { messages: DestinationMessage[]; noise: string[] } {
  const messages: DestinationMessage[] = [];
  const noise: string[] = [];
  for (const [index, line] of lines.entries()) {
    try {
      const message = parse(line) as DestinationMessage;
      if (KNOWN_TYPES.has(message.type)) messages.push(message);
      else noise.push(`line ${index + 1} of stdout is of no type that the platform knows`);
    } catch {
      noise.push(`line ${index + 1} of stdout is not JSON`);
    }
  }
  return { messages, noise };
}

const KNOWN_TYPES = new Set(['STATE', 'LOG', 'TRACE', 'CONTROL', 'SPEC', 'CONNECTION_STATUS', 'DESTINATION_CATALOG']);

function aboutTheEnd(outcome: SyncOutcome, messages: readonly DestinationMessage[]): string[] {
  const errors = messages.filter((message) => message.trace?.type === 'ERROR').length;
  if (outcome.exitCode === 0) return errors === 0 ? [] : ['exited with 0 after an error'];
  if (errors === 1) return [];
  return [`failed with ${errors} errors traced instead of one`];
}

/** States of one stream come back in the order they were sent, each once. */
function aboutOrder(sent: readonly SentState[], states: readonly ReturnedState[]): string[] {
  const last = new Map<string | undefined, number>();
  return states.flatMap((state) => {
    const id = idOf(state);
    const stream = sent[id - 1]?.stream;
    const previous = last.get(stream) ?? 0;
    last.set(stream, Math.max(id, previous));
    return id > previous ? [] : [`state ${id} came after state ${previous}`];
  });
}

function aboutOneState(sent: readonly SentState[], state: ReturnedState): string[] {
  const original = sent[idOf(state) - 1];
  if (!original) return ['a state came back without the id that the platform gave it'];
  const found: string[] = [];
  const before = omit(parse(original.text) as ReturnedState, 'destinationStats');
  if (!isEqual(omit(state, 'destinationStats'), before)) found.push(`state ${original.id} came back changed`);
  const stats = state.destinationStats;
  if (!stats) return [...found, `state ${original.id} came back without destinationStats`];
  const counted = Number(stats.recordCount) + Number(stats.rejectedRecordCount ?? 0);
  if (counted !== original.records) {
    found.push(`state ${original.id} counts ${counted} records, the platform ${original.records}`);
  }
  return found;
}

function idOf(state: ReturnedState): number {
  return Number(state.id ?? 0);
}
