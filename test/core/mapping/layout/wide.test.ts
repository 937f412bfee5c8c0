import { mapperOf, mapRow, outcome } from '../../../support/mapping';
import { allBy, streamSettings } from '../../../support/recorded-index';

const GROUP = { org_unit: 'ouFACIL0001', period: '202501' };
const MALE = 'deDISAG0001.ZuZjAFjA9gY';
const AT = 'default ouFACIL0001 202501';

describe('a wide row', () => {
  test('has a value in each column that is called like a data element, with or without a combo', () => {
    expect(outcome(mapRow({ ...GROUP, deINTEGER01: 5, [MALE]: 7 }))).toEqual([
      `dsMONTHLY01 deINTEGER01.default.${AT} = 5`,
      `dsMONTHLY01 deDISAG0001.ZuZjAFjA9gY.${AT} = 7`,
    ]);
  });

  test.each([['deinteger01'], ['DEINTEGER01'], ['de_integer01']])(
    'finds the element of the folded column %s',
    (column) => {
      expect(outcome(mapRow({ ...GROUP, [column]: 5 }))).toEqual([`dsMONTHLY01 deINTEGER01.default.${AT} = 5`]);
    },
  );

  test('finds elements and combos by code, folded too', () => {
    const idSchemes = allBy({ kind: 'code' });
    const row = { org_unit: 'F1', period: '202501', de_int: 5, 'DE_SEX.coc_male': 7 };
    expect(outcome(mapRow(row, { core: { idSchemes } }))).toEqual([
      `dsMONTHLY01 deINTEGER01.default.${AT} = 5`,
      `dsMONTHLY01 deDISAG0001.ZuZjAFjA9gY.${AT} = 7`,
    ]);
  });

  test.each<[string, string, string]>([
    ['a combo', 'deINTEGER01.cocNOSUCH01', 'E7613 dataElement=deINTEGER01 categoryOptionCombo=cocNOSUCH01'],
    ['an element', 'deNOSUCH001.ZuZjAFjA9gY', 'E7610 dataElement=deNOSUCH001 categoryOptionCombo=ZuZjAFjA9gY'],
  ])(
    'names the values of a column called like an indicator with %s that DHIS2 does not have',
    (_what, column, named) => {
      const row = { ...GROUP, deINTEGER01: 5, [column]: 7 };
      const refused = `${named} orgUnit=ouFACIL0001 period=202501`;
      expect(outcome(mapRow(row))).toEqual([`dsMONTHLY01 deINTEGER01.default.${AT} = 5`, refused]);
      expect(outcome(mapRow({ ...row, deleted: true })).at(-1)).toBe(refused);
      expect(outcome(mapRow({ ...row, [column]: null }))).toHaveLength(1);
      expect(mapperOf({ columns: Object.keys(row) }).description).toContain(`Refused in every row: ${column}`);
    },
  );

  test('of which a value is refused for its column does not complete its group', () => {
    const row = { ...GROUP, data_set: 'dsMONTHLY01', complete_date: '2025-02-03', deINTEGER01: 5 };
    const { refused } = mapRow({ ...row, 'deINTEGER01.cocNOSUCH01': 7 });
    expect(refused[0]?.group).toMatchObject({ dataSet: 'dsMONTHLY01', period: '202501', orgUnit: 'ouFACIL0001' });
  });

  test('takes a column with a point in which neither side is known for none of its own', () => {
    const row = { ...GROUP, deINTEGER01: 5, 'source.file': 'x' };
    expect(outcome(mapRow(row))).toEqual([`dsMONTHLY01 deINTEGER01.default.${AT} = 5`]);
    expect(mapperOf({ columns: Object.keys(row) }).description).toContain('Not used: source.file');
  });

  test('takes what the settings say of a column', () => {
    const settings = streamSettings({
      constants: [{ field: 'data_set', value: 'dsATTRIB001' }],
      indicators: [
        { column: 'Cases A', dataElement: 'deATTRIB001', attributeOptionCombo: 'SDFi8TQJb2i' },
        { column: 'cases_b', dataElement: 'deATTRIB001', attributeOptionCombo: 'F6OtOnQyYW6' },
      ],
    });
    const mapper = mapperOf({ settings, columns: ['org_unit', 'period', 'cases_a', 'cases_b', 'remark'] });
    expect(mapper.description).toContain('cases_a is deATTRIB001');
    expect(mapper.description).toContain('Not used: remark');
    expect(outcome(mapRow({ ...GROUP, cases_a: 1, cases_b: 2 }, { settings }))).toEqual([
      'dsATTRIB001 deATTRIB001.default.SDFi8TQJb2i ouFACIL0001 202501 = 1',
      'dsATTRIB001 deATTRIB001.default.F6OtOnQyYW6 ouFACIL0001 202501 = 2',
    ]);
  });

  test('takes the combo of the row for indicators that name none', () => {
    const row = { ...GROUP, category_option_combo: 'ZuZjAFjA9gY', deDISAG0001: 3 };
    expect(outcome(mapRow(row))).toEqual([`dsMONTHLY01 deDISAG0001.ZuZjAFjA9gY.${AT} = 3`]);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['NULL is no value', { deINTEGER01: null, deTEXT00001: 'x' }, [`dsMONTHLY01 deTEXT00001.default.${AT} = x`]],
    ['empty text is no value', { deINTEGER01: '' }, []],
    ['nothing but NULLs has nothing to refuse', { deINTEGER01: null, org_unit: 'nope' }, []],
    [
      'a bad value costs only itself',
      { deINTEGER01: 'x', deTEXT00001: 'x' },
      [`dsMONTHLY01 deTEXT00001.default.${AT} = x`, 'E7619 dataElement=deINTEGER01 orgUnit=ouFACIL0001 period=202501'],
    ],
    [
      'a bad org unit costs every value, each named',
      { deINTEGER01: 1, [MALE]: 2, deTEXT00001: null, org_unit: 'nope' },
      [
        'E7612 dataElement=deINTEGER01 orgUnit=nope period=202501',
        'E7612 dataElement=deDISAG0001 categoryOptionCombo=ZuZjAFjA9gY orgUnit=nope period=202501',
      ],
    ],
    [
      'a deleted row deletes all indicators, NULL or not',
      { deINTEGER01: 1, deTEXT00001: null, deleted: true },
      [`dsMONTHLY01 deINTEGER01.default.${AT} deleted`, `dsMONTHLY01 deTEXT00001.default.${AT} deleted`],
    ],
    [
      'a complete date registers the group',
      { deINTEGER01: 1, complete_date: '2025-02-03' },
      [`dsMONTHLY01 deINTEGER01.default.${AT} = 1`, 'complete dsMONTHLY01 ouFACIL0001 202501 2025-02-03'],
    ],
    [
      'a complete date registers the named data set of a row without values',
      { deINTEGER01: null, complete_date: '2025-02-03', data_set: 'dsMONTHLY01' },
      ['complete dsMONTHLY01 ouFACIL0001 202501 2025-02-03'],
    ],
    [
      'a complete date on a group that cannot be is refused, without values too',
      { deINTEGER01: null, complete_date: '2025-02-03', data_set: 'dsMONTHLY01', org_unit: 'ouFACIL0004' },
      ['E7636 orgUnit=ouFACIL0004 period=202501 dataSet=dsMONTHLY01'],
    ],
    [
      'a complete date that is none costs every value',
      { deINTEGER01: 1, complete_date: 'soon' },
      ['E8008 dataElement=deINTEGER01 orgUnit=ouFACIL0001 period=202501'],
    ],
  ])('%s', (_title, change, expected) => {
    expect(outcome(mapRow({ ...GROUP, ...change }))).toEqual(expected);
  });

  test('with null_values: delete, a NULL deletes and a column that the row leaves out does not', () => {
    const mapper = mapperOf({
      columns: ['org_unit', 'period', 'deINTEGER01', 'deTEXT00001'],
      core: { nullValues: 'delete' },
    });
    const record = mapper.map({ ...GROUP, deINTEGER01: null }, mapRow({ ...GROUP, deINTEGER01: 1 }).values[0]!.record);
    expect(outcome(record)).toEqual([`dsMONTHLY01 deINTEGER01.default.${AT} deleted`]);
  });

  test('is read with an indicator that shows up late', () => {
    const mapper = mapperOf({ columns: ['org_unit', 'period', 'deINTEGER01'] });
    const { record } = mapRow({ ...GROUP, deINTEGER01: 1 }).values[0]!;
    expect(mapper.map({ ...GROUP, deINTEGER01: 1, deTEXT00001: 'x' }, record).values).toHaveLength(2);
  });

  test('does not take a comment column for all its values', () => {
    const mapper = mapperOf({ columns: ['org_unit', 'period', 'deINTEGER01', 'comment'] });
    expect(mapper.description).toContain('Not used: comment');
    expect(mapper.description).toContain('clears the comments');
  });
});

describe('columns of a wide view', () => {
  const columns = ['org_unit', 'period', 'deINTEGER01', 'deDISAG0001_ZuZjAFjA9gY', 'DE_INT', 'district'];

  test('name element and combo with `_` between them too', () => {
    expect(outcome(mapRow({ ...GROUP, deDISAG0001_ZuZjAFjA9gY: 4 }, { columns }))).toEqual([
      `dsMONTHLY01 ${MALE}.${AT} = 4`,
    ]);
  });

  test('that are not used and may be meant for data elements are named', () => {
    const told = mapperOf({ columns }).doubts!.join('\n');
    expect(told).toContain('the column DE_INT is not used. `DE_INT` is the code of deINTEGER01');
    expect(told).not.toContain('district');
  });
});
