import { mapRow, outcome } from '../../../support/mapping';
import type { Lists } from '../../../support/recorded-index';
import { allBy } from '../../../support/recorded-index';

const VERSIONS = ['2.41', '2.42', '2.43'] as const;
const ROW = {
  data_set: 'dsMONTHLY01',
  data_element: 'deINTEGER01',
  org_unit: 'ouFACIL0001',
  period: '202501',
  value: 5,
};

/** Rows that contradict the recorded metadata, with the codes up to 2.42 and from 2.43, and the transcripts behind them. */
const CONTRADICTIONS: readonly (readonly [string, Record<string, unknown>, string, string])[] = [
  ['an unknown data set (046)', { data_set: 'dsNOSUCH001' }, 'E7600', 'E8020'],
  ['an unknown data element (027)', { data_element: 'deNOSUCH001' }, 'E7610', 'E8020'],
  ['an unknown org unit (026)', { org_unit: 'ouNOSUCH001' }, 'E7612', 'E8022'],
  ['an unknown category option combo (034)', { category_option_combo: 'cocNOSUCH01' }, 'E7613', 'E8024'],
  ['an unknown attribute option combo (039)', { attribute_option_combo: 'aocNOSUCH01' }, 'E7615', 'E8023'],
  ['an element outside the data set (092)', { data_element: 'deWEEKLY001' }, 'E7633', 'E8020'],
  ['an element in no data set (094)', { data_element: 'deNOTINDS01' }, 'E7633', 'E8020'],
  ['a foreign category option combo (035)', { category_option_combo: 'ZuZjAFjA9gY' }, 'E7634', 'E8024'],
  ['a disaggregated element without combo (037)', { data_element: 'deDISAG0001' }, 'E7634', 'E8024'],
  ['a foreign attribute option combo (043)', { attribute_option_combo: 'SDFi8TQJb2i' }, 'E7635', 'E8023'],
  [
    'an attribute data set without attribute option combo (040)',
    { data_set: 'dsATTRIB001', data_element: 'deATTRIB001' },
    'E7635',
    'E8023',
  ],
  ['an org unit that the data set is not assigned to (095)', { org_unit: 'ouFACIL0004' }, 'E7636', 'E8022'],
  [
    'the very first org unit, where it is not assigned',
    { data_set: 'dsPERF00001', data_element: 'dePERF00001', org_unit: 'ouCLOSED001' },
    'E7636',
    'E8022',
  ],
  ['an org unit of another level', { org_unit: 'ouDISTR0001' }, 'E7636', 'E8022'],
  ['a wrong period type (031)', { period: '2025W10' }, 'E7632', 'E8021'],
  ['a text that is no period (030)', { period: 'notaperiod' }, 'E7611', 'E8021'],
  ['a value of the wrong type (049)', { value: 'abc' }, 'E7619', 'E8122'],
  ['an unknown option (069)', { data_element: 'deOPTION001', value: 'GREEN' }, 'E7621', 'E8123'],
];

test.each([
  [
    'deDISAG0001',
    {},
    'The default category option combo, which a row without a combo means, is not of the data element',
  ],
  ['deDISAG0001', { category_option_combo: 'default' }, 'The default category option combo, which'],
  ['deDISAG0001', { category_option_combo: 'SDFi8TQJb2i' }, 'The category option combo SDFi8TQJb2i is not of'],
  [
    'deATTRIB001',
    { data_set: 'dsATTRIB001' },
    'The default attribute option combo, which a row without a combo means,',
  ],
])('a refusal for a combo of %s names no id that stands in no row: %j', (element, change, text) => {
  const { refused } = mapRow({ ...ROW, data_element: element, ...change });
  expect(refused[0]?.refusal.text).toContain(text);
});

describe.each(VERSIONS)('before sending to %s', (habits) => {
  const version = habits === '2.43' ? 1 : 0;

  test.each(CONTRADICTIONS)('%s is refused', (_what, change, ...codes) => {
    const record = mapRow({ ...ROW, ...change }, { habits });
    expect(record.values).toEqual([]);
    expect(record.refused.map(({ refusal }) => refusal)).toEqual([
      expect.objectContaining({ code: codes[version], by: 'connector' }),
    ]);
  });

  test("an org unit outside the user's hierarchy is refused (090)", () => {
    const record = mapRow({ ...ROW, org_unit: 'ouFACIL0003' }, { habits, index: { userOrgUnits: ['ouDISTR0001'] } });
    expect(record.refused[0]?.refusal.code).toBe(['E7617', 'E8011'][version]);
    expect(mapRow(ROW, { habits, index: { userOrgUnits: ['ouDISTR0001'] } }).values).toHaveLength(1);
  });

  test.each<[string, Record<string, unknown>]>([
    ['a closed org unit (086)', { org_unit: 'ouCLOSED001' }],
    ['a future period (084)', { period: '209912' }],
    [
      'an attribute option combo outside its dates (042)',
      { data_set: 'dsATTRIB001', data_element: 'deATTRIB001', attribute_option_combo: 'Q5cEgPWS7Sg' },
    ],
    ['a data set without data-write sharing (047)', { data_set: 'dsNOSHARE01', data_element: 'deNOSHARE01' }],
  ])('%s is left to DHIS2', (_what, change) => {
    expect(mapRow({ ...ROW, ...change }, { habits }).values).toHaveLength(1);
  });
});

