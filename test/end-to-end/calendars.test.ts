import type { Sandbox } from '../../sandbox/src/sandbox';
import { logOf, prepareJob, record, run, state, statesOf, write, type Run } from '../support/connector';
import { recordedPeriods } from '../support/recorded-calendars';
import { sampled } from '../support/sample';
import { basic, PASSWORDS, startTestSandbox } from '../support/sandbox';

const VERSIONS = { '2.41': '2.41.9.1', '2.42': '2.42.5.2', '2.43': '2.43.1' } as const;
/** 19 Hidar 2019 and 12 Mangsir 2083. */
const NOW = '2026-11-28T06:00:00Z';
const ORG_UNITS = ['ouFACIL0001', 'ouFACIL0002', 'ouFACIL0003'];
const ELEMENTS = ['deINTEGER01', 'deZEROSIG01', 'deTEXT00001'];

function configOf(sandbox: Sandbox, more: object = {}): Record<string, unknown> {
  const credentials = { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector };
  const constants = [{ field: 'data_set', value: 'dsMONTHLY01' }];
  return { base_url: sandbox.url, credentials, streams: [{ stream: 'values', constants, ...more }] };
}

const BY_DATE = { layout: 'wide', period_from: { column: 'seen', period_type: 'Monthly' } };

/** A day of each of 48 months, October 2022 to September 2026. */
function* dates(): Generator<string> {
  for (let month = 0; month < 48; month += 1) yield new Date(Date.UTC(2022, 9 + month, 25)).toISOString().slice(0, 10);
}

/** Why a run failed. */
function failureOf({ messages }: Run): string {
  return messages.flatMap(({ trace }) => trace?.error.message ?? []).join(' ');
}

const SERVERS = (['ethiopian', 'nepali'] as const).flatMap((calendar) =>
  sampled(['2.41', '2.42', '2.43'] as const).map((version) => [calendar, version] as const),
);

describe.each(SERVERS)('a DHIS2 that counts in the %s calendar, %s', (calendar, version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version, calendar, now: NOW });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  test('gets a wide view of Gregorian dates under its own ids, and gives it back', async () => {
    const months = recordedPeriods(calendar, VERSIONS[version]).get('Monthly')!;
    const rows = [...dates()].flatMap((seen) =>
      ORG_UNITS.map((orgUnit, index) => ({
        org_unit: orgUnit,
        seen,
        deINTEGER01: `${index + 1}`,
        deZEROSIG01: '0',
        deTEXT00001: seen,
      })),
    );
    const ended = await write(configOf(sandbox, BY_DATE), [...rows.map((row) => record(row)), state({ rows: 144 })]);
    expect({ failure: failureOf(ended), code: ended.code }).toEqual({ failure: '', code: 0 });
    expect(statesOf(ended)).toMatchObject([{ recordCount: 144, rejectedRecordCount: 0 }]);
    const expected = [...dates()].flatMap((seen) => {
      const { id = '' } = months.find(({ start, end }) => start <= seen && seen <= end) ?? {};
      return ORG_UNITS.flatMap((unit) => ELEMENTS.map((element) => `${id} ${unit} ${element}`));
    });
    expect(expected).toHaveLength(432);
    expect(await readBack(sandbox)).toEqual(expected.sort());
    const asked = sandbox.requests.filter(({ path }) => path.startsWith('/api/analytics'));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThan(20);
    expect(logOf(ended, 'INFO').join('\n')).toMatch(
      calendar === 'ethiopian'
        ? 'counts in the Ethiopian calendar, and so do the period ids of rows: 201902 is read as Tikemet 2019 (11 October to 9 November 2026)'
        : 'counts in the Nepali calendar, and so do the period ids of rows: 208307 is read as Kartik 2083 (',
    );
  });

  test('refuses what its calendar does not have, row by row', async () => {
    const periods =
      calendar === 'ethiopian' ? ['201901', '202501', '201513', '2015W05'] : ['208301', '202501', '208113', '2081W05'];
    const lines = periods.map((period) =>
      record({ org_unit: 'ouFACIL0001', period, data_element: 'deINTEGER01', value: '1' }),
    );
    const date = record({
      org_unit: 'ouFACIL0001',
      period: periods[0],
      data_element: 'deDATE00001',
      value: '2023-01-31',
    });
    const ended = await write(configOf(sandbox), [...lines, date, state({ rows: 5 })]);
    expect(ended.code).toBe(0);
    expect(statesOf(ended)).toMatchObject([{ recordCount: 1, rejectedRecordCount: 4 }]);
    expect((await sandbox.values()).map(({ period }) => period)).toEqual([periods[0]]);
    const refused = logOf(ended, 'WARN').filter((text) => text.startsWith('Row refused'));
    expect(refused.join('\n')).toMatch(/202501 is .* Was January 2025 meant\?/);
    expect(refused.join('\n')).toMatch(calendar === 'ethiopian' ? /Month 13 is Pagume/ : /Its month is 13/);
    expect(refused.join('\n')).toMatch(/Weekly periods are not written/);
    expect(refused.join('\n')).toMatch(/The value is a date, and this DHIS2 counts/);
  });

  test('is checked: says how ids are read, and which settings its calendar rules out', async () => {
    const good = await checkWith(configOf(sandbox));
    expect(good).toMatchObject({ status: 'SUCCEEDED' });
    expect(good.message).toMatch(/is read as (Tikemet 2019|Kartik 2083) \(/);
    expect(good.message).toMatch(/DHIS2 would store a test value/);
    const bad = await checkWith(configOf(sandbox, { period_from: { column: 'seen', period_type: 'Weekly' } }));
    expect(bad).toMatchObject({ status: 'FAILED' });
    expect(bad.message).toMatch(/`streams\[0\]\.period_from\.period_type`: Weekly periods are not written to a DHIS2/);
  });
});

