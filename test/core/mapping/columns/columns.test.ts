import fc from 'fast-check';
import { readColumns } from '../../../../src/core/mapping/columns/columns';
import { shortNamed } from '../../../../src/core/mapping/columns/field-names';
import { comparableName } from '../../../../src/core/mapping/columns/name';
import { FIELDS, isOptionField } from '../../../../src/core/model/settings';
import { streamSettings } from '../../../support/recorded-index';

const fieldsOf = (columns: readonly string[], settings?: Parameters<typeof readColumns>[1]) =>
  Object.fromEntries(readColumns(columns, settings).fields);

describe('readColumns', () => {
  test.each([
    ['data_element', 'data_element'],
    ['dataElement', 'data_element'],
    ['dataelement', 'data_element'],
    ['Data Element', 'data_element'],
    ['DATA-ELEMENT', 'data_element'],
    ['dataElementId', 'data_element'],
    ['data_element_uid', 'data_element'],
    ['orgunit_id', 'org_unit'],
    ['periodId', 'period'],
    ['payload', 'data_values'],
    ['dataValues', 'data_values'],
    ['completedate', 'complete_date'],
    ['Follow Up', 'follow_up'],
    // DHIS2's CSV, its screens, OpenHEXA.
    ['catoptcombo', 'category_option_combo'],
    ['attroptcombo', 'attribute_option_combo'],
    ['cmt', 'comment'],
    ['flwup', 'follow_up'],
    ['Organisation unit', 'org_unit'],
    ['organisation_unit_id', 'org_unit'],
    ['organization_unit_uid', 'org_unit'],
    ['categoryoptioncombo', 'category_option_combo'],
    ['category_option_combo_id', 'category_option_combo'],
    ['attribute_option_combo_uid', 'attribute_option_combo'],
    ['period_id', 'period'],
    ['data_element_id', 'data_element'],
    ['dataset_id', 'data_set'],
  ])('reads the column %s as %s', (column, field) => {
    expect(fieldsOf([column])).toEqual({ [field]: column });
  });

  test.each(['value_id', 'comment_uid', 'deleted_id', 'organisation', 'dataelements', 'xperiod'])(
    'does not take %s for a field',
    (column) => {
      const read = readColumns([column], undefined);
      expect(read.fields.size).toBe(0);
      expect(read.rest).toEqual([column]);
    },
  );

  test.each<[string, string[], string[]]>([
    ['DATIM', ['de', 'pe', 'ou', 'coc', 'acoc', 'value'], ['de', 'pe', 'ou', 'coc', 'acoc']],
    ['analytics', ['dx', 'pe', 'ou', 'co', 'ao', 'value'], ['dx', 'pe', 'ou', 'co', 'ao']],
    ['analytics in words', ['Data', 'Organisation unit', 'Period', 'Value'], ['Data']],
    ['OpenHEXA', ['dx_uid', 'dx_name', 'ou_uid', 'co_uid', 'period', 'value'], ['dx_uid', 'ou_uid', 'co_uid']],
    ['a value', ['data_element', 'org_unit', 'period', 'value', 'coc'], ['coc']],
    ['a place and a period', ['ou', 'pe', 'aoc', 'deINTEGER01'], ['ou', 'pe', 'aoc']],
    ['no value', ['ou', 'pe', 'de', 'co', 'ds'], ['ou', 'pe']],
    ['a company', ['data_element', 'org_unit', 'period', 'value', 'co', 'ds'], []],
    ['a country', ['org_unit', 'de', 'value'], []],
    ['nothing', ['ou', 'coc', 'dx'], []],
    ['the name in full', ['data_element', 'org_unit', 'period', 'value', 'dx', 'ou'], []],
  ])('takes short names for fields beside %s: %j', (_beside, columns, short) => {
    const read = readColumns(columns, undefined);
    expect([...read.fields.values()].filter((column) => shortNamed(column))).toEqual(
      expect.arrayContaining(short) as string[],
    );
    expect([...read.fields.values()].filter((column) => shortNamed(column))).toHaveLength(short.length);
  });

  test('takes short names beside those that the settings name', () => {
    const columns = ['de', 'ou', 'pe', 'co', 'acoc', 'value'];
    const settings = streamSettings({
      columns: [
        { column: 'de', field: 'data_element' },
        { column: 'ou', field: 'org_unit' },
        { column: 'pe', field: 'period' },
      ],
    });
    expect(fieldsOf(columns, settings)).toMatchObject({ category_option_combo: 'co', attribute_option_combo: 'acoc' });
    const two = readColumns(['dx', 'pe', 'ou', 'co', 'coc', 'value'], undefined);
    expect(two.problems).toEqual([
      'Several columns could be category_option_combo: co, coc. Name the right one in `columns`.',
    ]);
  });

  test("never takes Airbyte's own columns for data, but sees deletes of change data capture", () => {
    const columns = ['_airbyte_raw_id', '_AIRBYTE_META', '_ab_cdc_lsn', '_ab_cdc_deleted_at', 'value'];
    const read = readColumns(columns, streamSettings({ columns: [{ column: '_ab_cdc_lsn', field: 'comment' }] }));
    expect(read.rest).toEqual([]);
    expect([...read.fields.keys()]).toEqual(['value']);
    expect(read.cdcDeletedAt).toBe('_ab_cdc_deleted_at');
    expect(read.problems).toEqual(['The column _ab_cdc_lsn of `columns` is not in the view.']);
  });

  test('says which columns could be the same field', () => {
    const read = readColumns(['org_unit', 'orgUnitId', 'value'], undefined);
    expect(read.problems).toEqual([
      'Several columns could be org_unit: org_unit, orgUnitId. Name the right one in `columns`.',
    ]);
    expect(read.conflicts.get('org_unit')).toEqual(['org_unit', 'orgUnitId']);
  });

  test('lets the settings overrule a name', () => {
    const settings = streamSettings({
      columns: [{ column: 'FACILITY', field: 'org_unit' }],
      constants: [{ field: 'data_set', value: 'dsMONTHLY01' }],
      periodFrom: { column: 'Period', periodType: 'Monthly' },
    });
    const read = readColumns(['facility', 'org_unit', 'data_set', 'period', 'value'], settings);
    expect(Object.fromEntries(read.fields)).toEqual({ org_unit: 'facility', value: 'value' });
    expect(read.periodFrom).toEqual({ column: 'period', periodType: 'Monthly' });
    expect(read.overruled).toEqual(['org_unit', 'data_set']);
    expect(read.problems).toEqual([]);
  });

  test.each([
    [{ columns: [{ column: 'nope', field: 'value' as const }] }, 'The column nope of `columns` is not in the view.'],
    [
      {
        columns: [
          { column: 'a', field: 'value' as const },
          { column: 'b', field: 'value' as const },
        ],
      },
      '`columns` names two columns for value: a and b. Keep one.',
    ],
    [
      { columns: [{ column: 'a', field: 'value' as const }], constants: [{ field: 'value' as const, value: '1' }] },
      'value is both a constant and the column a in `columns`. Keep one.',
    ],
    [{ periodFrom: { column: 'a', periodType: 'Montly' } }, 'Montly is not a period type of DHIS2'],
    [
      { periodFrom: { column: 'a', periodType: 'Monthly' }, constants: [{ field: 'period' as const, value: '2025' }] },
      '`period_from` and `columns` or `constants` both give the period. Keep one.',
    ],
    [{ columns: [{ column: 'A B', field: 'value' as const }] }, 'A B of `columns` fits several columns: a_b, a-b.'],
    [{ indicators: [{ column: 'x', dataElement: 'de' }] }, 'The column x of `indicators` is not in the view.'],
  ])('finds the contradiction in %j', (parts, problem) => {
    const { problems } = readColumns(['a', 'b', 'a_b', 'a-b'], streamSettings(parts));
    expect(problems.join('\n')).toContain(problem);
  });

  test('reads a field in any spelling of its name (1,000 runs)', () => {
    const separator = fc.constantFrom('', '_', '-', ' ', '__');
    const spelling = fc.constantFrom(...FIELDS.filter((field) => !isOptionField(field))).chain((field) =>
      fc.record({
        field: fc.constant(field),
        column: fc
          .tuple(...field.split('_').map((word) => fc.mixedCase(fc.constant(word))), separator)
          .map((parts) => parts.slice(0, -1).join(parts.at(-1))),
      }),
    );
    fc.assert(
      fc.property(spelling, ({ field, column }) => {
        expect(fieldsOf([column])).toEqual({ [field]: column });
      }),
      { numRuns: 1_000 },
    );
  });
});

test('comparableName leaves what two spellings have in common', () => {
  expect(comparableName('Data-Element_ id')).toBe('dataelementid');
});
