import fc from 'fast-check';
import { CellSet } from '../../../src/core/account/cell-set';
import { RepeatedCells, type RepeatedCellsOptions } from '../../../src/core/account/repeated-cells';
import { cellKey, type DataValue } from '../../../src/core/model/data-value';
import { aTicket, aValue } from '../../support/data-values';

const cell = fc.record({
  dataElement: fc.constantFrom('a', 'ab', 'c'),
  categoryOptionCombo: fc.constantFrom('b', '', 'bc'),
  orgUnit: fc.constantFrom('x', 'y'),
  period: fc.constantFrom('202501', '202502'),
  action: fc.constantFrom('store' as const, 'delete' as const),
});

describe('CellSet', () => {
  test('knows the cells whose last row stored, however many there are', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 200 }), (parts) => {
        const set = new CellSet(1000);
        const last = new Map<string, string>();
        for (const value of parts.map((each) => aValue(each))) {
          const before = last.get(cellKey(value));
          expect(set.see(value, value.action)).toBe(before === 'store' ? 'known' : 'new');
          last.set(cellKey(value), value.action);
        }
      }),
    );
  });

  test('takes no cell for another among 300,000, and says of those beyond its bound that it cannot know', () => {
    const set = new CellSet(250_000);
    const value = aValue();
    const see = (index: number): string =>
      set.see({ ...value, period: String(index % 1000), orgUnit: `ouPERF${Math.floor(index / 1000)}` }, 'store');
    const count = (): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (let index = 0; index < 300_000; index += 1) {
        const sighting = see(index);
        counts[sighting] = (counts[sighting] ?? 0) + 1;
      }
      return counts;
    };
    expect(count()).toEqual({ new: 250_000, unknowable: 50_000 });
    expect(count()).toEqual({ known: 250_000, unknowable: 50_000 });
  });
});

describe('RepeatedCells', () => {
  const warningOf = (values: readonly Partial<DataValue>[], more: Partial<RepeatedCellsOptions> = {}): string[] => {
    const log: string[] = [];
    const repeated = new RepeatedCells({
      strategy: 'CREATE_AND_UPDATE',
      isUnsent: () => false,
      describe: ({ dataElement }) => dataElement,
      ...more,
    });
    for (const value of values) repeated.see(aValue(value));
    repeated.close((level, text) => log.push(`${level} ${text}`));
    return log;
  };
  const ADVICE =
    'In a full refresh of a view this is nearly always a mistake: a forgotten GROUP BY, or two views of the same cells. ' +
    'Where the source sends each change of a row (change data capture), it is as it should be.';

  test('say nothing where each cell came once, or was deleted in between', () => {
    const deleted = { action: 'delete', value: '' } as const;
    expect(warningOf([{}, { period: '202502' }, deleted, deleted, {}])).toEqual([]);
  });

  test('are counted by the stream of the later row, the first few cells named, each once', () => {
    const record = aTicket(1, 'b');
    const elements = ['a', 'b', 'c', 'd'].map((dataElement) => ({ dataElement }));
    const values = [...elements, ...elements, ...elements.map((each) => ({ ...each, record }))];
    expect(warningOf(values)).toEqual([
      'WARN 8 values were replaced by a later row of the same cell in this sync. The last row of a cell wins. ' +
        `By stream: values 4, b 4. The first cells: a; b; c. ${ADVICE}`,
    ]);
  });

  test('with CREATE: the first row wins', () => {
    expect(warningOf([{}, {}], { strategy: 'CREATE' })).toEqual([
      'WARN 1 value was left out: an earlier row of this sync names the same cell. With CREATE the first row of a cell wins. ' +
        `By stream: values 1. The first cells: deINTEGER01. ${ADVICE}`,
    ]);
  });

  test('beyond the bound: as far as they are known, and that is said', () => {
    const values = [{}, { period: '202502' }, { period: '202502' }];
    expect(warningOf(values, { maxCells: 1 })).toEqual([]);
    const [warning] = warningOf([...values, {}], { maxCells: 1, isUnsent: ({ period }) => period === '202503' });
    expect(warning).toContain('1 value was replaced');
    expect(warning).toContain('There may be more');
    let seen = 0;
    expect(warningOf(values, { maxCells: 1, isUnsent: () => (seen += 1) > 1 })[0]).toContain('1 value was replaced');
  });
});