describe('a DHIS2 2.43 whose upgrade has renamed its periods', () => {
  const ROW = { org_unit: 'ouFACIL0001', data_element: 'deINTEGER01', value: '1' };
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version: '2.43', calendar: 'ethiopian', now: NOW });
    await write(configOf(sandbox), [record({ ...ROW, period: '201801' }), record({ ...ROW, period: '201802' })]);
    await sandbox.renamePeriods();
  });
  afterAll(() => sandbox.close());

  test('stops the sync before anything is sent, and says what to do', async () => {
    sandbox.clearRequests();
    const ended = await write(configOf(sandbox), [
      record({ ...ROW, period: '201802', value: '2' }),
      state({ rows: 1 }),
    ]);
    expect(ended.code).toBe(1);
    expect(statesOf(ended)).toEqual([]);
    expect(failureOf(ended)).toMatch(
      /^DHIS2 keeps the period 201802 under another name \(it shows the name 202510 for its days\).*administrator.*docs\/periods\.md/,
    );
    expect(sandbox.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('takes periods that are new since then', async () => {
    const ended = await write(configOf(sandbox), [record({ ...ROW, period: '201812' }), state({ rows: 1 })]);
    expect({ failure: failureOf(ended), code: ended.code }).toEqual({ failure: '', code: 0 });
  });
});

/** Period, org unit and element of all values that the server gives back for five years. */
async function readBack(sandbox: Sandbox): Promise<readonly string[]> {
  const query = 'dataSet=dsMONTHLY01&orgUnit=ouROOT00001&children=true&startDate=2022-01-01&endDate=2026-12-31';
  const answer = await fetch(`${sandbox.url}/api/dataValueSets?${query}`, {
    headers: { Authorization: basic('admin') },
  });
  const { dataValues } = (await answer.json()) as {
    readonly dataValues: readonly { readonly period: string; readonly orgUnit: string; readonly dataElement: string }[];
  };
  return dataValues.map(({ period, orgUnit, dataElement }) => `${period} ${orgUnit} ${dataElement}`).sort();
}

async function checkWith(config: object): Promise<{ readonly status: string; readonly message: string }> {
  const job = prepareJob(config);
  try {
    const { messages } = await run('check', ...job.args.slice(0, 2));
    return messages.flatMap(({ connectionStatus }) => connectionStatus ?? [])[0] ?? { status: '', message: '' };
  } finally {
    job.remove();
  }
}
