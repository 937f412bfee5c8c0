import { mapRow, outcome } from '../../../support/mapping';

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
    ['an object without values', { dataSet: 'dsMONTHLY01' }, ['UNREADABLE period=202501']],
    ['values that are no array', { dataValues: {} }, ['UNREADABLE period=202501']],
    [
      'an array of dataValueSets',
      { ...OUTER, dataValues: [[VALUE]] },
      ['UNREADABLE orgUnit=ouFACIL0001 period=202501 dataSet=dsMONTHLY01'],
    ],
    [
      'category options in place of an attribute option combo',
      { ...OUTER, attributeCategoryOptions: ['coPARTNERB1'], dataValues: [VALUE] },
      ['UNREADABLE period=202501'],
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
    ['a complete date that is none', { ...OUTER, completeDate: true, dataValues: [VALUE] }, ['E8008 period=202501']],
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
});
