import { CAUSE_TEXTS } from '../../../../src/core/account/cause-texts';
import { ConfigError } from '../../../../src/errors';
import { ExactNumber } from '../../../../src/core/mapping/value-type/value-type';
import { aTicket } from '../../../support/data-values';
import { bare, mapperOf, mapRow, outcome } from '../../../support/mapping';
import type { Lists } from '../../../support/recorded-index';
import { allBy, BY_UID, streamSettings } from '../../../support/recorded-index';

const ROW = { data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', period: '202501', value: 5 };
const CELL = 'dsMONTHLY01 deINTEGER01.default.default ouFACIL0001 202501';

describe('a long row', () => {
  test('becomes one data value with resolved ids, the canonical period and the default combos of this server', () => {
    const { values } = mapRow({ ...ROW, period: '2025-01' });
    expect(values.map(bare)).toEqual([
      {
        dataSet: 'dsMONTHLY01',
        dataElement: 'deINTEGER01',
        categoryOptionCombo: 'HllvX50cXC0',
        attributeOptionCombo: 'HllvX50cXC0',
        orgUnit: 'ouFACIL0001',
        period: '202501',
        action: 'store',
        value: '5',
      },
    ]);
  });

  test('keeps the ticket of its record on its value', () => {
    const ticket = aTicket();
    expect(mapperOf({}).map(ROW, ticket).values[0]?.record).toBe(ticket);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['a number as period', { period: 202501 }, [`${CELL} = 5`]],
    ['a NULL value', { value: null }, ['skipped null']],
    ['an empty value', { value: '' }, ['skipped null']],
    ['a NULL value whatever its ids', { value: null, org_unit: 'nope' }, ['skipped null']],
    ['a value as text', { value: '5' }, [`${CELL} = 5`]],
    ['digits beyond a JavaScript number', { value: new ExactNumber('12345678901234567890') }, ['E7619']],
    ['a value of the wrong type', { value: 'five' }, ['E7619 dataElement=deINTEGER01 orgUnit=ouFACIL0001']],
    ['a NULL org unit', { org_unit: null }, ['UNREADABLE dataElement=deINTEGER01 period=202501']],
    ['a NULL data element', { data_element: null }, ['UNREADABLE orgUnit=ouFACIL0001 period=202501']],
    ['a NULL period', { period: null }, ['UNREADABLE']],
    ['an object as org unit', { org_unit: { id: 'x' } }, ['UNREADABLE']],
    ['a period that does not exist', { period: '2025-13' }, ['E7611']],
    ['a deleted row', { deleted: true }, [`${CELL} deleted`]],
    ['a deleted row without value', { deleted: 't', value: null }, [`${CELL} deleted`]],
    ['a row that is not deleted', { deleted: false }, [`${CELL} = 5`]],
    ['a mark of deletion that is neither yes nor no', { deleted: 'maybe' }, ['UNREADABLE']],
    ['a delete of change data capture', { _ab_cdc_deleted_at: '2025-02-01T00:00:00Z' }, [`${CELL} deleted`]],
    ['a live row of change data capture', { _ab_cdc_deleted_at: null }, [`${CELL} = 5`]],
    ['a named data set', { data_set: 'dsMONTHLY01' }, [`${CELL} = 5`]],
    ['a NULL data set', { data_set: null }, [`${CELL} = 5`]],
    [
      'a complete date',
      { complete_date: '2025-02-03' },
      [`${CELL} = 5`, 'complete dsMONTHLY01 ouFACIL0001 202501 2025-02-03'],
    ],
    [
      'a complete timestamp with a zone',
      { complete_date: '2025-02-03T23:59:59+03:00' },
      [`${CELL} = 5`, 'complete dsMONTHLY01 ouFACIL0001 202501 2025-02-03'],
    ],
    [
      'a complete timestamp as Postgres writes it in text',
      { complete_date: '2025-02-03 23:59:59' },
      [`${CELL} = 5`, 'complete dsMONTHLY01 ouFACIL0001 202501 2025-02-03'],
    ],
    ['a complete date with something else behind it', { complete_date: '2025-02-03 noon' }, ['E8008']],
    ['a complete date that is none', { complete_date: '02/03/2025' }, ['E8008']],
    ['a complete date on a deleted row', { complete_date: '2025-02-03', deleted: true }, [`${CELL} deleted`]],
    [
      'a complete date beside NULL and a data set',
      { complete_date: '2025-02-03', value: null, data_set: 'dsMONTHLY01' },
      ['skipped null', 'complete dsMONTHLY01 ouFACIL0001 202501 2025-02-03'],
    ],
    ['a NUL in the comment', { comment: 'a\0b' }, ['UNREADABLE']],
    ['half of a surrogate pair in the comment', { comment: 'a\ud800' }, ['UNREADABLE']],
    ['a follow-up mark that is none', { follow_up: 'later' }, ['UNREADABLE']],
  ])('with %s', (_what, change, expected) => {
    const found = outcome(mapRow({ ...ROW, ...change }));
    expect(found).toHaveLength(expected.length);
    expected.forEach((line, index) => expect(found[index]).toContain(line));
  });

  test('carries comment and follow-up mark of a stored value, and none of a deleted one', () => {
    const noted = { ...ROW, comment: 'late', follow_up: 'true' };
    expect(mapRow(noted).values[0]).toMatchObject({ comment: 'late', followUp: true });
    expect(mapRow({ ...ROW, comment: null, follow_up: null }).values[0]).not.toHaveProperty('comment');
    expect(mapRow({ ...noted, deleted: true }).values[0]).not.toHaveProperty('comment');
  });

  test.each([
    ['2.42', 50_000, 'E7620'],
    ['2.43', 5_000, 'E8125'],
  ] as const)('on %s takes comments of up to %i characters', (habits, length, code) => {
    const map = (characters: number) => outcome(mapRow({ ...ROW, comment: 'x'.repeat(characters) }, { habits }));
    expect(map(length)).toEqual([`${CELL} = 5`]);
    expect(map(length + 1)[0]).toContain(code);
  });

  test.each([
    ['null_values: delete', { nullValues: 'delete' as const }, { value: null }, `${CELL} deleted`],
    ['null_values: delete, empty text', { nullValues: 'delete' as const }, { value: '' }, `${CELL} deleted`],
    ['import_strategy: DELETE', { importStrategy: 'DELETE' as const }, {}, `${CELL} deleted`],
    ['import_strategy: DELETE, NULL', { importStrategy: 'DELETE' as const }, { value: null }, `${CELL} deleted`],
    ['completion: never', { completion: 'never' as const }, { complete_date: 'no date' }, `${CELL} = 5`],
  ])('follows %s', (_name, core, change, expected) => {
    expect(outcome(mapRow({ ...ROW, ...change }, { core }))).toEqual([expected]);
  });

  test('needs no value column when every row is a delete', () => {
    const { data_element, org_unit, period } = ROW;
    const row = { data_element, org_unit, period };
    expect(outcome(mapRow(row, { core: { importStrategy: 'DELETE' } }))).toEqual([`${CELL} deleted`]);
  });

  test.each([
    ['2.41', 'RED'],
    ['2.42', 'RED'],
    ['2.43', ''],
  ] as const)(
    'deletes in an option set on %s with %j as value, since DHIS2 up to 2.42 wants a code',
    (habits, value) => {
      const row = { ...ROW, data_element: 'deOPTION001', value: null, deleted: true };
      expect(mapRow(row, { habits }).values).toMatchObject([{ action: 'delete', value }]);
      expect(mapRow({ ...ROW, deleted: true }, { habits }).values).toMatchObject([{ action: 'delete', value: '' }]);
    },
  );

  test('says what to do about a delete that came with its key alone', () => {
    const row = { data_element: 'deINTEGER01', org_unit: null, period: null, value: null, _ab_cdc_deleted_at: 'x' };
    expect(mapRow(row).refused[0]?.refusal.text).toContain('replica identity full');
  });

  test.each([
    ['uid', 'DE_INT', 'no data element with the UID `DE_INT` (or this user may not see it). `DE_INT` is the code of'],
    ['uid', 'DE_INT', '`DE_INT` is the code of deINTEGER01: the scheme of data_element is UID.'],
    ['uid', 'Malaria cases', '`Malaria cases` is the name of deINTEGER01: the scheme of data_element is UID.'],
    ['uid', 'malaria cases', 'Did you mean Malaria cases (deINTEGER01)?'],
    ['uid', 'Malarya cases', 'Did you mean Malaria cases (deINTEGER01)?'],
    ['uid', 'deinteger01', 'Did you mean deINTEGER01 (Malaria cases)?'],
    ['uid', 'DE_NONE', '`DE_NONE` is not a UID: a UID has 11 letters and digits.'],
    ['uid', 'deNOSUCH001', 'no data element with the UID `deNOSUCH001` (or this user may not see it).'],
    ['code', 'deINTEGER01', '`deINTEGER01` is the UID of Malaria cases: the scheme of data_element is code.'],
    ['code', 'deNOSUCH001', '`deNOSUCH001` looks like a UID.'],
    ['code', 'DE-INT', 'Did you mean DE_INT (deINTEGER01)?'],
    ['code', 'DE_NONE', 'no data element with the code `DE_NONE` (or this user may not see it).'],
    ['name', 'Dispensary1', '`Dispensary1` looks like a UID.'],
    ['name', 'DE_INT', '`DE_INT` is the code of deINTEGER01: the scheme of data_element is name.'],
    ['name', 'Dispensary', 'no data element with the name `Dispensary` (or this user may not see it).'],
    ['name', 'Maternities', 'no data element with the name `Maternities` (or this user may not see it).'],
  ] as const)('says of an unknown %s %s what it may have been meant for: %s', (kind, id, text) => {
    const core = { idSchemes: { ...BY_UID, dataElement: { kind } } };
    const { refused } = mapRow({ ...ROW, data_element: id }, { core });
    expect(refused[0]?.refusal.text).toContain(text);
    if (text.startsWith('no ')) expect(refused[0]?.refusal.text).not.toContain('Did you mean');
  });

  test.each([
    [{ org_unit: 'Facilty One' }, 'Did you mean Facility One (ouFACIL0001)?'],
    [{ data_set: 'Monthly reprt' }, 'Did you mean Monthly report (dsMONTHLY01)?'],
    [{ category_option_combo: 'Malle' }, 'Did you mean Male (ZuZjAFjA9gY)?'],
    [{ attribute_option_combo: 'partner a' }, 'Did you mean Partner A (SDFi8TQJb2i)?'],
  ])('says of an id in %j what is near', (change, text) => {
    const { refused } = mapRow({ ...ROW, ...change }, {});
    expect(refused[0]?.refusal.text).toContain(text);
  });

  test('names a refused row by its ids as they are spelled, and its group where that is known', () => {
    const { refused } = mapRow({ ...ROW, period: '2025-01', data_set: 'dsMONTHLY01', value: 'secret' });
    expect(refused[0]?.ids).toBe('dataElement=deINTEGER01 orgUnit=ouFACIL0001 period=2025-01 dataSet=dsMONTHLY01');
    expect(refused[0]?.group).toEqual({
      dataSet: 'dsMONTHLY01',
      period: '202501',
      orgUnit: 'ouFACIL0001',
      attributeOptionCombo: 'HllvX50cXC0',
    });
    expect(JSON.stringify(refused)).not.toContain('secret');
  });

  test('is read with a column that no row had before, from then on', () => {
    const mapper = mapperOf({});
    expect(mapper.description).toContain('There is no comment column');
    expect(mapper.map({ ...ROW, comment: 'late' }, aTicket()).values[0]).toMatchObject({ comment: 'late' });
    expect(mapper.description).not.toContain('There is no comment column');
    expect(outcome(mapper.map(ROW, aTicket()))).toEqual([`${CELL} = 5`]);
    expect(() => mapper.map({ ...ROW, dataElementId: 'x' }, aTicket())).toThrow(ConfigError);
  });
});

describe('period_from', () => {
  const settings = streamSettings({ periodFrom: { column: 'month', periodType: 'Monthly' } });
  const { data_element, org_unit, value } = ROW;
  const row = { data_element, org_unit, value };

  test.each([
    ['2025-01-31', `${CELL} = 5`],
    ['2025-01-31T23:59:59.123', `${CELL} = 5`],
    ['2025-02-30', 'E7611'],
    [null, 'UNREADABLE'],
    [20250131, 'UNREADABLE'],
  ])('reads %j', (month, expected) => {
    expect(outcome(mapRow({ ...row, month }, { settings }))[0]).toContain(expected);
  });

  test.each([
    ['infinity', 'The date in month is infinity, which is in no period.'],
    ['-infinity', 'The date in month is infinity, which is in no period.'],
    ['0044-03-15 BC', 'The date in month is before the year 1 (BC).'],
    ['-0044-03-15', 'The date in month is before the year 1 (BC).'],
    ['+292278994-08-17', 'The date in month is after the year 9999.'],
    ['31/01/2025', 'month does not hold a date: period_from reads dates such as 2025-01-31.'],
  ])('says of %j what is wrong with it, and not to set period_from', (month, text) => {
    const { refused } = mapRow({ ...row, month }, { settings });
    expect(refused[0]?.refusal).toMatchObject({ cause: 'bad-period-date', code: 'E7611', text });
    expect(CAUSE_TEXTS['bad-period-date'].advice).not.toMatch(/period_from/);
  });

  test('stops the sync at a timestamp with a zone, and says how to cast it', () => {
    expect(() => mapRow({ ...row, month: '2025-01-31T21:00:00Z' }, { settings })).toThrow(/::date/);
  });
});

describe('constants', () => {
  test('stand for columns', () => {
    const settings = streamSettings({
      constants: [
        { field: 'data_set', value: 'dsMONTHLY01' },
        { field: 'data_element', value: 'deINTEGER01' },
      ],
    });
    const row = { org_unit: 'ouFACIL0001', period: '202501', value: 5 };
    expect(outcome(mapRow(row, { settings }))).toEqual([`${CELL} = 5`]);
  });
});

describe('id schemes', () => {
  const code = { kind: 'code' } as const;
  const byCode = { data_element: 'DE_INT', org_unit: 'F1', period: '202501', value: 5 };

  test.each([
    ['code', code, byCode],
    ['code in another case', code, { ...byCode, data_element: 'de_int', org_unit: 'f1' }],
    ['code with blanks around', code, { ...byCode, org_unit: ' F1 ' }],
    ['name', { kind: 'name' } as const, { ...byCode, data_element: 'Malaria cases', org_unit: 'Facility One' }],
    [
      'attribute',
      { kind: 'attribute', attribute: 'atEXTERNID1' } as const,
      { ...byCode, data_element: 'EXT-DE_INT', org_unit: 'EXT-F1' },
    ],
  ])('by %s', (_name, scheme, row) => {
    expect(outcome(mapRow(row, { core: { idSchemes: allBy(scheme) } }))).toEqual([`${CELL} = 5`]);
  });

  test('a number in a code column is its digits', () => {
    const index = {
      change: (lists: { organisationUnits: { id: string }[] }) => {
        const unit = lists.organisationUnits.find(({ id }) => id === 'ouFACIL0001');
        Object.assign(unit ?? {}, { code: '1001' });
      },
    };
    const row = { ...byCode, org_unit: 1001 };
    expect(outcome(mapRow(row, { core: { idSchemes: allBy(code) }, index }))).toEqual([`${CELL} = 5`]);
  });

  test('an id that fits several is refused with their UIDs, and the exact spelling of a code comes first', () => {
    const index = {
      change: (lists: { organisationUnits: { id: string }[] }) => {
        const unit = lists.organisationUnits.find(({ id }) => id === 'ouFACIL0002');
        Object.assign(unit ?? {}, { code: 'f1', name: 'Facility One' });
      },
    };
    const options = { core: { idSchemes: allBy(code) }, index };
    expect(outcome(mapRow({ ...byCode, org_unit: 'F1' }, options))).toEqual([`${CELL} = 5`]);
    const names = { ...byCode, data_element: 'Malaria cases', org_unit: 'Facility One' };
    const { refused } = mapRow(names, { core: { idSchemes: allBy({ kind: 'name' }) }, index });
    expect(refused[0]?.refusal.text).toContain('ouFACIL0001, ouFACIL0002');
  });
});

describe('option combos of one name', () => {
  const NAMED = { ...ROW, data_set: 'dsMONTHLY01' };
  const MALE = { ...NAMED, data_element: 'deDISAG0001', category_option_combo: 'Male' };
  const core = { idSchemes: { ...BY_UID, categoryOptionCombo: { kind: 'name' } as const } };
  const withAnother = (categoryCombo: string) => ({
    change: ({ categoryOptionCombos }: Lists): void => {
      categoryOptionCombos.push({ id: 'cocANOTHER1', name: 'Male', categoryCombo: { id: categoryCombo } });
      categoryOptionCombos.push({ id: 'cocDEFAULT2', name: 'default', categoryCombo: { id: categoryCombo } });
    },
  });

  test("are told apart by the data element's category combo", () => {
    const index = withAnother('ccPARTN0001');
    expect(mapRow(MALE, { core, index }).values[0]?.categoryOptionCombo).toBe('ZuZjAFjA9gY');
    expect(mapRow({ ...NAMED, category_option_combo: 'default' }, { core, index }).values).toHaveLength(1);
    expect(mapRow(NAMED, { core, index }).values[0]?.categoryOptionCombo).toBe('HllvX50cXC0');
  });

  test('are named where that does not tell', () => {
    const sameCombo = {
      change: ({ categoryOptionCombos }: Lists): void => {
        categoryOptionCombos.push({ id: 'cocANOTHER1', name: 'Male', categoryCombo: { id: 'ccSEX000001' } });
      },
    };
    const { refused } = mapRow(MALE, { core, index: sameCombo });
    expect(refused[0]?.refusal.code).toBe('E7613');
    expect(refused[0]?.refusal.text).toContain('ZuZjAFjA9gY, cocANOTHER1');
  });

  test('called default are named where a row needs one and none can be meant for sure', () => {
    const { refused } = mapRow(NAMED, { index: withAnother('bjDvmb4bfuf') });
    expect(refused[0]?.refusal.text).toContain('several option combos called `default`: HllvX50cXC0, cocDEFAULT2');
  });
});
