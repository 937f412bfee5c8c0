import { TransientError } from '../../../errors';
import type { Payload } from '../../model/data-value';
import type { Settled } from '../../model/settlement';

/** One request still to be sent, and why. */
export interface Attempt {
  readonly payload: Payload;
  readonly reason: 'first' | 'again' | 'suspects' | 'others' | 'half' | 'alone' | 'superseded';
  /** How often this very payload has been sent before, because DHIS2 lost it. */
  readonly resends: number;
  /** Number of the answer since which DHIS2 refuses this payload without naming a value. */
  readonly troubleSince?: number;
  /** A part of a payload whose count stayed short however often it was sent: a value in it is never stored. */
  readonly short?: true;
  /** The status by which something in front of DHIS2, and not DHIS2, refused it last. */
  readonly blockedBy?: number;
}

/** What one answer brings about. */
export interface Step extends Settled {
  /** To be sent before anything else of the payload, in order. */
  readonly next: readonly Attempt[];
  /** DHIS2 took or acknowledged a value: evidence that it works. */
  readonly accepted: boolean;
  /** To be kept until something was accepted after its trouble began, or a witness was sent; then {@link decide}. */
  readonly undecided?: Attempt;
}

/** A payload that DHIS2 loses is sent this many times more. Recorded races healed at the first re-send. */
export const MAX_RESENDS = 6;

/** The attempt that a payload starts with. */
export function firstAttempt(payload: Payload): Attempt {
  return { payload, reason: 'first', resends: 0 };
}

/**
 * How long to wait before the attempt is sent, in milliseconds: races between requests pass when one of them waits.
 * To be varied by up to half, lest two requests wait equally long.
 */
export function pauseBefore(attempt: Attempt): number {
  return attempt.resends === 0 ? 0 : Math.min(8_000, 250 * 2 ** attempt.resends);
}

/** A step by which nothing has ended yet. */
export const NOTHING: Step = { settled: [], next: [], accepted: false };

/** A step that only sends something more. */
export function only(...next: readonly Attempt[]): Step {
  return { ...NOTHING, next };
}

/**
 * The payload, or what is left of it, once more.
 *
 * @throws {@link TransientError} If that was done often enough.
 */
export function sendAgain(attempt: Attempt, payload: Payload): Attempt {
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

/** The payload in two parts; a grouped one stays grouped. @param marks - What both parts are to have of the whole. */
export function halves(
  payload: Payload,
  reason: Attempt['reason'],
  marks: Pick<Attempt, 'short'> = {},
): readonly Attempt[] {
  const middle = Math.ceil(payload.values.length / 2);
  return [payload.values.slice(0, middle), payload.values.slice(middle)].map((values) => ({
    payload: { ...payload, values },
    reason,
    resends: 0,
    ...marks,
  }));
}
