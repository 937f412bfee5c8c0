import { mapRow, outcome, type MapperOptions } from '../../../support/mapping';

const VALUE = { dataElement: 'deINTEGER01', value: 5 };
const OUTER = { dataSet: 'dsMONTHLY01', period: '202501', orgUnit: 'ouFACIL0001' };
const CELL = 'dsMONTHLY01 deINTEGER01.default.default ouFACIL0001 202501';
const STORED = [`${CELL} = 5`];

/** The same JSON as a parsed column and as the text of one. */
const bothWays = (json: unknown): readonly unknown[] => [json, JSON.stringify(json)];

describe('a packaged row', () => {
  test.each<[string, Record<string, unknown>, unknown]>([
    ['a whole dataValueSet', {}, { ...OUTER, dataValues: [VALUE] }],
    ['an array beside group columns', { org_unit: 'ouFACIL0001', period: '202501' }, [VALUE]],
    ['values that name their own group', {}, { dataValues: [{ ...VALUE, ...OUTER }] }],
    [
      'what a value says before what is around it',
      {},
      { ...OUTER, period: '202412', dataValues: [{ ...VALUE, period: '2025-01' }] },
    ],
    [
      'what the dataValueSet says before the columns',
      { period: '202412', org_unit: 'nope' },
      { ...OUTER, dataValues: [VALUE] },
    ],
    [
      'other spellings and unknown properties',
      {},
      {
        data_set: 'dsMONTHLY01',
        PERIOD: 202501,
        org_unit: 'ouFACIL0001',
        idScheme: 'UID',
        data_values: [{ data_element: 'deINTEGER01', value: '5', storedBy: 'x' }],
      },
    ],
    [
      'null properties',
      { org_unit: 'ouFACIL0001' },
      {
        ...OUTER,
        orgUnit: null,
        attributeOptionCombo: null,
        dataValues: [{ ...VALUE, categoryOptionCombo: null, comment: null, orgUnit: null }],
      },
    ],
  ])('reads %s, as JSON and as JSON text', (_what, columns, json) => {
    for (const payload of bothWays(json)) expect(outcome(mapRow({ ...columns, payload }))).toEqual(STORED);
  });

  test.each<[string, unknown, string[]]>([
    ['text that is no JSON', '[{"dataElement":', ['UNREADABLE period=202501']],
    ['a number', 7, ['UNREADABLE period=202501']],
    ['an object without values', { dataSet: 'dsMONTHLY01' }, ['UNREADABLE period=202501 dataSet=dsMONTHLY01']],
    ['values that are no array', { dataValues: {} }, ['UNREADABLE period=202501']],
    [
      'an array in place of a value',
      { ...OUTER, dataValues: [[VALUE]] },
      ['UNREADABLE orgUnit=ouFACIL0001 period=202501 dataSet=dsMONTHLY01'],
    ],
    [
      'category options that make no attribute option combo of the data set',
      { ...OUTER, attributeCategoryOptions: ['coPARTNERB1'], dataValues: [VALUE] },
      [
        'E7635 dataElement=deINTEGER01 attributeOptions=coPARTNERB1 orgUnit=ouFACIL0001 period=202501 dataSet=dsMONTHLY01',
      ],
    ],
    ['category options of none', { ...OUTER, attributeCategoryOptions: [], dataValues: [VALUE] }, STORED],
    [
      'category options beside the attribute option combo that they make',
      {
        ...OUTER,
        attributeCategoryOptions: ['xYerKDKCefk'],
        attributeOptionCombo: 'HllvX50cXC0',
        dataValues: [VALUE],
      },
      STORED,
    ],
    ['NULL', null, []],
    ['no values', { ...OUTER, dataValues: [] }, []],
    ['a null in place of the values', { ...OUTER, dataValues: null }, []],
    [
      'a bad value among good ones',
      { ...OUTER, dataValues: [VALUE, { ...VALUE, value: 'x' }, { value: 1 }] },
      [
        ...STORED,
        'E7619 dataElement=deINTEGER01 orgUnit=ouFACIL0001 period=202501 dataSet=dsMONTHLY01',
        'UNREADABLE orgUnit=ouFACIL0001 period=202501 dataSet=dsMONTHLY01',
      ],
    ],
    [
      'a NULL value',
      { ...OUTER, dataValues: [VALUE, { dataElement: 'deTEXT00001', value: null }] },
      [...STORED, 'skipped null'],
    ],
    ['a deleted value', { ...OUTER, dataValues: [{ ...VALUE, value: null, deleted: true }] }, [`${CELL} deleted`]],
    [
      'a bad org unit',
      { ...OUTER, orgUnit: 'nope', dataValues: [VALUE, { ...VALUE, dataElement: 'deTEXT00001' }] },
      [
        'E7612 dataElement=deINTEGER01 orgUnit=nope period=202501 dataSet=dsMONTHLY01',
        'E7612 dataElement=deTEXT00001 orgUnit=nope period=202501 dataSet=dsMONTHLY01',
      ],
    ],
    [
      'a complete date',
      { ...OUTER, completeDate: '2025-02-03', dataValues: [VALUE] },
      [...STORED, 'complete dsMONTHLY01 ouFACIL0001 202501 2025-02-03'],
    ],
    [
      'a complete date without values',
      { ...OUTER, completeDate: '2025-02-03', dataValues: [] },
      ['complete dsMONTHLY01 ouFACIL0001 202501 2025-02-03'],
    ],
    [
      'a complete date that is none',
      { ...OUTER, completeDate: true, dataValues: [VALUE] },
      ['E8008 orgUnit=ouFACIL0001 period=202501 dataSet=dsMONTHLY01'],
    ],
  ])('with %s', (_what, payload, expected) => {
    expect(outcome(mapRow({ period: '202501', payload }))).toEqual(expected);
  });

  test('deletes every value of a deleted row, and cannot without them', () => {
    const row = {
      _ab_cdc_deleted_at: '2025-02-03',
      payload: { ...OUTER, completeDate: '2025-02-03', dataValues: [VALUE] },
    };
    expect(outcome(mapRow(row))).toEqual([`${CELL} deleted`]);
    expect(mapRow({ ...row, payload: null }).refused[0]?.refusal.text).toContain('nothing says which cells');
  });

  test('sends each value where it says, and completes every group that it names', () => {
    const dataValues = [
      VALUE,
      { ...VALUE, orgUnit: 'ouFACIL0002' },
      { ...VALUE, data_set: 'dsMONTHLY01', period: '202502' },
    ];
    expect(outcome(mapRow({ payload: { ...OUTER, completeDate: '2025-03-01', dataValues } }))).toEqual([
      `${CELL} = 5`,
      'dsMONTHLY01 deINTEGER01.default.default ouFACIL0002 202501 = 5',
      'dsMONTHLY01 deINTEGER01.default.default ouFACIL0001 202502 = 5',
      'complete dsMONTHLY01 ouFACIL0001 202501 2025-03-01',
      'complete dsMONTHLY01 ouFACIL0002 202501 2025-03-01',
      'complete dsMONTHLY01 ouFACIL0001 202502 2025-03-01',
    ]);
  });

  test('keeps the digits of long numbers in JSON text', () => {
    const payload =
      '{"dataSet":"dsMONTHLY01","period":"202501","orgUnit":"ouFACIL0001","dataValues":[{"dataElement":"deNUMBER001","value":0.1234567890123456789},{"dataElement":"deTEXT00001","value":"a \\"1234567890123456789\\" b"}]}';
    expect(mapRow({ payload }).values.map(({ value }) => value)).toEqual([
      '0.1234567890123456789',
      'a "1234567890123456789" b',
    ]);
  });

  test('carries comments and follow-up marks', () => {
    const payload = { ...OUTER, dataValues: [{ ...VALUE, comment: 'late', followUp: true }] };
    expect(mapRow({ payload }).values[0]).toMatchObject({ comment: 'late', followUp: true });
  });

  test('may be several dataValueSets, each with its own group and complete date, and values beside them', () => {
    const payload = [
      { ...OUTER, completeDate: '2025-02-03', dataValues: [VALUE] },
      { ...VALUE, orgUnit: 'ouFACIL0002' },
      { ...OUTER, period: '202502', dataValues: [VALUE, { ...VALUE, dataElement: 'deTEXT00001' }] },
    ];
    for (const each of bothWays(payload)) {
      expect(outcome(mapRow({ period: '202412', payload: each }))).toEqual([
        `${CELL} = 5`,
        'dsMONTHLY01 deINTEGER01.default.default ouFACIL0002 202412 = 5',
        'dsMONTHLY01 deINTEGER01.default.default ouFACIL0001 202502 = 5',
        'dsMONTHLY01 deTEXT00001.default.default ouFACIL0001 202502 = 5',
        'complete dsMONTHLY01 ouFACIL0001 202501 2025-02-03',
      ]);
    }
  });

  test('is deleted by `deleted` of its dataValueSet', () => {
    expect(outcome(mapRow({ payload: { ...OUTER, deleted: true, dataValues: [VALUE] } }))).toEqual([`${CELL} deleted`]);
  });
});