describe('preflight: false', () => {
  const core = { preflight: false } as const;
  const left = CONTRADICTIONS.filter(([what]) => !what.startsWith('a text that is no period'));

  test.each(left)('sends %s as it is', (_what, change) => {
    const { values, refused } = mapRow({ ...ROW, ...change }, { core });
    expect(refused).toEqual([]);
    const { org_unit: orgUnit, data_element: dataElement, data_set: dataSet } = { ...ROW, ...change };
    expect(values).toEqual([expect.objectContaining({ orgUnit, dataElement, dataSet, action: 'store' })]);
  });

  test('refuses what has no canonical period, since that makes no cell', () => {
    expect(outcome(mapRow({ ...ROW, period: 'notaperiod' }, { core }))[0]).toContain('E7611');
  });

  test('refuses an unknown id of another scheme, since it has no UID', () => {
    const byCode = { data_set: 'DS_MONTHLY', data_element: 'DE_INT', org_unit: 'NOPE', period: '202501', value: 5 };
    const { refused } = mapRow(byCode, { core: { ...core, idSchemes: allBy({ kind: 'code' }) } });
    expect(refused[0]?.refusal).toMatchObject({ code: 'E7612', by: 'connector' });
  });

  test('still finds the data set by the metadata', () => {
    const { data_element, org_unit, period, value } = ROW;
    expect(mapRow({ data_element, org_unit, period, value }, { core }).values[0]?.dataSet).toBe('dsMONTHLY01');
  });
});

describe('a data set that gives an element another category combo', () => {
  const change = ({ dataSets }: Lists): void => {
    const set = dataSets.find(({ id }) => id === 'dsMONTHLY01');
    const member = set?.dataSetElements.find(({ dataElement }) => dataElement.id === 'deINTEGER01');
    Object.assign(member ?? {}, { categoryCombo: { id: 'ccSEX000001' } });
  };

  test('takes the combos of that one, and none of the element itself', () => {
    const male = { ...ROW, category_option_combo: 'ZuZjAFjA9gY' };
    expect(mapRow(male, { index: { change } }).values).toHaveLength(1);
    expect(outcome(mapRow(ROW, { index: { change } }))[0]).toContain('E7634');
  });
});

describe('a row without data set', () => {
  const { data_element, org_unit, period, value } = ROW;
  const row = { data_element, org_unit, period, value };
  const alsoIn = (id: string) => ({
    change: ({ dataSets }: Lists): void => {
      const set = dataSets.find((each) => each.id === id);
      Object.assign(set ?? {}, {
        dataSetElements: [...(set?.dataSetElements ?? []), { dataElement: { id: 'deINTEGER01' } }],
      });
    },
  });

  test.each<[string, string | undefined, string]>([
    ['the only one that holds the element', undefined, 'dsMONTHLY01'],
    ['the one that the user may write', 'dsNOSHARE01', 'dsMONTHLY01'],
    ["the one of the period's type", 'dsWEEKLY001', 'dsMONTHLY01'],
    ['the one that is assigned to the org unit', 'dsPERF00001', 'dsMONTHLY01'],
  ])('goes to %s', (_what, also, dataSet) => {
    const index = also === undefined ? {} : alsoIn(also);
    expect(mapRow(row, { index }).values[0]?.dataSet).toBe(dataSet);
  });

  test.each<[string, Record<string, unknown>, Parameters<typeof mapRow>[1], string, string]>([
    ['two fit', {}, { index: alsoIn('dsEXPIRED01') }, 'E8002', 'dsEXPIRED01, dsMONTHLY01'],
    ['none holds the element', { data_element: 'deNOTINDS01' }, {}, 'E8003', 'in none'],
    ['none may be written', { data_element: 'deNOSHARE01' }, {}, 'E8003', 'dsNOSHARE01'],
    ["none is of the period's type", { period: '2025W10' }, {}, 'E7632', 'dsMONTHLY01 (Monthly)'],
    ['none is assigned to the org unit', { org_unit: 'ouFACIL0004' }, {}, 'E7636', 'dsMONTHLY01 (Monthly)'],
  ])('is refused with the candidates when %s', (_what, change, options, code, text) => {
    const { refused } = mapRow({ ...row, ...change }, options);
    expect(refused[0]?.refusal.code).toBe(code);
    expect(refused[0]?.refusal.text).toContain(text);
  });
});
