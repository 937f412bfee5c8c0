import fc from 'fast-check';
import type { MappedRecord } from '../../../src/core/model/record-mapper';
import type { CoreSettings, IdScheme } from '../../../src/core/model/settings';
import { recordedMetadata } from '../../support/sandbox';
import { brief, mapRow } from '../../support/mapping';
import { allBy } from '../../support/recorded-index';

const RUNS = { numRuns: 1_000 };
const ELEMENTS = ['deINTEGER01', 'deTEXT00001', 'deBOOL00001', 'deNUMBER001', 'deWEEKLY001', 'deNOTINDS01'];
const COLUMNS = [...ELEMENTS, 'deDISAG0001.ZuZjAFjA9gY', 'deDISAG0001.pStZ6M58tUx', 'deINTEGER01.pStZ6M58tUx'];

const value = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -3, max: 300 }),
  fc.constantFrom('', '0', '12.000', 'text', 'true', 't'),
  fc.boolean(),
);
const group = fc.record({
  org_unit: fc.constantFrom('ouFACIL0001', 'ouFACIL0002', 'ouFACIL0004', 'ouNOSUCH001'),
  period: fc.constantFrom('202501', '2025-01', '2025W5', '2025-13'),
  deleted: fc.constantFrom(null, false, true),
  complete_date: fc.constantFrom(null, null, '2025-02-03', 'soon'),
});
const wideRow = fc.record({
  group,
  cells: fc.uniqueArray(fc.tuple(fc.constantFrom(...COLUMNS), value), { selector: ([column]) => column, minLength: 1 }),
});
const settings = fc.record({
  nullValues: fc.constantFrom('skip' as const, 'delete' as const),
  importStrategy: fc.constantFrom('CREATE_AND_UPDATE' as const, 'DELETE' as const),
  preflight: fc.boolean(),
});

interface Sum {
  readonly values: readonly string[];
  readonly refused: readonly string[];
  readonly completion: readonly string[];
}

/** What comes of records, whatever the order: values, refusals with their codes, groups to register. */
function sum(records: readonly MappedRecord[]): Sum {
  const completion = records.flatMap((record) => record.completion ?? []).map((each) => JSON.stringify(each));
  return {
    values: records.flatMap((record) => record.values.map(brief)).sort(),
    refused: records.flatMap((record) => record.refused.map(({ ids, refusal }) => `${refusal.code} ${ids}`)).sort(),
    completion: [...new Set(completion)].sort(),
  };
}

function longRows({ group: shared, cells }: typeof wideRow extends fc.Arbitrary<infer T> ? T : never) {
  return cells.map(([column, cell]) => {
    const [data_element, category_option_combo = null] = column.split('.');
    return { ...shared, data_element, category_option_combo, value: cell };
  });
}

/** A wide row without values says nothing, where a long one may complete its group or be refused: one that has some. */
const hasValue = (cell: unknown): boolean => cell !== null && cell !== '';

test('a wide row is its long rows (1,000 runs)', () => {
  fc.assert(
    fc.property(wideRow, settings, (wide, core) => {
      const onlyValues = core.importStrategy === 'DELETE' && core.nullValues === 'skip';
      const cells = onlyValues ? wide.cells.filter(([, cell]) => hasValue(cell)) : wide.cells;
      fc.pre(cells.some(([, cell]) => hasValue(cell)) || wide.group.complete_date === null);
      const rows = longRows({ ...wide, cells });
      const kept = wide.group.complete_date === null ? rows : rows.filter(({ value: cell }) => hasValue(cell));
      fc.pre(wide.group.complete_date === null || core.nullValues === 'skip');
      const asWide = sum([mapRow({ ...wide.group, ...Object.fromEntries(wide.cells) }, { core })]);
      const asLong = sum((wide.group.deleted === true ? longRows(wide) : kept).map((row) => mapRow(row, { core })));
      expect(asWide).toEqual(asLong);
    }),
    RUNS,
  );
});

