import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state, type Message } from '../support/connector';
import { writeInProcess, type Outcome } from '../support/in-process';
import { PASSWORDS, recordedMetadata, startTestSandbox } from '../support/sandbox';

const PLACEHOLDER = '__debezium_unavailable_value';

const ROW = { data_set: 'dsMONTHLY01', org_unit: 'ouFACIL0001', period: '202501' };

const UNREADABLE: ReadonlySet<unknown> = new Set(['deINTEGER01', 'deNUMBER001', 'deZEROSIG01']);

/** The recorded metadata, in which the user may not read some of the data elements that it may write. */
function withUnreadableElements(): Record<string, Record<string, unknown>[]> {
  const metadata = recordedMetadata();
  for (const element of metadata['dataElements'] ?? []) {
    if (!UNREADABLE.has(element['id'])) continue;
    element['sharing'] = { ...(element['sharing'] as object), public: '--------' };
  }
  return metadata;
}

function statsOf({ states }: Outcome): Readonly<Record<string, number>> {
  const stats = (JSON.parse(states.at(-1) ?? '{}') as Message).state?.destinationStats;
  return { ...stats?.additionalStats, refusedRecords: stats?.rejectedRecordCount ?? -1 };
}

describe.each(['2.41', '2.42', '2.43'] as const)('nothing falls by the wayside, with DHIS2 %s:', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version, metadata: withUnreadableElements() });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  const write = (lines: readonly string[], more: object = {}): Promise<Outcome> =>
    writeInProcess({
      config: {
        base_url: sandbox.url,
        credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
        max_rejected_percent: 100,
        ...more,
      },
      lines: [...lines, state('end')],
    });
  const held = async (): Promise<readonly string[]> =>
    (await sandbox.values()).map(({ dataElement, period, value }) => `${dataElement} ${period} = ${value}`).sort();

  test.each([true, false])(
    'zeros of elements that the user may not read end the night they come (preflight %s)',
    async (preflight) => {
      const zero = (period: string, value: unknown = 0): string =>
        record({ ...ROW, data_element: 'deINTEGER01', period, value });
      await write([zero('202501', 5)], { preflight });
      const night = [
        ...['202501', '202502', '202503'].map((period) => zero(period)),
        zero('202504', 7),
        record({ ...ROW, data_element: 'deNUMBER001', value: '0.0' }),
        record({ ...ROW, data_element: 'deZEROSIG01', value: 0 }),
        record({ ...ROW, data_element: 'deZEROPOS01', value: 0 }),
        record({ ...ROW, data_element: 'deTEXT00001', value: '0' }),
      ];
      const kept = version === '2.43';
      for (let repeat = 0; repeat < 2; repeat += 1) {
        sandbox.clearRequests();
        const outcome = await write(night, { preflight });
        expect(outcome.error).toBeUndefined();
        expect(statsOf(outcome)).toMatchObject({ rejected: 0, refusedRecords: 0 });
        const stats = statsOf(outcome);
        expect(stats['stored']! + stats['skipped']!).toBe(night.length);
        // What was deleted and gets a zero again is kept by DHIS2, and counted as kept.
        if (kept) expect(stats['skipped']).toBe(0);
        else if (repeat === 0) expect(stats['skipped']).toBe(5);
        expect(
          sandbox.requests.filter(({ path, method }) => method === 'POST' && path.includes('dataValueSets')).length,
        ).toBeLessThan(5);
      }
      const stored = await held();
      expect(stored).toContain('deINTEGER01 202504 = 7');
      expect(stored).toContain('deZEROSIG01 202501 = 0');
      expect(stored).not.toContain('deINTEGER01 202501 = 5');
    },
  );

  test('a value without `value` is refused and deletes nothing (case 03)', async () => {
    const packaged = (dataValues: object[]): string =>
      record({ payload: { dataSet: 'dsMONTHLY01', period: '202310', orgUnit: 'ouFACIL0001', dataValues } });
    const config = { null_values: 'delete' };
    await write(
      [
        packaged([
          { dataElement: 'deNUMBER001', value: 5 },
          { dataElement: 'deZEROPOS01', value: 6 },
        ]),
      ],
      config,
    );
    const misspelt = packaged([
      { dataElement: 'deNUMBER001', val: 8 },
      { dataElement: 'deZEROPOS01', amount: 9 },
    ]);
    expect(statsOf(await write([misspelt], config))).toMatchObject({ deleted: 0, rejected: 2, refusedRecords: 1 });
    expect(await held()).toEqual(['deNUMBER001 202310 = 5', 'deZEROPOS01 202310 = 6']);
  });

  test("Debezium's placeholder and what the source nulled are refused, with the advice for the source (case 05)", async () => {
    const text = { ...ROW, data_element: 'deLONGTXT01', period: '202311' };
    const config = { null_values: 'delete', preflight: false };
    await write([record({ ...text, value: 'Stock-out', comment: 'seen' })], config);
    const nulled = { stream: 'values', emitted_at: 1, data: { ...text, value: null } };
    const meta = { changes: [{ field: 'value', change: 'NULLED', reason: 'SOURCE_RECORD_SIZE_LIMITATION' }] };
    const outcome = await write(
      [
        record({ ...text, value: PLACEHOLDER, comment: 'seen' }),
        record({ ...text, value: 'Stock-out', comment: PLACEHOLDER }),
        JSON.stringify({ type: 'RECORD', record: { ...nulled, meta } }),
        record({ ...text, value: 'Stock-out', comment: 'seen', _ab_cdc_deleted_at: null }),
      ],
      config,
    );
    expect(statsOf(outcome)).toMatchObject({ deleted: 0, rejected: 3, refusedRecords: 3 });
    expect(outcome.logs.join('\n')).toContain('REPLICA IDENTITY FULL');
    expect(await sandbox.values()).toMatchObject([{ value: 'Stock-out', comment: 'seen' }]);
  });

  test('20,000 brackets and texts of 12 MB are refused with their line, and the rows behind them are stored', async () => {
    const deep = `${'['.repeat(20_000)}1234567890123456789${']'.repeat(20_000)}`;
    const long = 'x'.repeat(12_000_000);
    const entry = { dataElement: 'deLONGTXT01', value: long };
    const body = { dataSet: 'dsMONTHLY01', period: '202401', orgUnit: 'ouFACIL0001' };
    const line = (payload: string): string =>
      `{"type":"RECORD","record":{"stream":"values","emitted_at":1,"data":{"payload":${payload}}}}`;
    const good = record({ payload: { ...body, dataValues: [{ dataElement: 'deTEXT00001', value: 'good' }] } });
    const lines = [
      line(deep),
      line(JSON.stringify(deep)),
      line(
        `{"dataSet":"dsMONTHLY01","period":"202401","orgUnit":"ouFACIL0001","dataValues":[{"dataElement":"deTEXT00001","value":${deep}}]}`,
      ),
      line(JSON.stringify({ ...body, dataValues: [entry] })),
      line(
        JSON.stringify(
          JSON.stringify({ ...body, dataValues: [entry, 1234567890123] }).replace(
            '1234567890123',
            '12345678901234567890',
          ),
        ),
      ),
      line(JSON.stringify(long)),
      good,
    ];
    for (const preflight of [true, false]) {
      const outcome = await write(lines, { preflight });
      expect(outcome.error).toBeUndefined();
      expect(statsOf(outcome)).toMatchObject({ stored: 1, refusedRecords: 6 });
      for (let number = 1; number <= 6; number += 1) {
        expect(outcome.logs.join('\n')).toContain(`line ${number} (record ${number})`);
      }
      expect(await held()).toEqual(['deTEXT00001 202401 = good']);
    }
  });
});
