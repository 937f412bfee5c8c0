import type { Registration } from '../../sandbox/src/store/registrations';
import type { RequestEntry } from '../../sandbox/src/request-log';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state, type Message } from '../support/connector';
import { writeInProcess, type Outcome } from '../support/in-process';
import { sampled } from '../support/sample';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

type Row = Readonly<Record<string, unknown>>;

const row = (more: Row): Row => ({
  data_set: 'dsMONTHLY01',
  data_element: 'deINTEGER01',
  org_unit: 'ouFACIL0001',
  period: '202501',
  value: '7',
  ...more,
});

const isImport = ({ method, path }: RequestEntry): boolean => method === 'POST' && path === '/api/dataValueSets';
const isRegistration = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  method === 'POST' && path === '/api/completeDataSetRegistrations';

const short = ({ dataSet, period, orgUnit, date }: Registration): string => `${dataSet} ${period} ${orgUnit} ${date}`;

const summaryOf = ({ logs }: Outcome): string => logs.findLast((each) => each.startsWith('INFO Summary')) ?? '';

/** A count of the closing table, which has no line for what did not happen at all. */
const counted = (outcome: Outcome, name: string): number =>
  Number(new RegExp(`^ +${name} +(\\d+)$`, 'm').exec(summaryOf(outcome))?.[1] ?? 0);