test('a packaged row is its long rows, as JSON and as text (1,000 runs)', () => {
  fc.assert(
    fc.property(wideRow, settings, fc.boolean(), (wide, core, text) => {
      const rows = longRows(wide);
      const { deleted, complete_date, ...outer } = wide.group;
      const entries = rows.map(({ data_element, category_option_combo, value: cell }) => ({
        dataElement: data_element,
        categoryOptionCombo: category_option_combo,
        value: cell,
      }));
      const json = { orgUnit: outer.org_unit, period: outer.period, completeDate: complete_date, dataValues: entries };
      fc.pre(complete_date !== 'soon' || deleted === true);
      const asPackage = sum([mapRow({ deleted, payload: text ? JSON.stringify(json) : json }, { core })]);
      expect(asPackage).toEqual(sum(rows.map((row) => mapRow(row, { core }))));
    }),
    RUNS,
  );
});

describe('resolution', () => {
  const lists = recordedMetadata() as unknown as Record<string, { id: string; code: string; name: string }[]>;
  const spelled = (list: string, id: string, scheme: IdScheme): string => {
    const object = lists[list]?.find((each) => each.id === id);
    if (!object) return id;
    if (scheme.kind === 'code') return object.code;
    if (scheme.kind === 'name') return object.name;
    return scheme.kind === 'attribute' ? `EXT-${object.code.replace('COC_', 'COC-')}` : id;
  };
  const scheme = fc.constantFrom<IdScheme>(
    { kind: 'code' },
    { kind: 'name' },
    { kind: 'attribute', attribute: 'atEXTERNID1' },
  );
  const row = fc.record({
    data_set: fc.constantFrom('dsMONTHLY01', 'dsATTRIB001', null),
    org_unit: fc.constantFrom('ouFACIL0001', 'ouFACIL0003', 'ouFACIL0004', 'ouROOT00001'),
    data_element: fc.constantFrom('deINTEGER01', 'deDISAG0001', 'deATTRIB001', 'deNOTINDS01'),
    category_option_combo: fc.constantFrom('ZuZjAFjA9gY', 'pStZ6M58tUx', null),
    attribute_option_combo: fc.constantFrom('SDFi8TQJb2i', 'F6OtOnQyYW6', null),
    period: fc.constantFrom('202501', '2025W5'),
    value: fc.integer(),
  });
  const listOf = {
    data_set: 'dataSets',
    org_unit: 'organisationUnits',
    data_element: 'dataElements',
    category_option_combo: 'categoryOptionCombos',
    attribute_option_combo: 'categoryOptionCombos',
  } as const;

  test('by any scheme gives the same cells and the same refusals (1,000 runs)', () => {
    fc.assert(
      fc.property(row, scheme, (byUid, other) => {
        const spelling = Object.entries(listOf).map(([field, list]) => {
          const id = byUid[field as keyof typeof listOf];
          return [field, id === null ? null : spelled(list, id, other)];
        });
        const core: Partial<CoreSettings> = { idSchemes: allBy(other) };
        const found = mapRow({ ...byUid, ...(Object.fromEntries(spelling) as object) }, { core });
        const expected = mapRow(byUid);
        expect(found.values.map(brief)).toEqual(expected.values.map(brief));
        expect(found.refused.map(({ refusal }) => refusal)).toEqual(expected.refused.map(({ refusal }) => refusal));
      }),
      RUNS,
    );
  });
});

test('no row, whatever it holds, is lost or brings the mapper down (2,000 runs)', () => {
  const anything = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constantFrom('ouFACIL0001', '202501'));
  const field = fc.constantFrom(
    'data_element',
    'org_unit',
    'period',
    'value',
    'comment',
    'deleted',
    'follow_up',
    'complete_date',
    'category_option_combo',
    'data_set',
  );
  fc.assert(
    fc.property(fc.dictionary(field, anything), (odd) => {
      const row = { data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', period: '202501', value: 1, ...odd };
      const { values, refused, skipped } = mapRow(row);
      expect(values.length + refused.length + skipped.length).toBe(1);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(
      fc.oneof(anything, fc.array(fc.dictionary(fc.constantFrom('dataElement', 'value', 'orgUnit'), anything))),
      (payload) => {
        const entries = Array.isArray(payload) ? payload.length : undefined;
        const { values, refused, skipped } = mapRow({ payload, org_unit: 'ouFACIL0001', period: '202501' });
        if (entries !== undefined) expect(values.length + refused.length + skipped.length).toBe(entries);
      },
    ),
    { numRuns: 2_000 },
  );
});
