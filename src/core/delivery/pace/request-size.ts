import type { Log } from '../../model/ports';
import type { Exchange, Pace } from './pace';

/** Hears of a request of `values` values that was too large, and of the most that the next ones carry, its own parts too. */
export type ShrinkListener = (values: number, why: TooLarge, from: number) => void;

/** Why a request is sent in parts: a status that says so, or our own time-out. */
export type TooLarge = number | 'timeout';

/** What the log says of it. */
export function logShrinking(log: Log): ShrinkListener {
  return (values, why, from) => {
    const what = why === 'timeout' ? 'got no answer within request_timeout_seconds' : `was answered with ${why}`;
    log('WARN', `Requests carry ${from} values at most from now on: one of ${values} ${what}.`);
  };
}

/**
 * Requests at once, where the settings allow: two are near the best of every version and lose nothing
 * (test/transcripts/throughput-grid.json).
 */
const REQUESTS_AT_ONCE = 2;

/** A gateway may time out because DHIS2 is down: that makes requests no smaller than this. */
const LEAST_AFTER_TIMEOUT = 50;

/** Statuses of gateways that waited for DHIS2 in vain; Cloudflare's 524 is its 504. With 502 there was nothing to wait for. */
const WAITED_IN_VAIN: ReadonlySet<number | undefined> = new Set([504, 524]);

/** The upper bounds that the settings give. */
export interface PaceLimits {
  readonly maxValues: number;
  readonly maxRequests?: number;
}

/**
 * A pace that slows down only: a server or gateway that once found a request too large gets no larger one in this sync.
 *
 * @remarks 1,000 values, two requests at once, is near the best of 2.42 and 2.43 alike and loses nothing (measured on
 * both, `test/transcripts/throughput-grid.json`).
 */
export class RequestSize implements Pace {
  readonly requests: number;
  #values: number;
  readonly #onShrink: ShrinkListener;

  constructor({ maxValues, maxRequests = REQUESTS_AT_ONCE }: PaceLimits, onShrink: ShrinkListener = () => undefined) {
    this.requests = Math.min(maxRequests, REQUESTS_AT_ONCE);
    this.#values = Math.min(maxValues, 1000);
    this.#onShrink = onShrink;
  }

  get values(): number {
    return this.#values;
  }

  heard({ values, answer }: Exchange): void {
    if (answer.kind === 'too-large') this.#shrink(values, answer.status);
    if (answer.kind !== 'unknown') return;
    if (answer.why === 'timeout') this.#shrink(values, 'timeout');
    else if (WAITED_IN_VAIN.has(answer.status)) this.#shrink(values, answer.status!);
  }

  #shrink(values: number, why: TooLarge): void {
    const least = why === 413 ? 1 : LEAST_AFTER_TIMEOUT;
    const smaller = Math.max(least, Math.ceil(values / 2));
    if (smaller >= this.#values) return;
    this.#values = smaller;
    this.#onShrink(values, why, smaller);
  }
}
