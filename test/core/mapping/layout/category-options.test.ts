import { mapperOf, mapRow, outcome, type MapperOptions } from '../../../support/mapping';
import type { Lists } from '../../../support/recorded-index';
import { BY_UID, streamSettings } from '../../../support/recorded-index';

const GROUP = { org_unit: 'ouFACIL0001', period: '202501', data_set: 'dsMONTHLY01' };
const BY_NAME = { idSchemes: { ...BY_UID, categoryOption: { kind: 'name' } } } as const;

/** Visits are by sex and age in the monthly report; by sex alone elsewhere. Malaria cases are by nothing. */
function bySexAndAge({ categoryOptions, categoryOptionCombos, dataSets }: Lists): void {
  categoryOptions.push({ id: 'coUNDER5001', code: 'U5', name: '<5' }, { id: 'coOVER50001', code: 'O5', name: '5+' });
  const ages = [
    ['U5', 'coUNDER5001'],
    ['O5', 'coOVER50001'],
  ] as const;
  for (const [sex, option] of [
    ['M', 'coMALE00001'],
    ['F', 'coFEMALE001'],
  ] as const) {
    for (const [age, other] of ages) {
      const made = [{ id: other }, { id: option }];
      categoryOptionCombos.push({
        id: `coc${sex}${age}`,
        name: `${sex} ${age}`,
        categoryCombo: { id: 'ccSEXAGE' },
        categoryOptions: made,
      });
    }
  }
  const monthly = dataSets.find(({ id }) => id === 'dsMONTHLY01');
  for (const each of monthly?.dataSetElements ?? []) {
    if (each.dataElement.id === 'deDISAG0001') Object.assign(each, { categoryCombo: { id: 'ccSEXAGE' } });
  }
}

const columns = [
  { column: 'sex', field: 'category_option' },
  { column: 'age', field: 'category_option' },
] as const;
const OPTIONS: MapperOptions = { core: BY_NAME, index: { change: bySexAndAge } };
const combosOf = (row: Record<string, unknown>, options: MapperOptions = OPTIONS) =>
  mapRow({ ...GROUP, ...row }, options).values.map(({ categoryOptionCombo }) => categoryOptionCombo);
const refusalsOf = (row: Record<string, unknown>, options: MapperOptions = OPTIONS) =>
  mapRow({ ...GROUP, ...row }, options).refused.map(({ ids, refusal }) => `${refusal.cause} ${ids}: ${refusal.text}`);

