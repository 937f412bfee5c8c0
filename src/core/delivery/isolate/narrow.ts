import { halves, MAX_RESENDS, NOTHING, only, sendAgain, type Attempt, type Step } from './attempt';
import type { DataValue } from '../../model/data-value';
import type { Settlement } from '../../model/settlement';
import { predecessors } from './superseded';
import type { Refusal } from '../../model/refusal';

/** After so many answers in a row by which nothing was stored, halving stops until there is evidence. */
const MAX_UNANSWERED = 12;

/** Of that many refusals in a row, one value alone is tried, to find out soon whether DHIS2 takes anything. */
const PROBE_EVERY = 3;

/** Whether DHIS2 works, as the sync has seen, and which values it counts nowhere. Its answers are numbered from 1 in the order they arrive. */
export interface Evidence {
  /** Number of the answer to be read. */
  readonly sequence: number;
  /** Number of the last answer of this sync by which DHIS2 took at least one value; 0 if there was none. */
  readonly lastAccepted: number;
  readonly vanishes: (value: DataValue) => boolean | 'perhaps';
}

/** Something in the payload is refused and nothing of it named. */
export function narrow(attempt: Attempt, refusal: Refusal, evidence: Evidence): Step {
  const { payload } = attempt;
  const { sequence, lastAccepted } = evidence;
  if (payload.values.length === 1) return narrowedToOne(attempt, refusal, evidence);
  const unanswered = sequence - lastAccepted;
  if (unanswered >= MAX_UNANSWERED) return { ...NOTHING, undecided: { ...attempt, troubleSince: sequence } };
  if (unanswered % PROBE_EVERY > 0 || payload.values.length === 2) return only(...halves(payload, 'half'));
  const probe = { ...payload, values: payload.values.slice(-1) };
  const others = { ...payload, values: payload.values.slice(0, -1) };
  return only({ payload: probe, reason: 'half', resends: 0 }, ...halves(others, 'half'));
}

/** A value that DHIS2 refused alone, without naming it, is rejected when it is refused so again after others were taken. */
function narrowedToOne(attempt: Attempt, refusal: Refusal, evidence: Evidence): Step {
  const { sequence, lastAccepted, vanishes } = evidence;
  const { payload, troubleSince } = attempt;
  if (troubleSince === undefined || lastAccepted <= troubleSince) {
    return { ...NOTHING, undecided: { ...attempt, reason: 'alone', troubleSince: troubleSince ?? sequence } };
  }
  const value = payload.values[0]!;
  const settled: Settlement[] = [{ value, outcome: { kind: 'rejected', refusal } }];
  return { ...NOTHING, settled, next: predecessors(settled, payload, vanishes) };
}

/** The request is too large for DHIS2 or for what stands before it. */
export function shrink(attempt: Attempt, evidence: Evidence): Step {
  if (attempt.payload.values.length > 1) return only(...halves(attempt.payload, 'half'));
  return narrowedToOne(attempt, TOO_LARGE, evidence);
}

/**
 * DHIS2 counts fewer values than were sent, and refuses none. That heals where it was a race; what stays short is halved until
 * the value is found that is never stored.
 *
 * @param why - `race`: DHIS2 says that it failed to flush, which no value is to blame for.
 * @throws TransientError If a race does not end.
 */
export function seekLost(attempt: Attempt, why: 'race' | 'short', evidence: Evidence): Step {
  const { payload, resends, short } = attempt;
  const isLasting = why === 'short' && resends >= MAX_RESENDS;
  if (payload.values.length > 1 && (isLasting || short)) return only(...halves(payload, 'half', { short: true }));
  return isLasting ? narrowedToOne(attempt, NOT_COUNTED, evidence) : only(sendAgain(attempt, payload));
}

const NOT_COUNTED: Refusal = {
  cause: 'no-reason',
  code: 'NO_REASON',
  by: 'dhis2',
  text: 'DHIS2 counts it neither as stored nor as refused.',
};

const TOO_LARGE: Refusal = { cause: 'too-large', code: 'TOO_LARGE', by: 'dhis2', text: 'HTTP 413' };
