import { ConfigError, TransientError } from '../../../errors';
import type { DataValue } from '../../model/data-value';
import { halves, MAX_RESENDS, only, sendAgain, type Attempt, type Step } from './attempt';
import type { Settlement } from '../../model/settlement';
import { narrow, seekLost, shrink, type Evidence } from './narrow';
import { predecessors, supersededBy } from './superseded';
import type { Answer } from '../../model/ports';
import type { Refusal } from '../../model/refusal';
import { readVerdict } from '../verdict/verdict';
import type { Fate, Verdict, VerdictContext } from '../verdict/fate';

export { firstAttempt, pauseBefore, type Attempt, type Step } from './attempt';

/** An answer that came. For those that never did there is `unanswered.ts`. */
export type Came = Exclude<Answer, { kind: 'unknown' }>;

/** What must be known beside an answer to draw its consequences. */
export type IsolationContext = VerdictContext &
  Evidence & {
    /** Whether DHIS2 has answered in this run: something else in its place is trouble that passes. */
    readonly proven: boolean;
  };

/**
 * Draws the consequences of an answer: which values have ended, which are refused, what is to be sent next.
 *
 * A value is rejected only if DHIS2 names it, or refuses it alone after having taken others since the trouble began.
 * Values of which DHIS2 only says that one of them is bad are sent again in parts: the named ones apart, else by halves.
 * @throws {@link TransientError} If races go on for too long; nothing is rejected then.
 * @throws {@link ConfigError} If DHIS2 does not accept the sign-in, or the answers are not DHIS2's.
 * @throws {@link ProtocolError} If DHIS2 names a position that was never sent.
 */
export function isolate(attempt: Attempt, answer: Came, context: IsolationContext): Step {
  if (answer.kind === 'too-large') return shrink(attempt, context);
  const verdict = readVerdict(answer, attempt.payload, context);
  switch (verdict.kind) {
    case 'read':
      return follow(attempt, verdict, context);
    case 'lost':
      return seekLost(attempt, verdict.why, context);
    case 'blocked':
      return narrow({ ...attempt, blockedBy: verdict.status }, verdict.refusal, context);
    case 'request-wrong':
    case 'server-trouble':
      return narrow(attempt, verdict.refusal, context);
    case 'sign-in':
      throw new ConfigError(
        `DHIS2 answered ${verdict.status}: it does not let this user write data values. Check the credentials, and that the user has the authority F_DATAVALUE_ADD.`,
      );
    case 'elsewhere':
      throw notDhis2(verdict.status, context);
  }
}

/** Whether DHIS2 takes anything. */
export interface Works {
  /** It took a value of another request after the attempt's trouble began. */
  readonly now: boolean;
  /** It took one at some time in this sync. */
  readonly before: boolean;
}

/**
 * Goes on with an undecided attempt once it is known whether DHIS2 works.
 *
 * @throws {@link TransientError} If it does not: then it refuses everything, and nothing is rejected.
 * @throws {@link ConfigError} If something in front of it has let no value through in this sync.
 */
export function decide(attempt: Attempt, works: Works): Step {
  if (!works.now) throw refusesAll(attempt, works);
  const { payload } = attempt;
  if (payload.values.length > 1) return only(...halves(payload, 'half'));
  return only({ ...attempt, reason: 'alone' });
}

/** The values as DHIS2 told of each. */
function follow(attempt: Attempt, verdict: Extract<Verdict, { kind: 'read' }>, context: VerdictContext): Step {
  const { strategy, vanishes } = context;
  const { payload } = attempt;
  const settled: Settlement[] = [];
  const rest = new Map<Fate['kind'], DataValue[]>();
  // Named apart from the others once already, or alone: what is named now is refused.
  const confirmed = attempt.reason === 'suspects' || payload.values.length === 1;
  let accepted = false;
  verdict.fates.forEach((fate, position) => {
    const value = payload.values[position]!;
    const refusal = refusalBy(fate, confirmed, attempt);
    if (refusal) settled.push({ value, outcome: { kind: 'rejected', refusal } });
    else if (fate.kind === 'ended') {
      settled.push({ value, outcome: fate.outcome }, ...supersededBy(value, strategy));
      accepted = true;
    } else append(rest, fate.kind, value);
  });
  const next = predecessors(settled, payload, vanishes);
  const part = (kind: Fate['kind'], reason: Attempt['reason']): void => {
    const values = rest.get(kind);
    if (values) next.push({ payload: { ...payload, values }, reason, resends: 0 });
  };
  part('suspect', 'suspects');
  part('bystander', confirmed ? 'suspects' : 'others');
  const raced = rest.get('raced');
  if (raced) next.push(sendAgain(attempt, { ...payload, values: raced }));
  return { settled, counts: verdict.counts, next, accepted };
}

/** Why a value is rejected by what DHIS2 says of it; undefined if it is not, or not yet. */
function refusalBy(fate: Fate, confirmed: boolean, attempt: Attempt): Refusal | undefined {
  if (fate.kind === 'refused') return fate.refusal;
  if (fate.kind === 'suspect' && confirmed) return fate.refusal;
  if (fate.kind === 'raced' && attempt.resends >= MAX_RESENDS) return fate.refusal;
  return undefined;
}

function refusesAll({ blockedBy }: Attempt, { before }: Works): Error {
  if (blockedBy === undefined) {
    return new TransientError(
      'DHIS2 refuses every request without naming a value, so no row is at fault. Look at the log of DHIS2; the sync goes on from the last state when it is started again.',
    );
  }
  const what = `Something in front of DHIS2, a proxy or a firewall, refuses every request with data values (${blockedBy}).`;
  return before
    ? new TransientError(`${what} It let others through before; the sync goes on from the last state.`)
    : new ConfigError(`${what} Have it let POST requests to /api/dataValueSets through.`);
}

/** Tomcat answers 404 while DHIS2 is being redeployed, and proxies have pages of their own, so this may pass. */
function notDhis2(status: number, { proven }: IsolationContext): Error {
  const what = `The answer (status ${status}) is not one of DHIS2's data value import.`;
  return proven
    ? new TransientError(`${what} It was before: is DHIS2 being restarted, or is a proxy before it failing?`)
    : new ConfigError(`${what} Check that base_url is the address of DHIS2, context path included.`);
}

function append<K, V>(lists: Map<K, V[]>, key: K, item: V): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
