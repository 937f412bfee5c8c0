import { ConfigError, TransientError } from '../errors';
import type { DataValue, Outcome, Payload } from './data-value';
import type { Answer } from './ports';
import type { Refusal } from './refusal';
import { readVerdict, type Fate, type StoredCounts, type Verdict, type VerdictContext } from './verdict';

/** One request still to be sent, and why. */
export interface Attempt {
  readonly payload: Payload;
  readonly reason: 'first' | 'again' | 'suspects' | 'others' | 'half' | 'alone' | 'superseded';
  /** How often this very payload has been sent before because DHIS2 lost it, or to confirm a refusal. */
  readonly resends: number;
  /** Number of the answer since which DHIS2 refuses this payload without naming a value. */
  readonly troubleSince?: number;
}

/** What the sync knows when an answer comes in. Answers of all lanes are numbered from 1 in the order they arrive. */
export interface IsolationContext extends VerdictContext {
  /** Number of the answer to be read. */
  readonly sequence: number;
  /** Number of the last answer of this sync by which DHIS2 took at least one value; 0 if there was none. */
  readonly lastAccepted: number;
}

/** A value and how it ended. */
export interface Settlement {
  readonly value: DataValue;
  readonly outcome: Outcome;
}

/** What one answer brings about. */
export interface Step {
  /** Values that have ended, with the superseded ones behind those that were not refused. */
  readonly settled: readonly Settlement[];
  readonly counts?: StoredCounts;
  /** To be sent before anything else of the lane, in order. */
  readonly next: readonly Attempt[];
  /** DHIS2 took or acknowledged a value: evidence that it works. */
  readonly accepted: boolean;
  /** To be kept until something was accepted after its trouble began, or a witness was sent; then {@link decide}. */
  readonly undecided?: Attempt;
  /** Later requests had better be smaller. */
  readonly tooLarge?: true;
}

/** A payload that DHIS2 loses is sent this many times more. Recorded races healed at the first re-send. */
const MAX_RESENDS = 6;

/** After so many answers in a row by which no lane got a value stored, halving stops until there is evidence. */
const MAX_UNANSWERED = 12;

/** Of that many refusals in a row, one value alone is tried, to find out soon whether DHIS2 takes anything. */
const PROBE_EVERY = 3;

/** The attempt that a payload starts with. */
export function firstAttempt(payload: Payload): Attempt {
  return { payload, reason: 'first', resends: 0 };
}

/**
 * How long to wait before the attempt is sent, in milliseconds: races between requests pass when one of them waits.
 * To be varied by up to half, lest two lanes wait equally long.
 */
export function pauseBefore(attempt: Attempt): number {
  return attempt.resends === 0 ? 0 : Math.min(8_000, 250 * 2 ** attempt.resends);
}

/**
 * Draws the consequences of an answer: which values have ended, which are refused, what is to be sent next.
 *
 * A value is rejected only if DHIS2 names it, or refuses it alone after having taken others since the trouble began.
 * Values of which DHIS2 only says that one of them is bad are sent again in parts: the named ones apart, else by halves.
 * @throws {@link TransientError} If DHIS2 goes on losing the values, or times out on one alone; nothing is rejected then.
 * @throws {@link ConfigError} If DHIS2 does not accept the sign-in, or the answers are not DHIS2's.
 * @throws {@link ProtocolError} If DHIS2 names a position that was never sent.
 */
export function isolate(attempt: Attempt, answer: Answer, context: IsolationContext): Step {
  if (answer.kind === 'too-large') return shrink(attempt, answer.status, context);
  const verdict = readVerdict(answer, attempt.payload, context);
  switch (verdict.kind) {
    case 'read':
      return follow(attempt, verdict, context);
    case 'lost':
      return only(sendAgain(attempt, attempt.payload));
    case 'request-wrong':
    case 'server-trouble':
      return narrow(attempt, verdict, context);
    case 'sign-in':
      throw new ConfigError(
        `DHIS2 answered ${verdict.status}: it does not let this user write data values. Check the credentials, and that the user has the authority F_DATAVALUE_ADD.`,
      );
    case 'elsewhere':
      throw notDhis2(verdict.status, context);
  }
}

/**
 * Goes on with an undecided attempt once it is known whether DHIS2 works.
 *
 * @param witnessAccepted - Whether DHIS2 took a value of another request after the attempt's trouble began.
 * @throws {@link TransientError} If it did not: then it refuses everything, and nothing is rejected.
 */
export function decide(attempt: Attempt, witnessAccepted: boolean): Step {
  if (!witnessAccepted) {
    throw new TransientError(
      'DHIS2 refuses every request without naming a value, so no row is at fault. Look at the log of DHIS2; the sync goes on from the last state when it is started again.',
    );
  }
  const { payload } = attempt;
  if (payload.values.length > 1) return only(...halves(payload, 'half'));
  return only({ ...attempt, reason: 'alone', resends: attempt.resends + 1 });
}

/** The values as DHIS2 told of each. */
function follow(attempt: Attempt, verdict: Extract<Verdict, { kind: 'read' }>, context: IsolationContext): Step {
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
      settled.push({ value, outcome: fate.outcome }, ...supersededBy(value));
      accepted = true;
    } else append(rest, fate.kind, value);
  });
  const next = predecessors(settled, payload);
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

