import { mapRow, outcome, type MapperOptions } from '../../../support/mapping';
import type { Lists } from '../../../support/recorded-index';
import { allBy, BY_UID, streamSettings } from '../../../support/recorded-index';

const GROUP = { org_unit: 'ouFACIL0001', period: '202501' };
const NAMES = {
  idSchemes: { ...BY_UID, categoryOptionCombo: { kind: 'name' }, attributeOptionCombo: { kind: 'name' } },
} as const;

/** The same value in each layout; the combo as it is spelled, or none. */
const LAYOUTS: readonly (readonly [string, (element: string, combo?: string) => Record<string, unknown>])[] = [
  ['long', (element, combo) => ({ ...GROUP, data_element: element, category_option_combo: combo, value: 3 })],
  ['wide', (element, combo) => ({ ...GROUP, [combo === undefined ? element : `${element}.${combo}`]: 3 })],
  [
    'packaged',
    (element, combo) => ({
      ...GROUP,
      payload: [{ dataElement: element, ...(combo && { categoryOptionCombo: combo }), value: 3 }],
    }),
  ],
];

/** The element deINTEGER01 is disaggregated by sex within its data set alone. */
function overridden({ dataSets, categoryOptionCombos }: Lists): void {
  const monthly = dataSets.find(({ id }) => id === 'dsMONTHLY01');
  const sex = categoryOptionCombos.find(({ id }) => id === 'ZuZjAFjA9gY')?.categoryCombo;
  for (const each of monthly?.dataSetElements ?? []) {
    if (each.dataElement.id === 'deINTEGER01') Object.assign(each, { categoryCombo: sex });
  }
  categoryOptionCombos.push({ id: 'cocOTHER001', name: 'Male', categoryCombo: { id: 'bjDvmb4bfuf' } });
}

const combosOf = (row: Record<string, unknown>, options: MapperOptions) =>
  mapRow(row, options).values.map(({ categoryOptionCombo }) => categoryOptionCombo);

describe.each(LAYOUTS)('a combo of a %s row', (_layout, rowOf) => {
  const options: MapperOptions = { core: NAMES, index: { change: overridden } };

  test.each([
    ['the data set is named', { data_set: 'dsMONTHLY01' }],
    ['the data set is inferred', {}],
  ])('is one of the category combo that the data set gives the element, where %s', (_when, dataSet) => {
    expect(combosOf({ ...rowOf('deINTEGER01', 'Male'), ...dataSet }, options)).toEqual(['ZuZjAFjA9gY']);
    expect(mapRow({ ...rowOf('deINTEGER01'), ...dataSet }, options).refused[0]?.refusal.cause).toBe(
      'category-option-combo-not-of-data-element',
    );
  });

  test("is the server's default one by its name in any case, or blank, in any scheme", () => {
    for (const kind of ['uid', 'code', 'name'] as const) {
      const core = { idSchemes: { ...BY_UID, categoryOptionCombo: { kind } } };
      for (const word of ['default', 'Default', 'DEFAULT']) {
        expect(combosOf(rowOf('deINTEGER01', word), { core })).toEqual(['HllvX50cXC0']);
      }
    }
    const attribute = { kind: 'attribute', attribute: 'atEXTERNID1' } as const;
    const core = { idSchemes: { ...BY_UID, categoryOptionCombo: attribute } };
    expect(combosOf(rowOf('deINTEGER01', 'default'), { core })).toEqual(['HllvX50cXC0']);
  });
});

describe('blanks in a column of ids', () => {
  const row = { ...GROUP, data_element: 'deINTEGER01', value: 3 };
  const CELL = 'dsMONTHLY01 deINTEGER01.default.default ouFACIL0001 202501 = 3';

  test.each([
    [{ category_option_combo: ' ' }, CELL],
    [{ category_option_combo: '\u00a0\t' }, CELL],
    [{ attribute_option_combo: '   ' }, CELL],
    [{ attribute_option_combo: 'Default' }, CELL],
    [{ data_set: ' ' }, CELL],
    [{ org_unit: ' ' }, 'UNREADABLE'],
    [{ data_element: ' ' }, 'UNREADABLE'],
  ])('%j name nothing', (change, expected) => {
    for (const core of [{}, { preflight: false }]) {
      expect(outcome(mapRow({ ...row, ...change }, { core }))[0]).toContain(expected);
    }
  });
});

describe('an attribute option combo', () => {
  const another = ({ categoryOptionCombos }: Lists): void => {
    const { name } = categoryOptionCombos.find(({ id }) => id === 'SDFi8TQJb2i') ?? {};
    categoryOptionCombos.push({ id: 'cocOTHER002', name: name ?? '', categoryCombo: { id: 'ccSEX000001' } });
  };
  const row = { ...GROUP, data_element: 'deATTRIB001', attribute_option_combo: 'Partner A', value: 3 };
  const CELL = 'dsATTRIB001 deATTRIB001.default.SDFi8TQJb2i ouFACIL0001 202501 = 3';

  test.each([{}, { data_set: 'dsATTRIB001' }])('is one of its data set, named or inferred: %j', (dataSet) => {
    expect(outcome(mapRow({ ...row, ...dataSet }, { core: NAMES, index: { change: another } }))).toEqual([CELL]);
  });

  test('of an inferred data set stands in the group of a refused value', () => {
    const { refused } = mapRow({ ...row, value: 'x' }, { core: NAMES, index: { change: another } });
    expect(refused[0]?.group).toMatchObject({ dataSet: 'dsATTRIB001', attributeOptionCombo: 'SDFi8TQJb2i' });
  });

  test('that the data set does not tell is refused with all that it fits', () => {
    const same = ({ categoryOptionCombos }: Lists): void => {
      const partner = categoryOptionCombos.find(({ id }) => id === 'SDFi8TQJb2i');
      categoryOptionCombos.push({ ...partner!, id: 'cocOTHER002' });
    };
    const { refused } = mapRow(row, { core: NAMES, index: { change: same } });
    expect(refused[0]?.refusal).toMatchObject({ cause: 'ambiguous-id' });
    expect(refused[0]?.refusal.text).toContain('`Partner A` fits several: SDFi8TQJb2i, cocOTHER002');
  });
});

test('an indicator of the settings may name a combo that only the data set tells', () => {
  const settings = streamSettings({
    indicators: [
      { column: 'boys', dataElement: 'deINTEGER01', categoryOptionCombo: 'Male' },
      { column: 'all', dataElement: 'deTEXT00001', categoryOptionCombo: 'default' },
    ],
  });
  const options: MapperOptions = { core: NAMES, index: { change: overridden }, settings };
  expect(combosOf({ ...GROUP, boys: 3, all: 'x' }, options)).toEqual(['ZuZjAFjA9gY', 'HllvX50cXC0']);
});

test('a wide column that ends in default is the element with the default combo', () => {
  const row = { ...GROUP, 'deINTEGER01.default': 3 };
  expect(outcome(mapRow(row, { core: { idSchemes: allBy({ kind: 'uid' }) } }))).toEqual([
    'dsMONTHLY01 deINTEGER01.default.default ouFACIL0001 202501 = 3',
  ]);
});
