import type { SourceChange } from '../../../../src/core/model/incoming';
import { isPlaceholder } from '../../../../src/core/mapping/row/source-gap';
import { aTicket } from '../../../support/data-values';
import { brief, mapperOf, type MapperOptions } from '../../../support/mapping';
import { streamSettings } from '../../../support/recorded-index';

const WORD = '__debezium_unavailable_value';
const LONG = {
  data_set: 'dsMONTHLY01',
  data_element: 'deINTEGER01',
  org_unit: 'ouFACIL0001',
  period: '202501',
  value: 5,
};
const WIDE = { org_unit: 'ouFACIL0001', period: '202501', deINTEGER01: 5, deTEXT00001: 'text' };
const nulled = (field: string): SourceChange => ({ field, change: 'NULLED', reason: 'SOURCE_RECORD_SIZE_LIMITATION' });
const cut = (field: string): SourceChange => ({ field, change: 'TRUNCATED' });

function fate(row: object, changes: readonly SourceChange[], options: MapperOptions = {}): readonly string[] {
  const { values, refused, skipped } = mapperOf({ columns: Object.keys(row), ...options }).map(
    row as Record<string, unknown>,
    aTicket(),
    changes,
  );
  return [...refused.map(({ refusal }) => refusal.cause), ...values.map(brief), ...skipped];
}

const CELL = 'dsMONTHLY01 deINTEGER01.default.default ouFACIL0001 202501';

describe.each([
  { preflight: true, nullValues: 'skip' as const },
  { preflight: false, nullValues: 'delete' as const },
])('what the source could not carry, with %o,', (core) => {
  test.each<[string, object, readonly SourceChange[], string[]]>([
    ['a nulled value', { ...LONG, value: null }, [nulled('value')], ['source-gap']],
    ['a cut value', LONG, [cut('value')], ['source-gap']],
    ['a value that was left out', { ...LONG, value: undefined }, [nulled('value')], ['source-gap']],
    ['a nulled comment', { ...LONG, comment: null }, [nulled('comment')], ['source-gap']],
    ['a nulled combo', { ...LONG, category_option_combo: null }, [nulled('category_option_combo')], ['source-gap']],
    ['a nulled org unit', { ...LONG, org_unit: null }, [nulled('org_unit')], ['source-gap']],
    ['a nulled period', { ...LONG, period: null }, [nulled('period')], ['source-gap']],
    ['a nulled complete date', { ...LONG, complete_date: null }, [nulled('complete_date')], ['source-gap']],
    ['a nulled deletion', { ...LONG, deleted: null }, [nulled('deleted')], ['source-gap']],
    ['a nulled cdc deletion', { ...LONG, _ab_cdc_deleted_at: null }, [nulled('_ab_cdc_deleted_at')], ['source-gap']],
    ['a column in another case', { ...LONG, value: null }, [nulled('Value')], ['source-gap']],
    ['a path into a column', { ...LONG, value: null }, [nulled('$.value.text')], ['source-gap']],
    ['a column that is not used', { ...LONG, remark: null }, [nulled('remark')], [`${CELL} = 5`]],
    ['a column that the view does not have', LONG, [nulled('remark')], [`${CELL} = 5`]],
    ['the value of a deleted row', { ...LONG, value: null, deleted: true }, [nulled('value')], [`${CELL} deleted`]],
    ['an indicator', { ...WIDE, deTEXT00001: null }, [nulled('deTEXT00001')], ['source-gap', `${CELL} = 5`]],
    ['a group column of a wide row', { ...WIDE, period: null }, [nulled('period')], ['source-gap', 'source-gap']],
    ['packaged values', { payload: null, period: '202501' }, [nulled('payload')], ['source-gap']],
    ['packaged values that were cut', { payload: '[]', period: '202501' }, [cut('payload')], ['source-gap']],
  ])('%s', (_what, row, changes, expected) => {
    expect(fate(row, changes, { core })).toEqual(expected);
  });

  test.each([
    'value',
    'comment',
    'org_unit',
    'data_element',
    'data_set',
    'period',
    'complete_date',
    'category_option_combo',
  ])('the placeholder as %s', (column) => {
    expect(fate({ ...LONG, [column]: WORD }, [], { core })).toEqual(['source-gap']);
  });

  test('the placeholder as the date of period_from', () => {
    const settings = streamSettings({ periodFrom: { column: 'month', periodType: 'Monthly' } });
    const row = { ...LONG, period: undefined };
    expect(fate({ ...row, month: WORD }, [], { core, settings })).toEqual(['source-gap']);
    expect(fate({ ...row, month: null }, [nulled('month')], { core, settings })).toEqual(['source-gap']);
  });

  test('a complete date that nobody asks for', () => {
    const options = { core: { ...core, completion: 'never' as const } };
    expect(fate({ ...LONG, complete_date: null }, [nulled('complete_date')], options)).toEqual([`${CELL} = 5`]);
  });
});

test.each<[unknown, boolean]>([
  [WORD, true],
  ['X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==', true],
  ['\\x5f5f646562657a69756d5f756e617661696c61626c655f76616c7565', true],
  [`"${WORD}"`, true],
  [[WORD], true],
  [`["${WORD}"]`, true],
  [[...WORD].map((letter) => letter.charCodeAt(0)), true],
  [{ [WORD]: WORD }, true],
  [['b68a35a7-17ad-35b3-af2a-ae46edb4545a'], true],
  [`${WORD} `, false],
  [`The word ${WORD} in a text`, false],
  [[], false],
  [[[WORD]], false],
  [new Array(28).fill(95), false],
  [null, false],
  [28, false],
])('the placeholder is %j: %s', (raw, expected) => {
  expect(isPlaceholder(raw)).toBe(expected);
});

test('the text tells the reason, where it is one of the protocol, and what to do stands with the cause', () => {
  const { refused } = mapperOf({}).map(LONG, aTicket(), [nulled('value')]);
  expect(refused[0]?.refusal.text).toBe(
    'The value is not what the view holds: the source gave NULL in its place (SOURCE_RECORD_SIZE_LIMITATION).',
  );
});