describe.each(sampled(['2.41', '2.42', '2.43'] as const))('completion of data sets in DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  const sync = (lines: readonly string[], more: object = {}, onLine?: (line: string) => void): Promise<Outcome> =>
    writeInProcess({
      config: {
        base_url: sandbox.url,
        credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
        ...more,
      },
      lines,
      ...(onLine ? { onLine } : {}),
    });

  const registered = async (): Promise<string[]> => (await sandbox.registrations()).map(short).sort();

  const expectCounts = (outcome: Outcome, registrations: number, failed: number, withheld: number): void => {
    expect(outcome.error).toBeUndefined();
    expect([
      counted(outcome, 'data sets registered as complete'),
      counted(outcome, 'not taken by DHIS2'),
      counted(outcome, 'left out, a value was refused'),
    ]).toEqual([registrations, failed, withheld]);
  };

  test('is registered after its values, with the latest date of the group cut to the day', async () => {
    const outcome = await sync([
      record(row({ complete_date: '2025-02-03' })),
      record(row({ data_element: 'deNUMBER001', complete_date: '2025-02-10T23:59:59.999' })),
      record(row({ data_element: 'deTEXT00001', complete_date: '2025-02-05 08:00:00+03' })),
      record(row({ data_element: 'deLONGTXT01', complete_date: null })),
      record(row({ period: '202502', complete_date: '2025-03-01' })),
      record(row({ period: '202503' })),
      state('end'),
    ]);
    expectCounts(outcome, 2, 0, 0);
    expect(await registered()).toEqual([
      'dsMONTHLY01 202501 ouFACIL0001 2025-02-10',
      'dsMONTHLY01 202502 ouFACIL0001 2025-03-01',
    ]);
    const imports = sandbox.requests.filter(isImport);
    const [registration, ...more] = sandbox.requests.filter(isRegistration);
    expect(more).toEqual([]);
    expect(Math.max(...imports.map(({ workedOrder = 0 }) => workedOrder))).toBeLessThan(registration!.receivedOrder);
    expect(await sandbox.values()).toHaveLength(6);
  });

  test('names the attribute option combo, and needs no data set column where the metadata tells it', async () => {
    const outcome = await sync([
      record(row({ data_set: undefined, complete_date: '2025-02-03' })),
      record(row({ data_set: undefined, data_element: 'deWEEKLY001', period: '2025W05', complete_date: '2025-02-04' })),
      state('end'),
    ]);
    expectCounts(outcome, 2, 0, 0);
    expect(new Set((await sandbox.registrations()).map(({ dataSet, date }) => `${dataSet} ${date}`))).toEqual(
      new Set(['dsMONTHLY01 2025-02-03', 'dsWEEKLY001 2025-02-04']),
    );
  });

  test.each([
    ['by the preflight', true],
    ['by DHIS2', false],
  ])('is left out for a group of which a value was refused %s, whichever row came first', async (_, preflight) => {
    const bad = { value: 'twelve' };
    const outcome = await sync(
      [
        // A refusal before any complete date was seen, one after, and one on the row with the date.
        record(row({ ...bad })),
        record(row({ data_element: 'deNUMBER001', complete_date: '2025-02-03' })),
        record(row({ period: '202502', data_element: 'deNUMBER001', complete_date: '2025-03-03' })),
        record(row({ period: '202502', ...bad })),
        record(row({ period: '202503', ...bad, complete_date: '2025-04-03' })),
        record(row({ period: '202504', complete_date: '2025-05-03' })),
        state('end'),
      ],
      { preflight },
    );
    expectCounts(outcome, 1, 0, 3);
    expect(await registered()).toEqual(['dsMONTHLY01 202504 ouFACIL0001 2025-05-03']);
  });

  test('is left out for a group of which a row has no readable complete date', async () => {
    const outcome = await sync([
      record(row({ complete_date: '2025-02-03' })),
      record(row({ data_element: 'deNUMBER001', complete_date: '03/02/2025' })),
      state('end'),
    ]);
    expectCounts(outcome, 0, 0, 1);
    expect(await registered()).toEqual([]);
  });

  test('is left out for a group of which a value was refused that the metadata gave its data set', async () => {
    const month = { org_unit: 'ouFACIL0001', complete_date: '2025-02-03' };
    const outcome = await sync([
      record(row({ data_set: undefined, value: 'twelve' })),
      record(row({ data_set: undefined, data_element: 'deNUMBER001', complete_date: '2025-02-03' })),
      state('end'),
    ]);
    expectCounts(outcome, 0, 0, 1);
    const wide = await sync([
      record({ ...month, period: '202502', deINTEGER01: 'twelve', deNUMBER001: 1 }),
      record({ ...month, period: '202503', deINTEGER01: '12', deNUMBER001: 1 }),
    ]);
    expectCounts(wide, 1, 0, 1);
    expect(await registered()).toEqual(['dsMONTHLY01 202503 ouFACIL0001 2025-02-03']);
  });

  test('that DHIS2 does not take is named and counted apart; no row is refused, and the state leaves', async () => {
    // The values are stored; then the org unit is moved out of the user's reach.
    const moved = (sandbox.metadata.list('organisationUnits') ?? []).find(({ id }) => id === 'ouFACIL0002')!;
    sandbox.faults.next = (request) => {
      if (isRegistration(request)) sandbox.metadata.put({ organisationUnits: [{ ...moved, path: '/ouELSEWHERE' }] });
      return undefined;
    };
    const outcome = await sync([
      record(row({ complete_date: '2025-02-03' })),
      record(row({ org_unit: 'ouFACIL0002', complete_date: '2025-02-04' })),
      state('end'),
    ]);
    sandbox.metadata.put({ organisationUnits: [moved] });
    expectCounts(outcome, 1, 1, 0);
    expect(await registered()).toEqual(['dsMONTHLY01 202501 ouFACIL0001 2025-02-03']);
    expect(outcome.logs.filter((each) => each.startsWith('WARN Not registered'))).toEqual([
      expect.stringMatching(/dataSet=dsMONTHLY01 period=202501 orgUnit=ouFACIL0002 .*not in hierarchy/),
    ]);
    expect(outcome.states.map((line) => JSON.parse(line) as object)).toMatchObject([
      { state: { destinationStats: { recordCount: 2, rejectedRecordCount: 0 } } },
    ]);
  });

  /** A packaged row of one value. */
  const packaged = (period: string, completeDate?: string): string =>
    record({
      data_values: {
        ...{ dataSet: 'dsMONTHLY01', period, orgUnit: 'ouFACIL0001', completeDate },
        dataValues: [{ dataElement: 'deINTEGER01', value: '3' }],
      },
    });

  test('of a packaged row holds the state that follows its group, and no other, until it is registered', async () => {
    const openAt: number[] = [];
    sandbox.faults.next = (request) => (isRegistration(request) ? { kind: 'delay-answer', ms: 200 } : undefined);
    const outcome = await sync(
      [
        packaged('202501'),
        state('before'),
        packaged('202502', '2025-03-03'),
        state('held'),
        packaged('202503'),
        state('after'),
      ],
      {},
      (line) => {
        const { state: body } = JSON.parse(line) as Message;
        if (body?.stream?.stream_state === 'before') return;
        openAt.push(sandbox.requests.filter((each) => isRegistration(each) && each.status === undefined).length);
      },
    );
    expect(outcome.error).toBeUndefined();
    const order = outcome.states.map((line) => (JSON.parse(line) as Message).state?.stream?.stream_state);
    expect(order).toEqual(['before', 'held', 'after']);
    expect(openAt).toEqual([0, 0]);
    expect(sandbox.requests.filter(isRegistration)).toHaveLength(1);
  });

  test('of long rows is registered once, though each part of a UNION ALL view brings its groups again, and holds no state', async () => {
    const months = Array.from({ length: 20 }, (_, month) =>
      String(202301 + (month % 12) + 100 * Math.floor(month / 12)),
    );
    const part = (data_element: string): string[] =>
      months.map((period) => record(row({ data_element, period, complete_date: '2025-02-03' })));
    const leftWith: number[] = [];
    const outcome = await sync(
      [...part('deINTEGER01'), state('s1'), ...part('deNUMBER001'), state('s2'), ...part('deTEXT00001'), state('s3')],
      {},
      () => leftWith.push(sandbox.requests.filter(isRegistration).length),
    );
    expectCounts(outcome, 20, 0, 0);
    const registrations = sandbox.requests.filter(isRegistration);
    expect(registrations).toHaveLength(1);
    expect(leftWith.slice(0, 2)).toEqual([0, 0]);
    // All 60 values were in by then.
    const imports = sandbox.requests.filter(isImport);
    expect(Math.max(...imports.map(({ workedOrder = 0 }) => workedOrder))).toBeLessThan(
      registrations[0]!.receivedOrder,
    );
    expect(await sandbox.values()).toHaveLength(60);
  });

  test('of a UNION ALL view that comes again the next night asks DHIS2 once, and registers nothing', async () => {
    const lines: string[] = [];
    for (const data_element of ['dePERF00001', 'dePERF00002', 'dePERF00003']) {
      for (let group = 0; group < 1000; group += 1) {
        const org_unit = `ouPERF${String((group % 100) + 1).padStart(5, '0')}`;
        const period = `2010${String(Math.floor(group / 100) + 1).padStart(2, '0')}`;
        const at = { data_set: 'dsPERF00001', data_element, org_unit, period };
        lines.push(record({ ...at, value: '1', complete_date: '2025-02-03' }));
      }
      lines.push(state(data_element));
    }
    const isLook = ({ method, path }: RequestEntry): boolean =>
      method === 'GET' && path === '/api/completeDataSetRegistrations';
    expectCounts(await sync(lines), 1000, 0, 0);
    const night = await sync(lines);
    expectCounts(night, 0, 0, 0);
    expect(night.logs.join()).toContain('with the same date: 1000.');
    expect(sandbox.requests.filter(isRegistration)).toHaveLength(2);
    expect(sandbox.requests.filter(isLook)).toHaveLength(2);
    const later = await sync(lines.map((line) => line.replace('2025-02-03', '2025-02-04')));
    expectCounts(later, 1000, 0, 0);
  });

  test('of long rows behind the last state is left for the next sync, unless the stream is COMPLETE', async () => {
    const lines = [
      record(row({ complete_date: '2025-02-03' })),
      state('s1'),
      record(row({ period: '202502', complete_date: '2025-03-03' })),
    ];
    const died = await sync(lines);
    expectCounts(died, 1, 0, 0);
    expect(died.logs.filter((line) => line.includes('the input ended before its stream did: dataSet'))).toHaveLength(1);
    expect(await registered()).toEqual(['dsMONTHLY01 202501 ouFACIL0001 2025-02-03']);
    const { stream, namespace } = (JSON.parse(lines[0]!) as { record: { stream: string; namespace?: string } }).record;
    const stream_status = { stream_descriptor: { name: stream, namespace }, status: 'COMPLETE' };
    const trace = JSON.stringify({ type: 'TRACE', trace: { type: 'STREAM_STATUS', emitted_at: 1, stream_status } });
    await sandbox.reset();
    expectCounts(await sync([...lines, trace]), 2, 0, 0);
    expect(await registered()).toHaveLength(2);
  });

  test('does not happen for long rows where the input breaks off', async () => {
    const outcome = await sync([record(row({ complete_date: '2025-02-03' })), state('s1'), '{"type":"RECORD"']);
    expect(outcome.error).toBeDefined();
    expect([await registered(), outcome.states.length]).toEqual([[], 1]);
  });

  test('at the end of the input needs no state', async () => {
    expectCounts(await sync([record(row({ complete_date: '2025-02-03' }))]), 1, 0, 0);
    expect(await registered()).toHaveLength(1);
  });

  test('is the same after a replay of the same rows', async () => {
    const lines = [record(row({ complete_date: '2025-02-03' })), state('end')];
    await sync(lines);
    const before = [await sandbox.registrations(), await sandbox.values()];
    expectCounts(await sync(lines), 0, 0, 0);
    const after = [await sandbox.registrations(), await sandbox.values()];
    expect(JSON.stringify(after.map(cleanOfTimes))).toBe(JSON.stringify(before.map(cleanOfTimes)));
  });

  test('does not happen with completion never, and then a complete date is not even read', async () => {
    const outcome = await sync(
      [
        record(row({ complete_date: '2025-02-03' })),
        record(row({ data_element: 'deNUMBER001', complete_date: 'soon' })),
        state('end'),
      ],
      { completion: 'never' },
    );
    expect(outcome.error).toBeUndefined();
    expect(await sandbox.values()).toHaveLength(2);
    expect(sandbox.requests.filter(isRegistration)).toEqual([]);
    expect(summaryOf(outcome)).not.toContain('complete');
  });

  test('is asked for by wide and packaged rows too', async () => {
    const wide = await sync([
      record({
        data_set: 'dsMONTHLY01',
        org_unit: 'ouFACIL0001',
        period: '202501',
        complete_date: '2025-02-03',
        deINTEGER01: 1,
        deNUMBER001: null,
      }),
    ]);
    expectCounts(wide, 1, 0, 0);
    const packaged = await sync([
      record({
        data_values: {
          dataSet: 'dsMONTHLY01',
          period: '202502',
          orgUnit: 'ouFACIL0001',
          completeDate: '2025-03-03',
          dataValues: [{ dataElement: 'deINTEGER01', value: '3' }],
        },
      }),
    ]);
    expectCounts(packaged, 1, 0, 0);
    expect(await registered()).toEqual([
      'dsMONTHLY01 202501 ouFACIL0001 2025-02-03',
      'dsMONTHLY01 202502 ouFACIL0001 2025-03-03',
    ]);
  });

  test('never travels with the values, so that DHIS2 up to 2.42 does not complete what it refuses', async () => {
    const outcome = await sync([record(row({ value: 'twelve', complete_date: '2025-02-03' })), state('end')], {
      preflight: false,
      request_shape: 'grouped',
      max_rejected_percent: 100,
    });
    expectCounts(outcome, 0, 0, 1);
    expect(await registered()).toEqual([]);
  });

  test('of a thousand groups takes few requests, and one that cannot be is found among them', async () => {
    const lines: string[] = [];
    for (let unit = 1; unit <= 100; unit += 1) {
      for (let month = 1; month <= 10; month += 1) {
        const at = {
          data_set: 'dsPERF00001',
          data_element: 'dePERF00001',
          org_unit: `ouPERF${String(unit).padStart(5, '0')}`,
          period: `2010${String(month).padStart(2, '0')}`,
        };
        lines.push(record({ ...at, value: '1', complete_date: '2025-02-03' }));
      }
    }
    const moved = (sandbox.metadata.list('organisationUnits') ?? []).find(({ id }) => id === 'ouPERF00042')!;
    sandbox.faults.next = (request) => {
      if (isRegistration(request)) sandbox.metadata.put({ organisationUnits: [{ ...moved, path: '/ouELSEWHERE' }] });
      return undefined;
    };
    const outcome = await sync([...lines, state('end')]);
    sandbox.metadata.put({ organisationUnits: [moved] });
    expectCounts(outcome, 990, 10, 0);
    expect(await registered()).toHaveLength(990);
    expect(sandbox.requests.filter(isRegistration).length).toBeLessThan(5);
  });
});

/** Lines of a store without the moments at which they were written. */
function cleanOfTimes(rows: readonly object[]): readonly object[] {
  return rows.map((each) => ({ ...each, created: undefined, lastUpdated: undefined }));
}