/** The causes of what is refused, then what is sent. */
function causes(payload: unknown, options: MapperOptions = {}): readonly string[] {
  const { values, refused, skipped } = mapRow({ period: '202501', payload }, options);
  return [
    ...refused.map(({ refusal }) => refusal.cause),
    ...values.map(({ action, value }) => (action === 'delete' ? 'deleted' : value)),
    ...skipped.map((why) => `skipped ${why}`),
  ];
}

const { dataElement } = VALUE;
const valued = (entry: object): object => ({ ...OUTER, dataValues: [entry] });

describe.each([true, false])('nothing of a packaged row is passed over, with preflight %s:', (preflight) => {
  test.each<[string, unknown, string[]]>([
    ['no value', valued({ dataElement }), ['no-value-key']],
    ['a misspelt value', valued({ dataElement, vaule: 5 }), ['unknown-key']],
    ['a misspelt value beside one that is null', valued({ dataElement, vaule: 5, value: null }), ['unknown-key']],
    ['a unit beside a value that is null', valued({ dataElement, valueUnit: 'kg', value: null }), ['skipped null']],
    ['no value but a comment', valued({ dataElement, comment: 'late' }), ['no-value-key']],
    ['no value, deleted', valued({ dataElement, deleted: true }), ['deleted']],
    ['a misspelt comment', valued({ ...VALUE, coment: 'late' }), ['unknown-key']],
    ['a misspelt follow-up', valued({ ...VALUE, folowUp: true }), ['unknown-key']],
    ['a misspelt combo', valued({ ...VALUE, categoryOptionComb: 'x' }), ['unknown-key']],
    ['a combo cut short', valued({ ...VALUE, catOptComb: 'x' }), ['unknown-key']],
    ['a deletion by another name', valued({ ...VALUE, isDeleted: true }), ['unknown-key']],
    ['no deletion by another name', valued({ ...VALUE, isDeleted: false }), ['5']],
    ["another period's name beside that of the dataValueSet", valued({ ...VALUE, perod: '202502' }), ['unknown-key']],
    ['a combo in short', valued({ ...VALUE, coc: 'x' }), ['unknown-key']],
    ['an org unit in short', valued({ ...VALUE, ou: 'ouFACIL0002' }), ['unknown-key']],
    ['a period in short beside dataValues', { ...valued(VALUE), period: undefined, pe: '202502' }, ['unknown-key']],
    ['misspelt category options', valued({ ...VALUE, categoryOptoins: ['Male'] }), ['unknown-key']],
    ['misspelt attribute options', { ...valued(VALUE), attributeOptoins: ['A'] }, ['unknown-key']],
    ['a combo described', valued({ ...VALUE, categoryOptionComboName: 'default' }), ['5']],
    ['an org unit by its code', valued({ ...VALUE, orgUnitCode: 'F2' }), ['unknown-key']],
    ['an org unit described', valued({ ...VALUE, orgUnitName: 'Facility Two', periodType: 'Monthly' }), ['5']],
    ['a note', valued({ ...VALUE, note: 'seen' }), ['5']],
    ['a misspelt name that says nothing', valued({ ...VALUE, coment: null, catOptComb: '' }), ['5']],
    ['one field twice, alike', valued({ ...VALUE, data_element: dataElement }), ['5']],
    ['one field twice, once as NULL', valued({ ...VALUE, Value: null }), ['5']],
    ['one field twice, not alike', valued({ ...VALUE, VALUE: 6 }), ['unknown-key']],
    ['a complete date in a value', valued({ ...VALUE, completeDate: '2025-02-03' }), ['unknown-key']],
    ['dataValues in a value', valued({ ...VALUE, dataValues: [VALUE] }), ['unknown-key']],
    ['who entered it', valued({ ...VALUE, storedBy: 'x', created: '2025', lastUpdated: '2025' }), ['5']],
    ['a combo beside dataValues', { ...valued(VALUE), categoryOptionCombo: 'x' }, ['unknown-key']],
    ['a comment beside dataValues', { ...valued(VALUE), comment: 'late' }, ['unknown-key']],
    ['a misspelt complete date', { ...valued(VALUE), completDate: '2025-02-03' }, ['unknown-key']],
    ['a misspelt attribute option combo', { ...valued(VALUE), attributeOptionCmbo: 'x' }, ['unknown-key']],
    ['id schemes', { ...valued(VALUE), idScheme: 'UID', orgUnitIdScheme: 'UID' }, ['5']],
    ['a dry run', { ...valued(VALUE), dryRun: true }, ['unreadable-row']],
    ['no dry run', { ...valued(VALUE), dryRun: false }, ['5']],
    ['another import strategy', { ...valued(VALUE), importStrategy: 'DELETE' }, ['unreadable-row']],
    ['values by another name', { ...OUTER, dataValues: [], values: [VALUE] }, ['unreadable-row']],
    ['no values', { dataValues: [] }, []],
    ['an empty array', [], []],
    ['blanks', '  ', []],
    ['values that are null', valued({ dataElement, value: null }), ['skipped null']],
    ['an empty object', {}, ['unreadable-row']],
    ['dataValueSets in an object', { dataValueSets: [valued(VALUE)] }, ['unreadable-row']],
    ['a null', [null, VALUE], ['unreadable-row', 'missing-field']],
    ['the placeholder', '__debezium_unavailable_value', ['source-gap']],
    ['the placeholder as JSON', '"__debezium_unavailable_value"', ['source-gap']],
    ['the placeholder as a value', valued({ dataElement, value: '__debezium_unavailable_value' }), ['source-gap']],
    ['the placeholder as a comment', valued({ ...VALUE, comment: '__debezium_unavailable_value' }), ['source-gap']],
    ['the placeholder as an org unit', { ...valued(VALUE), orgUnit: '__debezium_unavailable_value' }, ['source-gap']],
  ])('%s', (_what, payload, expected) => {
    expect(causes(payload, { core: { preflight } })).toEqual(expected);
  });

  test.each(['no-value-key'])('what has no value is not deleted where NULLs delete (%s)', (cause) => {
    const core = { preflight, nullValues: 'delete' as const };
    expect(causes(valued({ dataElement, val: 8 }), { core })).toEqual([cause]);
    expect(causes(valued({ dataElement, value: null }), { core })).toEqual(['deleted']);
  });

  test('20,000 brackets and texts of 12 MB are refused, as JSON text with long numbers too', () => {
    const deep = `${'['.repeat(20_000)}1${']'.repeat(20_000)}`;
    const long = 'x'.repeat(12_000_000);
    const text = (value: string): string =>
      `{"dataSet":"dsMONTHLY01","period":"202501","orgUnit":"ouFACIL0001","dataValues":[{"dataElement":"deINTEGER01","value":${value},"other":1234567890123456789}]}`;
    for (const payload of [deep, JSON.parse(deep), `[${deep},12345678901234567890]`, text(deep), text(`"${long}"`)]) {
      const { values, refused } = mapRow({ period: '202501', payload }, { core: { preflight } });
      expect(values.map(({ value }) => value.length)).toEqual([]);
      expect(refused.length).toBeGreaterThan(0);
    }
    const quotes = JSON.stringify('"'.repeat(6_000_000));
    expect(mapRow({ period: '202501', payload: text(quotes) }, { core: { preflight } }).refused).toHaveLength(1);
  });
});