/** Something in the payload is refused and nothing of it named. */
function narrow(
  attempt: Attempt,
  verdict: { readonly status: number; readonly refusal?: Refusal },
  context: IsolationContext,
): Step {
  const { payload } = attempt;
  const { sequence, lastAccepted } = context;
  if (payload.values.length === 1) return narrowedToOne(attempt, verdict, context);
  const unanswered = sequence - lastAccepted;
  if (unanswered >= MAX_UNANSWERED) return { ...NOTHING, undecided: { ...attempt, troubleSince: sequence } };
  if (unanswered % PROBE_EVERY > 0 || payload.values.length === 2) return only(...halves(payload, 'half'));
  const probe = { ...payload, values: payload.values.slice(-1) };
  const others = { ...payload, values: payload.values.slice(0, -1) };
  return only({ payload: probe, reason: 'half', resends: 0 }, ...halves(others, 'half'));
}

/** A value that DHIS2 refused alone, without naming it, is rejected when it is refused so again after others were taken. */
function narrowedToOne(
  attempt: Attempt,
  verdict: { readonly status: number; readonly refusal?: Refusal },
  { sequence, lastAccepted }: IsolationContext,
): Step {
  const { payload } = attempt;
  const { troubleSince } = attempt;
  if (attempt.reason !== 'alone' || troubleSince === undefined || lastAccepted <= troubleSince) {
    return { ...NOTHING, undecided: { ...attempt, reason: 'alone', troubleSince: troubleSince ?? sequence } };
  }
  const value = payload.values[0]!;
  const settled: Settlement[] = [
    { value, outcome: { kind: 'rejected', refusal: verdict.refusal ?? refusedAlone(verdict.status) } },
  ];
  return { ...NOTHING, settled, next: predecessors(settled, payload) };
}

/** The request is too large for DHIS2 or for what stands before it. */
function shrink(attempt: Attempt, status: number | 'timeout', context: IsolationContext): Step {
  if (attempt.payload.values.length > 1) return { ...only(...halves(attempt.payload, 'half')), tooLarge: true };
  if (status === 413) return narrowedToOne(attempt, { status, refusal: TOO_LARGE }, context);
  throw new TransientError(
    'DHIS2, or a gateway before it, takes too long even for a single value. Start the sync again when it is less busy, or raise request_timeout_seconds and the timeouts of gateways.',
  );
}

const TOO_LARGE: Refusal = {
  code: 'TOO_LARGE',
  by: 'dhis2',
  text: 'DHIS2, or a server before it, answers 413 to the value when it is sent alone.',
};

function refusedAlone(status: number): Refusal {
  return {
    code: 'REFUSED_ALONE',
    by: 'dhis2',
    text: `DHIS2 answers ${status} without a reason whenever the value is sent, also alone, and takes others.`,
  };
}

/** Tomcat answers 404 while DHIS2 is being redeployed, and proxies have pages of their own, so this may pass. */
function notDhis2(status: number, { lastAccepted }: IsolationContext): Error {
  const what = `The answer (status ${status}) is not one of DHIS2's data value import.`;
  return lastAccepted > 0
    ? new TransientError(`${what} It was before: is DHIS2 being restarted, or is a proxy before it failing?`)
    : new ConfigError(`${what} Check that base_url is the address of DHIS2, context path included.`);
}

const NOTHING: Step = { settled: [], next: [], accepted: false };

function only(...next: readonly Attempt[]): Step {
  return { ...NOTHING, next };
}

/** The payload once more. @throws {@link TransientError} If that was done often enough. */
function sendAgain(attempt: Attempt, payload: Payload): Attempt {
  if (attempt.resends >= MAX_RESENDS) {
    throw new TransientError(
      `DHIS2 did not store ${payload.values.length} values although they were sent ${MAX_RESENDS + 1} times, and refuses none of them. Is something else writing the same data? The sync goes on from the last state when it is started again.`,
    );
  }
  return {
    ...attempt,
    payload,
    reason: attempt.reason === 'first' ? 'again' : attempt.reason,
    resends: attempt.resends + 1,
  };
}

function halves(payload: Payload, reason: Attempt['reason']): readonly Attempt[] {
  const middle = Math.ceil(payload.values.length / 2);
  return [payload.values.slice(0, middle), payload.values.slice(middle)].map((values) => ({
    payload: { ...payload, values },
    reason,
    resends: 0,
  }));
}

/** The values before this one in its cell, which need not be sent any more. */
function supersededBy(value: DataValue): readonly Settlement[] {
  const chain: Settlement[] = [];
  for (let before = value.supersedes; before; before = before.supersedes) {
    chain.push({ value: before, outcome: { kind: 'superseded' } });
  }
  return chain;
}

/** What the rejected values had replaced: it is sent after all. A cell's values may differ in data set and action. */
function predecessors(settled: readonly Settlement[], payload: Payload): Attempt[] {
  const payloads = new Map<string, { dataSet: string; action: DataValue['action']; values: DataValue[] }>();
  for (const { value, outcome } of settled) {
    const before = outcome.kind === 'rejected' ? value.supersedes : undefined;
    if (!before) continue;
    const { dataSet, action } = before;
    const key = `${action} ${dataSet}`;
    const group = payloads.get(key) ?? { dataSet, action, values: [] };
    group.values.push(before);
    payloads.set(key, group);
  }
  return [...payloads.values()].map((group) => ({
    payload: { ...group, grouped: payload.grouped },
    reason: 'superseded',
    resends: 0,
  }));
}

function append<K, V>(lists: Map<K, V[]>, key: K, item: V): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
