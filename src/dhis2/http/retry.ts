import { TransientError } from '../../errors';
import type { Clock, Log } from '../../core/model/ports';
import { Patience } from '../../core/model/patience';
import { decideRetry, type Failure, readRetryAfter } from './retry-policy';

/** How one attempt ended, for {@link withRetries}. */
export type Attempted<T> =
  | { readonly kind: 'done'; readonly value: T }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** A sentence without its full stop: `DHIS2 answered 503`. */
      readonly what: string;
      /** What a person can do if it lasts. */
      readonly advice?: string;
      /** The headers as they came: what the server asks for, and what its clock says. */
      readonly retryAfter?: string;
      readonly date?: string;
      /** The result, at once: whether the request was carried out is not known, and its sender wants to hear of it. */
      readonly inDoubt?: T;
      /** The result when the policy gives up; without it that is a {@link TransientError}. */
      readonly givenUp?: T;
    };

/** What repeating needs of its surroundings. */
export interface RetryDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** From [0, 1). */
  readonly random: () => number;
  /** @defaultValue ten minutes; 0 in `check`, where a person waits for the answer. */
  readonly retryBudgetMs?: number;
  /** When aborted, no further attempt is made. */
  readonly signal?: AbortSignal;
}

/**
 * Repeats `attempt` as the retry policy says, with a warning in the log for each pause.
 *
 * @param patience - What attempts that failed, and pauses, are taken from; a 500 is not, since it may be a value's fault.
 * @throws {@link TransientError} If trouble outlasts the patience, or the sync is asked to stop during a pause.
 */
export async function withRetries<T>(
  attempt: () => Promise<Attempted<T>>,
  deps: RetryDeps,
  patience: Patience = new Patience(deps.retryBudgetMs),
): Promise<T> {
  const { clock } = deps;
  let firstFailureAt: number | undefined;
  let answered500 = 0;
  for (let number = 1; ; number += 1) {
    const startedAt = clock.now();
    const ended = await attempt();
    if (ended.kind === 'done') return ended.value;

    const now = clock.now();
    firstFailureAt ??= startedAt;
    const costs = ended.givenUp === undefined;
    if (costs) patience.spend(now - startedAt);
    if (ended.inDoubt !== undefined) return ended.inDoubt;
    if (ended.failure.kind === 'status' && ended.failure.status === 500) answered500 += 1;
    const retryAfterMs = readRetryAfter(ended.retryAfter, now, ended.date);
    const decision = decideRetry({
      failure: ended.failure,
      attempt: number,
      answered500,
      leftMs: patience.leftMs,
      random: deps.random(),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
    if (decision.kind !== 'wait') {
      if (ended.givenUp !== undefined) return ended.givenUp;
      throw new TransientError(
        gaveUp(ended.what, number, now - firstFailureAt) + (ended.advice ? ` ${ended.advice}` : ''),
      );
    }
    await pause(decision.ms, `${ended.what}; trying again in ${seconds(decision.ms)} (attempt ${number + 1})`, deps);
    if (costs) patience.spend(decision.ms);
  }
}

async function pause(ms: number, message: string, { clock, log, signal }: RetryDeps): Promise<void> {
  if (ms > 0) {
    log('WARN', message);
    await clock.sleep(ms, signal);
  }
  if (signal?.aborted) throw new TransientError('The sync was asked to stop while it waited for DHIS2.');
}

function gaveUp(what: string, attempts: number, elapsedMs: number): string {
  if (attempts === 1) return `${what}.`;
  return `${what}, and it went on so for ${seconds(elapsedMs)} (${attempts} attempts).`;
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms) / 1_000} s` : `${Math.round(ms / 1_000)} s`;
}
