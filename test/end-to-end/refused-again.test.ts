import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state } from '../support/connector';
import { folderOfEachTest } from '../support/folder';
import { writeInProcess } from '../support/in-process';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

const folder = folderOfEachTest();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox({ version: '2.42' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const GROUP = { data_set: 'dsMONTHLY01', org_unit: 'ouFACIL0001', period: '202501' };

/** Writes, and takes what the file of refused rows has. */
async function sync(lines: readonly string[], more: object = {}): Promise<readonly string[]> {
  const credentials = { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector };
  const config = { base_url: sandbox.url, credentials, reports_dir: folder(), max_rejected_percent: 100, ...more };
  const { error, logs } = await writeInProcess({ config, lines });
  expect([error, logs.filter((line) => line.includes('Not registered as complete:'))]).toEqual([undefined, []]);
  return readdirSync(folder()).flatMap((name) => {
    const text = readFileSync(join(folder(), name), 'utf8');
    rmSync(join(folder(), name));
    return text.trimEnd().split('\n');
  });
}

const cells = async (): Promise<Record<string, string | null>> =>
  Object.fromEntries((await sandbox.values()).map(({ dataElement, value }) => [dataElement, value]));
const registered = async (): Promise<string[]> =>
  (await sandbox.registrations()).map(({ orgUnit, period, date }) => `${orgUnit} ${period} ${date}`);
const dataOf = (line: string): unknown => (JSON.parse(line) as { record: { data: unknown } }).record.data;

/** What a later sync has brought since. */
const newer = (): Promise<unknown> => sync([record({ ...GROUP, data_element: 'deINTEGER01', value: 99 })]);

describe('refused rows that are sent again put nothing old over something new', () => {
  test('of a wide view with `indicators`, whose other columns the file leaves out', async () => {
    const indicators = [
      { column: 'anc', data_element: 'deINTEGER01' },
      { column: 'opd', data_element: 'deNUMBER001' },
    ];
    const streams = { streams: [{ stream: 'values', indicators }] };
    const [line, ...none] = await sync([record({ ...GROUP, anc: 1, opd: 'five' }), state(1)], streams);
    expect(none).toEqual([]);
    expect(dataOf(line!)).toEqual({ ...GROUP, opd: 'five' });
    await newer();
    expect(await sync([line!.replace('"five"', '5.5')], { ...streams, null_values: 'delete' })).toEqual([]);
    expect(await cells()).toEqual({ deINTEGER01: '99', deNUMBER001: '5.5' });
  });

  test('of a deleted wide row: what the file leaves out is not deleted again', async () => {
    const streams = { streams: [{ stream: 'values', layout: 'wide' }] };
    const row = { ...GROUP, deINTEGER01: 1, deWEEKLY001: 2, deleted: true };
    const [line] = await sync([record(row), state(1)], streams);
    expect(JSON.parse(line!)).toMatchObject({ rejection: { left_out: ['deINTEGER01'] } });
    await newer();
    expect(await sync([line!], streams)).toHaveLength(1);
    expect(await cells()).toEqual({ deINTEGER01: '99' });
  });

  test.each([
    ['JSON text', (values: object) => JSON.stringify({ dataValues: values })],
    ['JSON', (values: object) => ({ dataValues: values })],
    ['an array', (values: object) => values],
  ])('of a packaged row whose body is %s', async (_, body) => {
    const values = [
      { dataElement: 'deINTEGER01', value: '1' },
      { dataElement: 'deNUMBER001', value: 'five' },
      { dataElement: 'deTEXT00001', value: 'seen' },
    ];
    const [line, ...none] = await sync([record({ ...GROUP, payload: body(values) }), state(1)], { preflight: false });
    expect(none).toEqual([]);
    expect(dataOf(line!)).toEqual({ ...GROUP, payload: body([values[1]!]) });
    await newer();
    expect(await sync([line!.replace('five', '5.5')])).toEqual([]);
    expect(await cells()).toEqual({ deINTEGER01: '99', deNUMBER001: '5.5', deTEXT00001: 'seen' });
  });

  test('of a row that nobody can read: it is kept whole', async () => {
    const row = { ...GROUP, payload: '[{"dataElement":', deNUMBER001: 1 };
    const [line] = await sync([record(row), state(1)], { streams: [{ stream: 'values', layout: 'packaged' }] });
    expect(dataOf(line!)).toEqual(row);
  });
});

describe('a completion that a refused row held back comes with that row', () => {
  const good = { ...GROUP, data_element: 'deINTEGER01', value: 1 };
  const bad = { ...GROUP, data_element: 'deNUMBER001', value: 'five' };

  test.each([
    ['another row has the date, before it', [{ ...good, complete_date: '2025-02-05' }, bad]],
    ['another row has the date, after it', [bad, { ...good, complete_date: '2025-02-05' }]],
    [
      'it has an earlier date itself',
      [
        { ...bad, complete_date: '2025-02-01' },
        { ...good, complete_date: '2025-02-05' },
      ],
    ],
    ['a row without a value has the date', [bad, good, { ...good, value: null, complete_date: '2025-02-05' }]],
    ['it is a wide row', [{ ...GROUP, deINTEGER01: 1, deNUMBER001: 'five', complete_date: '2025-02-05' }]],
    [
      'it is a packaged row',
      [{ ...GROUP, data_values: [{ dataElement: 'deNUMBER001', value: 'five' }], complete_date: '2025-02-05' }],
    ],
  ])('where %s', async (_, rows) => {
    for (const preflight of [true, false]) {
      await sandbox.reset();
      const lines = await sync([...rows.map((row) => record(row)), state(1)], { preflight });
      expect(await registered()).toEqual([]);
      expect(lines).toHaveLength(1);
      expect(await sync(lines.map((line) => line.replace('"five"', '5.5')))).toEqual([]);
      expect(await registered()).toEqual(['ouFACIL0001 202501 2025-02-05']);
      expect((await cells())['deNUMBER001']).toBe('5.5');
    }
  });
});