describe('category options in place of a combo', () => {
  const long = (row: Record<string, unknown>): Record<string, unknown> => ({
    data_element: 'deDISAG0001',
    value: 3,
    ...row,
  });
  const settings = { ...OPTIONS, settings: streamSettings({ columns }) };

  test('of a long row are those of its columns, in any order, within what the data set gives the element', () => {
    expect(combosOf(long({ sex: 'Male', age: '<5' }), settings)).toEqual(['cocMU5']);
    expect(combosOf(long({ age: '5+', sex: 'Female' }), settings)).toEqual(['cocFO5']);
  });

  test('of a long row may stand in one column as a list, or be constants', () => {
    expect(combosOf(long({ category_options: '["<5", "Female"]' }))).toEqual(['cocFU5']);
    expect(combosOf(long({ categoryOption: ['Male', '5+'] }))).toEqual(['cocMO5']);
    const constants = [{ field: 'category_option', value: '<5' }] as const;
    const fixed = { ...OPTIONS, settings: streamSettings({ columns: columns.slice(0, 1), constants }) };
    expect(combosOf(long({ sex: 'Male' }), fixed)).toEqual(['cocMU5']);
  });

  test('that are NULL, blank or `default` are none: an element without options takes its default combo', () => {
    for (const none of [null, ' ', 'default']) {
      expect(combosOf(long({ data_element: 'deINTEGER01', sex: none, age: none }), settings)).toEqual(['HllvX50cXC0']);
    }
  });

  test('of a wide row are those of the indicator and of the row together', () => {
    const indicators = [
      { column: 'boys', dataElement: 'deDISAG0001', categoryOptions: ['Male'] },
      { column: 'girls', dataElement: 'deDISAG0001', categoryOptions: ['Female'] },
    ];
    const wide = { ...OPTIONS, settings: streamSettings({ indicators, columns: columns.slice(1) }) };
    expect(combosOf({ age: '<5', boys: 1, girls: 2 }, wide)).toEqual(['cocMU5', 'cocFU5']);
    expect(refusalsOf({ age: null, boys: 1, girls: null }, wide)).toEqual([
      expect.stringContaining('categoryOptions=Male '),
    ]);
  });

  test.each([
    ['a list', ['Male', '<5']],
    ['a map by category', { Sex: 'Male', Age: '<5' }],
  ])('of a packaged value are %s', (_, categoryOptions) => {
    expect(combosOf({ payload: [{ dataElement: 'deDISAG0001', categoryOptions, value: 3 }] })).toEqual(['cocMU5']);
  });

  test.each(['M', 'coMALE00001', 'MALE'])('go by a scheme of their own: %s', (id) => {
    const kind = id === 'M' ? 'name' : id === 'MALE' ? 'code' : 'uid';
    const core = { idSchemes: { ...BY_UID, categoryOption: { kind } } } as const;
    const change = ({ categoryOptions }: Lists): void => {
      for (const each of categoryOptions) if (each.id === 'coMALE00001') Object.assign(each, { name: 'M' });
    };
    const own = { core, index: { change } };
    expect(combosOf(long({ category_option: id }), own)).toEqual(['ZuZjAFjA9gY']);
  });

  test('that make no combo are refused, with those that there are', () => {
    const ids = 'orgUnit=ouFACIL0001 period=202501 dataSet=dsMONTHLY01';
    expect(refusalsOf(long({ sex: 'Male', age: null }), settings)).toEqual([
      `category-option-combo-not-of-data-element dataElement=deDISAG0001 categoryOptions=Male ${ids}: ` +
        'No category option combo of the data element in this data set is made of just `Male`. There are Male + <5; Male + 5+ ….',
    ]);
    expect(refusalsOf(long({ data_element: 'deINTEGER01', sex: 'Male', age: '<5' }), settings)).toEqual([
      expect.stringContaining('is made of just `Male` and `<5`. There are default.'),
    ]);
  });

  test('that DHIS2 does not know are refused with near ones', () => {
    expect(refusalsOf(long({ sex: 'Femal', age: '<5' }), settings)).toEqual([
      expect.stringContaining(
        'DHIS2 has no category option with the name `Femal` (or this user may not see it). Did you mean FEMALE (coFEMALE001)?',
      ),
    ]);
    expect(refusalsOf(long({ sex: 'coMALE00001', age: '<5' }), settings)).toEqual([
      expect.stringContaining('`coMALE00001` is the UID of Male: the scheme of category_option is name.'),
    ]);
  });

  test('beside the id of a combo have to mean the same', () => {
    const row = { sex: 'Male', age: '<5' };
    expect(combosOf(long({ ...row, category_option_combo: 'cocMU5' }), settings)).toEqual(['cocMU5']);
    expect(combosOf(long({ ...row, category_option_combo: null }), settings)).toEqual(['cocMU5']);
    expect(refusalsOf(long({ ...row, category_option_combo: 'cocFU5' }), settings)).toEqual([
      expect.stringContaining('The row names two combos, one by category_option_combo and another by category_options'),
    ]);
  });

  test('are told with the columns that they stand in', () => {
    const names = ['data_element', 'org_unit', 'period', 'value', 'sex', 'age'];
    expect(mapperOf({ ...settings, columns: names }).description).toContain('category_option from sex and age');
  });
});

describe('attribute options in place of an attribute option combo', () => {
  const row = { org_unit: 'ouFACIL0001', period: '202501', data_element: 'deATTRIB001', value: 3 };
  const CELL = ['dsATTRIB001 deATTRIB001.default.SDFi8TQJb2i ouFACIL0001 202501 = 3'];
  const partner = streamSettings({ columns: [{ column: 'partner', field: 'attribute_option' }] });

  test.each([{}, { data_set: 'dsATTRIB001' }])('of a long row, the data set named or inferred: %j', (dataSet) => {
    const named = { ...row, ...dataSet, partner: 'Partner A' };
    expect(outcome(mapRow(named, { core: BY_NAME, settings: partner }))).toEqual(CELL);
  });

  test.each(['attributeOptions', 'attributeCategoryOptions'])('of a packaged row, as %s', (key) => {
    const { data_element: dataElement, value, ...group } = row;
    const payload = { dataSet: 'dsATTRIB001', [key]: ['Partner A'], dataValues: [{ dataElement, value }] };
    expect(outcome(mapRow({ ...group, payload }, { core: BY_NAME }))).toEqual(CELL);
    const own = { dataSet: 'dsATTRIB001', dataValues: [{ dataElement, value, [key]: ['Partner A'] }] };
    expect(outcome(mapRow({ ...group, payload: own }, { core: BY_NAME }))).toEqual(CELL);
    const beside = { ...group, partner: 'Partner A', data_set: 'dsATTRIB001', payload: [{ dataElement, value }] };
    expect(outcome(mapRow(beside, { core: BY_NAME, settings: partner }))).toEqual(CELL);
  });

  test('that are not of the data set are refused', () => {
    const [refused] = mapRow({ ...row, attribute_option: 'Male' }, { core: BY_NAME }).refused;
    expect(refused?.refusal).toMatchObject({ cause: 'attribute-option-combo-not-of-data-set' });
    expect(refused?.refusal.text).toBe(
      'No attribute option combo of the data set is made of just `Male`. There are Partner A; Partner B; Partner Old.',
    );
  });
});
