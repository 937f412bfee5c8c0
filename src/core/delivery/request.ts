import type { CellReader } from '../model/cell-reader';
import type { DataValue, Payload } from '../model/data-value';
import type { ImportSummary } from '../model/import-summary';
import type { Patience } from '../model/patience';
import type { Answer, Clock, DataValueSink, Log } from '../model/ports';
import type { ImportStrategy } from '../model/settings';
import type { Dhis2Habits } from '../model/version';
import type { Doubts } from './doubt/doubts';
import type { Traffic } from './evidence/traffic';
import type { Pace } from './pace/pace';
import type { PeriodGate } from './period-gate';
import { isForeign } from './verdict/verdict';

/** What all requests of a sync share. */
export interface RequestSurroundings {
  readonly send: DataValueSink['send'];
  /** Whether DHIS2 keeps what is sent; false in a dry run, which leaves nothing in doubt and makes no period. */
  readonly stores: boolean;
  readonly proven: () => boolean;
  readonly gate: PeriodGate;
  readonly pace: Pace;
  readonly doubts: Doubts;
  /** Shows what DHIS2 holds; without it everything in doubt is sent again. */
  readonly reader?: CellReader | undefined;
  readonly habits: Dhis2Habits;
  readonly strategy: ImportStrategy;
  readonly vanishes: (value: DataValue) => boolean | 'perhaps';
  readonly isImportSummary: (body: unknown) => body is ImportSummary;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 … 1, to spread re-sends. */
  readonly random: () => number;
  readonly traffic: Traffic;
}

/**
 * Sends a payload once its turn has come at the gate of new periods.
 *
 * @returns Undefined if `stopping` was aborted before it was sent.
 * @throws What `send` throws.
 */
export async function request(
  payload: Payload,
  around: RequestSurroundings,
  { patience, stopping }: { readonly patience: Patience; readonly stopping: AbortSignal },
): Promise<Answer | undefined> {
  const { gate, pace, doubts, clock, send } = around;
  const leave = await gate.enter(payload);
  try {
    if (stopping.aborted) return undefined;
    const sentAt = clock.now();
    doubts.sending(payload.values);
    const answer = told(await send(payload, patience), sentAt, around);
    pace.heard({ values: payload.values.length, answer, ms: clock.now() - sentAt });
    if (answer.kind === 'unknown' && around.stores) doubts.open(payload.values, answer.sentAt);
    return answer;
  } finally {
    leave();
  }
}

/** A 2xx that is no import summary says nothing of what was stored, once DHIS2 was seen to work. */
function told(answer: Answer, sentAt: number, { proven, isImportSummary }: RequestSurroundings): Answer {
  const isAnswer = answer.kind !== 'answered' || !proven() || !isForeign(answer, isImportSummary);
  return isAnswer ? answer : { kind: 'unknown', why: 'foreign', sentAt, status: answer.status };
}
