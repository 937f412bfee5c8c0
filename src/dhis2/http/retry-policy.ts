/** What went wrong with one attempt, as far as waiting could heal it. */
export type Failure =
  /** No connection, or one that broke; `idleSocket`: a kept connection that the server had closed meanwhile. */
  | { readonly kind: 'network'; readonly idleSocket: boolean }
  /** No complete answer within the request timeout. */
  | { readonly kind: 'timeout' }
  /** A status that says "later": 429, 502-504, 500. */
  | { readonly kind: 'status'; readonly status: number }
  /** A web page where JSON was due. */
  | { readonly kind: 'page' };

/** One failed attempt of a request. */
export interface Trouble {
  readonly failure: Failure;
  /** Number of attempts so far, this one included. */
  readonly attempt: number;
  /** How many of those were answered 500: trouble of another kind says nothing about the payload. */
  readonly answered500: number;
  /** What is left of the time that trouble may take; 0 or less: nothing. */
  readonly leftMs: number;
  /** What the server asked for in `Retry-After`. */
  readonly retryAfterMs?: number;
  /** From [0, 1). */
  readonly random: number;
}

/** What to do about it. */
export type RetryDecision = { readonly kind: 'wait'; readonly ms: number } | { readonly kind: 'give-up' };

/** The first pause lies between half of this and all of it; it doubles with each attempt. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** A 500 may be the payload's fault (DHIS2 2.43 answers so to a garbled period), so its sender should know soon. */
const ATTEMPTS_AT_500 = 3;

/** Says whether to wait and try again: exponential back-off with jitter, within what is left of the time for it. */
export function decideRetry(trouble: Trouble): RetryDecision {
  const { failure, attempt, leftMs, retryAfterMs } = trouble;
  if (failure.kind === 'network' && failure.idleSocket && attempt === 1) return { kind: 'wait', ms: 0 };
  if (failure.kind === 'status' && failure.status === 500 && trouble.answered500 >= ATTEMPTS_AT_500) {
    return { kind: 'give-up' };
  }

  if (leftMs <= 0) return { kind: 'give-up' };
  if (retryAfterMs !== undefined) {
    if (retryAfterMs > leftMs) return { kind: 'give-up' };
    // Jitter only on top: the server is never asked earlier than it said.
    return { kind: 'wait', ms: Math.round(retryAfterMs + trouble.random * FIRST_WAIT_MS) };
  }
  const ceiling = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  return { kind: 'wait', ms: Math.round(Math.min(ceiling / 2 + (trouble.random * ceiling) / 2, leftMs)) };
}

/**
 * Milliseconds that a `Retry-After` header asks for: seconds or an HTTP date (RFC 9110, 10.2.3).
 *
 * @param nowMs - What the time is here. The server's own `Date` is believed before it: one of the two clocks may be wrong.
 * @returns Undefined if there is none or it cannot be read; 0 for a date that is over.
 */
export function readRetryAfter(header: string | undefined, nowMs: number, dateHeader = ''): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // Date.parse would read almost anything, "-1" too; an HTTP date starts with the weekday.
  if (!/^[A-Z][a-z]+, /.test(text)) return undefined;
  const date = Date.parse(text);
  const there = Date.parse(dateHeader);
  return Number.isNaN(date) ? undefined : Math.max(0, date - (Number.isNaN(there) ? nowMs : there));
}
