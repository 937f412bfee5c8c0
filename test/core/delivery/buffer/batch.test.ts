import { cut } from '../../../../src/core/delivery/buffer/batch';
import { aValue } from '../../../support/data-values';

const closed = (values: ReturnType<typeof aValue>[]) => ({ dataSet: 'dsMONTHLY01', action: 'store' as const, values });
const months = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    aValue({ period: `2025${String((i % 12) + 1).padStart(2, '0')}`, value: `${i}` }),
  );

describe('cutting a batch', () => {
  test('packs groups together up to the most a request may carry', () => {
    const payloads = cut(closed(months(5)), 'packed', 2);
    expect(payloads.map(({ values, grouped }) => [values.length, grouped])).toEqual([
      [2, false],
      [2, false],
      [1, false],
    ]);
  });

  test('puts one group of org unit, period and attribute option combo in a grouped request', () => {
    const payloads = cut(closed(months(24)), 'grouped', 1000);
    expect(payloads).toHaveLength(12);
    for (const { values, grouped } of payloads) {
      expect([grouped, new Set(values.map(({ period }) => period)).size]).toEqual([true, 1]);
    }
  });

  test('spreads a large group over several requests', () => {
    const values = Array.from({ length: 7 }, (_, i) => aValue({ dataElement: `dePERF0000${i}` }));
    expect(cut(closed(values), 'grouped', 3).map((payload) => payload.values.length)).toEqual([3, 3, 1]);
  });

  test('puts a value that goes alone in a request of its own', () => {
    const values = months(5).map((value) => ({ ...value, alone: true as const }));
    for (const shape of ['packed', 'grouped'] as const) {
      expect(cut(closed(values), shape, 1000).map((payload) => payload.values)).toEqual(values.map((value) => [value]));
    }
  });

  test('keeps long texts from making a request of many megabytes', () => {
    const values = Array.from({ length: 100 }, (_, i) =>
      aValue({ value: 'x'.repeat(50_000), period: `${1900 + i}01` }),
    );
    const payloads = cut(closed(values), 'packed', 1000);
    expect(payloads.flatMap((payload) => payload.values)).toEqual(values);
    expect(Math.max(...payloads.map((payload) => payload.values.length))).toBe(80);
  });
});
