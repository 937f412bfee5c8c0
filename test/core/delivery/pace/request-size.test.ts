import type { Exchange } from '../../../../src/core/delivery/pace/pace';
import { logShrinking, RequestSize } from '../../../../src/core/delivery/pace/request-size';

/** A request that was too large, for our patience or by a status. */
function ended(values: number, why: number | 'timeout'): Exchange {
  if (why === 'timeout') return { values, ms: 1, answer: { kind: 'unknown', why, sentAt: 0 } };
  if (why === 504) return { values, ms: 1, answer: { kind: 'unknown', why: 'gateway', sentAt: 0, status: why } };
  return { values, ms: 1, answer: { kind: 'too-large', status: why } };
}

describe('the request size', () => {
  test.each([
    [10_000, 1000],
    [50, 50],
  ])('starts from max_values_per_request %i at %i', (max, expected) => {
    expect(new RequestSize({ maxValues: max }).values).toBe(expected);
  });

  test('stays at half of what was too large, and never below one', () => {
    const size = new RequestSize({ maxValues: 1000 });
    size.heard(ended(1000, 413));
    expect(size.values).toBe(500);
    size.heard(ended(3, 413));
    expect(size.values).toBe(2);
    size.heard(ended(1, 413));
    expect(size.values).toBe(1);
  });

  test('tells of each time it shrinks, and of no other', () => {
    const told: unknown[] = [];
    const size = new RequestSize({ maxValues: 1000 }, (...news) => told.push(news));
    size.heard(ended(1000, 413));
    size.heard(ended(1000, 413));
    size.heard(ended(500, 'timeout'));
    size.heard(ended(20, 504));
    expect(told).toEqual([
      [1000, 413, 500],
      [500, 'timeout', 250],
      [20, 504, 50],
    ]);
  });

  test('says in the log how large requests are from now on, and why', () => {
    const lines: string[] = [];
    const size = new RequestSize(
      { maxValues: 1000 },
      logShrinking((level, line) => lines.push(`${level} ${line}`)),
    );
    size.heard(ended(1000, 'timeout'));
    size.heard(ended(500, 504));
    expect(lines).toEqual([
      'WARN Requests carry 500 values at most from now on: one of 1000 got no answer within request_timeout_seconds.',
      'WARN Requests carry 250 values at most from now on: one of 500 was answered with 504.',
    ]);
  });

  test('does not end up at single values because a gateway timed out while DHIS2 was down', () => {
    const size = new RequestSize({ maxValues: 1000 });
    for (let values = 1000; values >= 1; values = Math.floor(values / 2)) size.heard(ended(values, 504));
    expect(size.values).toBe(50);
    const small = new RequestSize({ maxValues: 10 });
    small.heard(ended(10, 'timeout'));
    expect(small.values).toBe(10);
  });

  test('stays as it is when nothing says that requests are too large', () => {
    const size = new RequestSize({ maxValues: 1000 });
    size.heard({ values: 1000, ms: 1, answer: { kind: 'unknown', why: 'gateway', sentAt: 0, status: 502 } });
    size.heard({ values: 1000, ms: 1, answer: { kind: 'unknown', why: 'cut', sentAt: 0 } });
    size.heard({ values: 1000, ms: 1, answer: { kind: 'answered', status: 500, body: '' } });
    expect(size.values).toBe(1000);
  });

  test.each([
    [1, 1],
    [16, 2],
    [undefined, 2],
  ])('makes no more than two requests at once (max_concurrent_requests %s)', (maxRequests, expected) => {
    expect(new RequestSize({ maxValues: 1, ...(maxRequests && { maxRequests }) }).requests).toBe(expected);
  });
});