test('what is not used is said, by its name', () => {
  const told: string[] = [];
  const tell = (sentence: string): void => void told.push(sentence);
  const entry = { ...VALUE, note: 'seen', storedBy: 'x', '5 <b>': 1 };
  expect(mapRow({ payload: valued(entry) }, { tell }).values).toHaveLength(1);
  expect([...new Set(told)]).toEqual([
    'Stream indicators: packaged rows have `note`, which is not used.',
    'Stream indicators: storedBy, created and lastUpdated in packaged rows are not sent: DHIS2 sets them itself.',
    'Stream indicators: packaged rows have a property of an unusual name, which is not used.',
  ]);
});

test('the group of what cannot be read is not complete', () => {
  const columns = { org_unit: 'ouFACIL0001', data_set: 'dsMONTHLY01', period: '202501' };
  expect(mapRow({ ...columns, payload: '[{' }).refused[0]?.group).toMatchObject({ orgUnit: 'ouFACIL0001' });
});

test('a refused value is not named by columns that packaged rows do not read', () => {
  const row = { data_values: [{ dataElement: 'deNOWHERE01', value: 1 }], org_unit: 'ouFACIL0001', period: '202501' };
  const { refused } = mapRow({ ...row, category_option_combo: 'ZuZjAFjA9gY' });
  expect(refused.map(({ ids }) => ids)).toEqual(['dataElement=deNOWHERE01 orgUnit=ouFACIL0001 period=202501']);
});
