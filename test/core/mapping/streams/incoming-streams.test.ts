import { ConfigError } from '../../../../src/errors';
import { openStreams } from '../../../../src/core/mapping/streams/incoming-streams';
import type { RecordMapper, Row } from '../../../../src/core/model/record-mapper';
import type { StreamSettings } from '../../../../src/core/model/settings';
import { readVersion } from '../../../../src/core/model/version';
import { aTicket, aValue } from '../../../support/data-values';
import { outcome } from '../../../support/mapping';
import { coreSettings, recordedIndex, streamSettings } from '../../../support/recorded-index';

const LONG = { data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', period: '202501', value: 5 };
const CELL = 'dsMONTHLY01 deINTEGER01.default.default ouFACIL0001 202501';
const DELETED = { _ab_cdc_deleted_at: '2025-02-01T00:00:00Z' };

interface Opening {
  readonly columns?: readonly string[];
  readonly settings?: readonly StreamSettings[];
}

function open({ columns = [], settings = [] }: Opening = {}) {
  const logs: string[] = [];
  const core = coreSettings({ streams: settings });
  const streams = ['values', 'others'].map((name) => ({
    ...{ key: name, name, namespace: null, columns },
    syncMode: 'append' as const,
  }));
  const opened = openStreams({
    catalog: { streams },
    core,
    metadata: recordedIndex({ more: settings.flatMap(({ idSchemes }) => idSchemes ?? []) }),
    version: readVersion('2.42.5.2'),
    log: (_level, message) => void logs.push(message),
  });
  return { logs, describe: opened.describe, stream: opened.streamOf('values', null) };
}

/** Feeds rows as the intake does: those that decide nothing wait. */
function feed(rows: readonly Row[], opening: Opening = {}): readonly (readonly string[])[] {
  const { stream } = open(opening);
  let mapper: RecordMapper | undefined;
  const waiting: Row[] = [];
  const outcomes: (readonly string[])[] = [];
  for (const row of rows) {
    waiting.push(row);
    mapper ??= stream.compile({ rows: waiting, leftOut: [], more: true });
    if (mapper) for (const each of waiting.splice(0)) outcomes.push(outcome(mapper.map(each, aTicket())));
  }
  if (!mapper) {
    mapper = stream.compile({ rows: waiting, leftOut: [], more: false })!;
    for (const each of waiting) outcomes.push(outcome(mapper.map(each, aTicket())));
  }
  return outcomes;
}

describe('the first rows of a stream', () => {
  test.each<[string, readonly Row[], readonly (readonly string[])[]]>([
    ['a delete with its key alone', [{ id: 7, ...DELETED }, LONG], [['UNREADABLE '], [`${CELL} = 5`]]],
    [
      'a delete without a value',
      [{ ...LONG, value: undefined, deleted: true }, LONG],
      [[`${CELL} deleted`], [`${CELL} = 5`]],
    ],
    [
      'a row without its NULL value',
      [{ data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', period: '202501' }, LONG],
      [['skipped null'], [`${CELL} = 5`]],
    ],
    [
      'a wide row without indicators',
      [
        { org_unit: 'ouFACIL0001', period: '202501' },
        { org_unit: 'ouFACIL0001', period: '202501', deINTEGER01: 5 },
      ],
      [[], [`${CELL} = 5`]],
    ],
    [
      'a wide delete',
      [
        { org_unit: 'ouFACIL0001', period: '202501', ...DELETED },
        { org_unit: 'ouFACIL0001', period: '202501', deINTEGER01: 5 },
      ],
      [[`${CELL} deleted`], [`${CELL} = 5`]],
    ],
    [
      'a packaged row without its JSON',
      [{ org_unit: 'ouFACIL0001' }, { payload: [{ ...LONG, dataElement: 'deINTEGER01' }] }],
      [[], [`${CELL} = 5`]],
    ],
    ['deletes that name their cells, and nothing else', [{ ...LONG, value: null, ...DELETED }], [[`${CELL} deleted`]]],
    [
      'deletes without values, and nothing else',
      [{ data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', period: '202501', ...DELETED }],
      [[`${CELL} deleted`]],
    ],
    [
      'deletes with their keys, and nothing else',
      [
        { id: 7, ...DELETED },
        { id: 8, org_unit: 'ouFACIL0001', ...DELETED },
      ],
      [['UNREADABLE '], ['UNREADABLE orgUnit=ouFACIL0001']],
    ],
  ])('decide nothing where they are %s', (_what, rows, expected) => {
    expect(feed(rows)).toEqual(expected);
  });

  test('of the settings may lack a column', () => {
    const settings = [streamSettings({ stream: 'values', columns: [{ column: 'n', field: 'value' }] })];
    const rest = { data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', period: '202501' };
    expect(feed([rest, { ...rest, n: 5 }], { settings })).toEqual([['skipped null'], [`${CELL} = 5`]]);
  });

  test('are judged at once where the catalog tells all columns', () => {
    const { stream } = open({ columns: ['facility', 'month', 'cases'] });
    expect(() => stream.compile({ rows: [{ facility: 'x' }], leftOut: [], more: true })).toThrow(ConfigError);
    expect(open().stream.compile({ rows: [{ facility: 'x' }], leftOut: [], more: true })).toBeUndefined();
  });

  test('are judged by all their columns at last', () => {
    const { stream } = open();
    expect(() =>
      stream.compile({ rows: [{ facility: 'x' }, { month: 'y', cases: 3 }], leftOut: [], more: false }),
    ).toThrow('Columns found: facility, month, cases.');
  });

  test('that only delete leave the layout to the first row that does not', () => {
    const { stream, logs } = open();
    const mapper = stream.compile({ rows: [{ id: 7, ...DELETED }], leftOut: [], more: false })!;
    expect(outcome(mapper.map({ id: 7, ...DELETED }, aTicket()))).toEqual(['UNREADABLE ']);
    expect(logs).toEqual([]);
    expect(outcome(mapper.map({ id: 8, ...LONG }, aTicket()))).toEqual([`${CELL} = 5`]);
    expect(logs[0]).toContain('Stream values: long rows');
    expect(outcome(mapper.map({ ...LONG, ...DELETED }, aTicket()))).toEqual([`${CELL} deleted`]);
  });
});

describe('the id schemes of a stream', () => {
  const settings = [streamSettings({ stream: 'values', idSchemes: { orgUnit: { kind: 'code' } } })];

  test('find its ids, and name its values', () => {
    expect(feed([{ ...LONG, org_unit: 'f1' }], { settings })).toEqual([[`${CELL} = 5`]]);
    const { describe: named } = open({ settings });
    expect(named(aValue({ record: aTicket(1, 'values') }))).toContain('orgUnit=F1');
    expect(named(aValue({ record: aTicket(1, 'others') }))).toContain('orgUnit=ouFACIL0001');
  });
});

test('400 columns that come one by one cost less than a second', () => {
  const started = process.cpuUsage();
  const indicators = Array.from({ length: 400 }, (_, index) => ({ column: `c${index}`, dataElement: 'deINTEGER01' }));
  for (const settings of [[], [streamSettings({ stream: 'values', indicators: indicators.slice(0, 1) })]]) {
    const rows = indicators.map(({ column }, index) => ({
      org_unit: 'ouFACIL0001',
      period: '202501',
      ...(settings.length > 0 ? { c0: 1 } : { deINTEGER01: 1 }),
      [`${column}_${index}`]: 1,
      [`deTEXT00001.x${index}`]: 1,
    }));
    expect(feed(rows, { settings })).toHaveLength(400);
  }
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1e6).toBeLessThan(2);
});
