import * as fc from 'fast-check';
import { TEN_MINUTES_MS } from '../../../src/core/model/patience';
import {
  decideRetry,
  type Failure,
  readRetryAfter,
  type RetryDecision,
  type Trouble,
} from '../../../src/dhis2/http/retry-policy';

const status = (code: number): Failure => ({ kind: 'status', status: code });
const network: Failure = { kind: 'network', idleSocket: false };
const trouble = (more: Partial<Trouble>): Trouble => ({
  failure: network,
  attempt: 1,
  answered500: 0,
  leftMs: TEN_MINUTES_MS,
  random: 0,
  ...more,
});

describe('the retry policy', () => {
  it.each<[string, Partial<Trouble>, RetryDecision]>([
    ['a first failure waits half a second to one', { random: 0 }, { kind: 'wait', ms: 500 }],
    ['... by chance', { random: 0.999 }, { kind: 'wait', ms: 1000 }],
    ['each attempt doubles the pause', { attempt: 4 }, { kind: 'wait', ms: 4000 }],
    ['up to a minute', { attempt: 30, random: 0.9999 }, { kind: 'wait', ms: 59997 }],
    ['a 503 waits likewise', { failure: status(503) }, { kind: 'wait', ms: 500 }],
    ['a web page waits likewise', { failure: { kind: 'page' } }, { kind: 'wait', ms: 500 }],
    [
      'Retry-After decides where it is given',
      { failure: status(429), retryAfterMs: 120000 },
      { kind: 'wait', ms: 120000 },
    ],
    ['requests do not come back together', { retryAfterMs: 2000, random: 0.5 }, { kind: 'wait', ms: 2500 }],
    ['Retry-After: 0 is no storm', { retryAfterMs: 0, random: 0.5 }, { kind: 'wait', ms: 500 }],
    ['Retry-After beyond the budget is not waited for', { retryAfterMs: TEN_MINUTES_MS + 1 }, { kind: 'give-up' }],
    ['the last pause ends with the budget', { attempt: 20, leftMs: 7000 }, { kind: 'wait', ms: 7000 }],
    ['after ten minutes it is over', { attempt: 20, leftMs: 0 }, { kind: 'give-up' }],
    ['a 500 is tried again', { failure: status(500), attempt: 2, answered500: 2 }, { kind: 'wait', ms: 1000 }],
    ['a 500 is handed on after three of them', { failure: status(500), answered500: 3 }, { kind: 'give-up' }],
    [
      'a first 500 after other trouble is tried again',
      { failure: status(500), attempt: 3, answered500: 1 },
      { kind: 'wait', ms: 2000 },
    ],
    ['a time-out waits', { failure: { kind: 'timeout' } }, { kind: 'wait', ms: 500 }],
    ['a 504 waits', { failure: status(504) }, { kind: 'wait', ms: 500 }],
    [
      'a kept connection that was closed is replaced at once',
      { failure: { kind: 'network', idleSocket: true } },
      { kind: 'wait', ms: 0 },
    ],
    ['... once', { failure: { kind: 'network', idleSocket: true }, attempt: 2 }, { kind: 'wait', ms: 1000 }],
  ])('%s', (_, more, decision) => {
    expect(decideRetry(trouble(more))).toEqual(decision);
  });

  it('gives up at once in check, whose budget is nothing', () => {
    expect(decideRetry(trouble({ leftMs: 0 }))).toEqual({ kind: 'give-up' });
  });

  it('never waits past the budget by more than the jitter, nor less than the server asked for', () => {
    const anything = fc.record({
      failure: fc.oneof(fc.constantFrom(429, 500, 502, 503, 504).map(status), fc.constant(network)),
      attempt: fc.integer({ min: 1, max: 200 }),
      answered500: fc.integer({ min: 0, max: 2 }),
      leftMs: fc.integer({ min: -TEN_MINUTES_MS, max: TEN_MINUTES_MS }),
      retryAfterMs: fc.integer({ min: 0, max: 2 * TEN_MINUTES_MS }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(anything, fc.boolean(), ({ retryAfterMs, ...rest }, asked) => {
        const decision = decideRetry({ ...rest, ...(asked ? { retryAfterMs } : {}) });
        if (decision.kind !== 'wait') return;
        expect(decision.ms).toBeLessThanOrEqual(rest.leftMs + 1000);
        expect(decision.ms).toBeGreaterThanOrEqual(asked ? retryAfterMs : 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('ends by itself: waiting out every pause comes to an end within the budget', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
        let elapsedMs = 0;
        let attempt = 1;
        for (; ; attempt += 1) {
          const decision = decideRetry(trouble({ attempt, leftMs: TEN_MINUTES_MS - elapsedMs, random }));
          if (decision.kind !== 'wait') break;
          elapsedMs += decision.ms;
        }
        expect(elapsedMs).toBe(TEN_MINUTES_MS);
        expect(attempt).toBeLessThan(40);
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-23T23:00:00Z');

  it.each([
    ['4', 4000],
    [' 120 ', 120000],
    ['0', 0],
    ['Mon, 23 Nov 2026 23:01:30 GMT', 90000],
    ['Mon, 23 Nov 2026 22:00:00 GMT', 0],
    ['soon', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['Mon, rain', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j asks for %j ms', (header, ms) => {
    expect(readRetryAfter(header, now)).toBe(ms);
  });

  it('as a date is measured from the date of the answer, whatever the clock here says', () => {
    const [until, date] = ['Mon, 23 Nov 2026 23:01:30 GMT', 'Mon, 23 Nov 2026 23:00:00 GMT'];
    expect(readRetryAfter(until, now - 3_600_000, date)).toBe(90_000);
    expect(readRetryAfter(until, now + 3_600_000, date)).toBe(90_000);
  });
});
