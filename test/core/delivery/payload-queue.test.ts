import { PayloadQueue, type Obstacles } from '../../../src/core/delivery/payload-queue';
import { cellKey, type DataValue, type Payload } from '../../../src/core/model/data-value';
import { aValue } from '../../support/data-values';

const value = (period: string): DataValue => aValue({ period, value: period });
const payload = (...periods: readonly string[]): Payload => ({
  dataSet: 'dsMONTHLY01',
  action: 'store',
  values: periods.map(value),
  grouped: false,
});
const queueOf = (...payloads: readonly (readonly string[])[]): PayloadQueue => {
  const queue = new PayloadQueue();
  for (const periods of payloads) queue.push(payload(...periods));
  return queue;
};
const obstacles = (more: Partial<Obstacles> = {}): Obstacles => ({
  inFlight: () => false,
  heldUntil: () => undefined,
  maxValues: 1000,
  now: 0,
  ...more,
});
const flying = (...periods: readonly string[]): Partial<Obstacles> => {
  const keys = new Set(periods.map((period) => cellKey(value(period))));
  return { inFlight: (key) => keys.has(key) };
};
const doubted = (...periods: readonly string[]): Partial<Obstacles> => ({
  heldUntil: ({ period }) => (periods.includes(period) ? 600_000 : undefined),
});
const taken = (queue: PayloadQueue, more: Partial<Obstacles> = {}): readonly string[] | undefined =>
  queue.take(obstacles(more)).payload?.values.map(({ period }) => period);

describe('the queue of payloads', () => {
  test('gives them in their order', () => {
    const queue = queueOf(['1', '2'], ['3']);
    expect([taken(queue), taken(queue), taken(queue), queue.isEmpty, queue.bytes]).toEqual([
      ['1', '2'],
      ['3'],
      undefined,
      true,
      0,
    ]);
  });

  test('passes over one with a cell in flight, and over those behind it that share a cell with it', () => {
    const queue = queueOf(['1', '2'], ['2', '3'], ['3', '4'], ['5']);
    expect(taken(queue, flying('1'))).toEqual(['5']);
    expect(taken(queue, flying('1'))).toBeUndefined();
    expect([taken(queue), taken(queue), taken(queue)]).toEqual([
      ['1', '2'],
      ['2', '3'],
      ['3', '4'],
    ]);
  });

  test('lets the rest of a payload go of which doubts hold a part, and nothing overtake that part', () => {
    const queue = queueOf(['1', '2', '3'], ['2', '4']);
    expect(taken(queue, doubted('2'))).toEqual(['1', '3']);
    expect(taken(queue, doubted('2'))).toEqual(['4']);
    expect(taken(queue, doubted('2'))).toBeUndefined();
    expect([taken(queue), taken(queue)]).toEqual([['2'], ['2']]);
  });

  test('lets nothing overtake what a doubt holds, not even the value that is in doubt', () => {
    const queue = queueOf(['1', '2'], ['2', '3']);
    let first = true;
    // Of the two values of the cell only the earlier one differs from what is in doubt.
    const heldUntil = ({ period }: DataValue): number | undefined => {
      if (period !== '2' || !first) return undefined;
      first = false;
      return 600_000;
    };
    queue.take(obstacles({ ...flying('1', '3'), heldUntil }));
    first = true;
    expect(taken(queue, { ...flying('1'), heldUntil })).toEqual(['3']);
  });

  test('tells how many values are held, until when, and how long they were', () => {
    const queue = queueOf(['1', '2'], ['3']);
    expect(queue.take(obstacles({ ...doubted('1', '2', '3'), now: 1_000 }))).toEqual({
      held: { values: 3, until: 600_000 },
    });
    expect(queue.ready).toBe(0);
    expect(queue.take(obstacles({ now: 601_000 }))).toMatchObject({ heldMs: 600_000, held: { values: 0 } });
    expect(queue.ready).toBe(1);
  });

  test('gives no more values than a request carries by now, and the rest in its turn', () => {
    const queue = queueOf(['1', '2', '3', '4', '5'], ['6']);
    const some = { maxValues: 2 };
    expect([taken(queue, some), taken(queue, some), taken(queue), taken(queue)]).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5'],
      ['6'],
    ]);
    expect(queue.bytes).toBe(0);
  });
});
