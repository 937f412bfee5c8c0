import fc from 'fast-check';
import { cellKey, type DataValue } from '../../../../src/core/model/data-value';
import { CellBuffer } from '../../../../src/core/delivery/buffer/cell-buffer';
import { aValue } from '../../../support/data-values';

describe('the cell buffer', () => {
  test('keeps the last value of a cell, and the one it replaced behind it', () => {
    const buffer = new CellBuffer();
    buffer.add(aValue({ value: '1' }), 0);
    expect(buffer.add(aValue({ value: '2' }), 0)).toBe(1);
    const [closed] = buffer.closeOlder();
    expect(closed?.values).toMatchObject([{ value: '2', supersedes: { value: '1' } }]);
  });

  test('closes a data set apart from another, and deletes apart from values', () => {
    const buffer = new CellBuffer();
    buffer.add(aValue(), 0);
    buffer.add(aValue({ dataElement: 'deNUMBER001', action: 'delete' }), 0);
    buffer.add(aValue({ dataElement: 'deWEEKLY001', dataSet: 'dsWEEKLY001' }), 0);
    const closed = buffer.closeOlder().map(({ dataSet, action, values }) => [dataSet, action, values.length]);
    expect(closed).toEqual([
      ['dsMONTHLY01', 'store', 1],
      ['dsMONTHLY01', 'delete', 1],
      ['dsWEEKLY001', 'store', 1],
    ]);
  });

  test('lets a delete replace the unsent value of its cell', () => {
    const buffer = new CellBuffer();
    buffer.add(aValue(), 0);
    buffer.add(aValue({ action: 'delete', value: '' }), 0);
    expect(buffer.closeOlder()).toMatchObject([{ action: 'delete', values: [{ supersedes: { action: 'store' } }] }]);
  });

  test('keeps one value a cell when an element moves to another data set', () => {
    const buffer = new CellBuffer();
    buffer.add(aValue(), 0);
    buffer.add(aValue({ dataSet: 'dsWEEKLY001', value: '2' }), 0);
    const values = buffer.closeOlder().flatMap((closed) => closed.values.map(({ dataSet, value }) => [dataSet, value]));
    expect(values).toEqual([['dsWEEKLY001', '2']]);
  });

  test('closes by age, counting the age of what was superseded', () => {
    const buffer = new CellBuffer();
    buffer.add(aValue(), 10);
    buffer.add(aValue({ action: 'delete', value: '' }), 90);
    buffer.add(aValue({ dataSet: 'dsWEEKLY001', dataElement: 'deWEEKLY001' }), 90);
    expect(buffer.closeOlder(9)).toEqual([]);
    expect(buffer.closeOlder(10)).toMatchObject([{ action: 'delete' }]);
    expect(buffer.closeOlder(90)).toMatchObject([{ dataSet: 'dsWEEKLY001' }]);
  });

  test('gives out every value once, the last of each cell at the head of its chain, and holds nothing afterwards', () => {
    const value = fc.record({
      dataElement: fc.constantFrom('deINTEGER01', 'deNUMBER001', 'deTEXT00001'),
      dataSet: fc.constantFrom('dsMONTHLY01', 'dsWEEKLY001'),
      action: fc.constantFrom('store' as const, 'delete' as const),
      period: fc.constantFrom('202501', '202502'),
    });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (parts) => {
        const buffer = new CellBuffer();
        const values = parts.map((part, index) => aValue({ ...part, value: String(index) }));
        values.forEach((each, index) => buffer.add(each, index));
        expect(buffer.size).toBe(values.length);
        const given: DataValue[] = [];
        const last = new Map(values.map((each) => [cellKey(each), each.value]));
        for (const { values: heads } of buffer.closeOlder()) {
          for (const head of heads) {
            expect(head.value).toBe(last.get(cellKey(head)));
            last.delete(cellKey(head));
            for (let each: DataValue | undefined = head; each; each = each.supersedes) given.push(each);
          }
        }
        expect(given.map((each) => Number(each.value)).sort((a, b) => a - b)).toEqual(values.map((_, index) => index));
        expect([last.size, buffer.size, buffer.bytes]).toEqual([0, 0, 0]);
      }),
      { numRuns: 1000 },
    );
  });

  test('with CREATE keeps the first value of a cell, and the later ones behind it in their order', () => {
    const buffer = new CellBuffer('CREATE');
    for (const value of ['1', '2', '3']) buffer.add(aValue({ value, dataSet: `ds${value}` }), 0);
    expect(buffer.closeOlder()).toMatchObject([
      { dataSet: 'ds1', values: [{ value: '1', supersedes: { value: '2', supersedes: { value: '3' } } }] },
    ]);
    expect([buffer.size, buffer.bytes]).toEqual([0, 0]);
    buffer.add(aValue({ value: '4' }), 0);
    expect(buffer.closeOlder()[0]?.values[0]?.supersedes).toBeUndefined();
  });

  test('with CREATE lets a delete replace what it came after', () => {
    const buffer = new CellBuffer('CREATE');
    const values = [
      { value: '1' },
      { value: '2' },
      { value: '', action: 'delete' as const },
      { value: '3' },
      { value: '4' },
    ];
    for (const value of values) buffer.add(aValue(value), 0);
    const [closed] = buffer.closeOlder();
    const chain: string[] = [];
    for (let each = closed?.values[0]; each; each = each.supersedes) chain.push(each.value);
    expect(chain).toEqual(['3', '4', '', '1', '2']);
    expect([buffer.size, buffer.bytes]).toEqual([0, 0]);
  });
});
