import { cellOf, type StoredValue } from '../../demo/src/read-back';
import { compare, type ExpectedValue, facilityRows } from '../../demo/src/stored-table';
import { layOut } from '../../demo/src/table';

const cell = { dataElement: 'de', categoryOptionCombo: 'coc', orgUnit: 'ou', period: '202501' };
const expected = (change: Partial<ExpectedValue>): ExpectedValue => ({
  ...cell,
  facility: 'Kando HC',
  indicator: 'visits',
  disaggregation: 'all',
  value: '7',
  ...change,
});
const stored = (change: Partial<StoredValue>): StoredValue => ({ ...cell, value: '7', ...change });

describe('compare', () => {
  it.each([
    ['the same value', [stored({})], { expected: 1, equal: 1, foreign: 0 }],
    ['another value', [stored({ value: '8' })], { expected: 1, equal: 0, foreign: 0 }],
    ['the same number in other digits', [stored({ value: '7.0' })], { expected: 1, equal: 0, foreign: 0 }],
    ['nothing', [], { expected: 1, equal: 0, foreign: 0 }],
    [
      'a value of another period too',
      [stored({}), stored({ period: '202502' })],
      { expected: 1, equal: 1, foreign: 1 },
    ],
  ])('judges %s', (_, held, comparison) => {
    expect(compare([expected({})], held)).toEqual(comparison);
  });
});

describe('cellOf', () => {
  it.each(Object.keys(cell))('tells cells apart by %s', (name) => {
    expect(cellOf({ ...cell, [name]: 'other' })).not.toBe(cellOf(cell));
  });
});

describe('facilityRows', () => {
  it('has a line for each indicator and a column for each period, of what is stored, not of what was sent', () => {
    const rows = facilityRows(
      [
        expected({}),
        expected({ period: '202502' }),
        expected({ disaggregation: 'male', categoryOptionCombo: 'm' }),
        expected({ facility: 'elsewhere', orgUnit: 'other' }),
      ],
      [stored({ value: '6' }), stored({ period: '202502', value: '9' })],
      { facility: 'Kando HC', periods: ['202501', '202502'] },
    );
    expect(rows).toEqual([
      ['', '202501', '202502'],
      ['visits', '6', '9'],
      ['visits, male', '', ''],
    ]);
  });
});

describe('layOut', () => {
  it('puts names left and numbers right', () => {
    expect(
      layOut(
        [
          ['', 'a'],
          ['visits', '12'],
          ['x', '3'],
        ],
        1,
      ),
    ).toBe('           a\n visits   12\n x         3');
  });
});
