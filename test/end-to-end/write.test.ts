import type { Sandbox } from '../../sandbox/src/sandbox';
import { logOf, prepareJob, record, start, state, statesOf, write, type Run } from '../support/connector';
import { perfRow, placeOf, type LongRow } from '../support/rows';
import { sampled } from '../support/sample';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

const BAD: readonly LongRow[] = [
  { ...perfRow(0), data_element: 'deNOSUCH001' },
  { ...perfRow(0), org_unit: 'ouNOSUCH001' },
  { ...perfRow(0), period: '2025-13' },
  { ...perfRow(30_000), value: 'twelve' },
  { ...perfRow(0), category_option_combo: 'cocNOSUCH01' },
  { data_set: 'dsMONTHLY01', data_element: 'deZEROPOS01', org_unit: 'ouFACIL0001', period: '202501', value: '-4' },
  { data_set: 'dsMONTHLY01', data_element: 'deZEROPOS01', org_unit: 'ouFACIL0001', period: '202502', value: '1.5' },
];

/** 25,000 rows, of which row 1,000, 4,000, 7,000, … are bad; a state every 10,000 and one at the end. */
function* theStream(): Generator<{ readonly line: string; readonly good?: LongRow }> {
  for (let index = 0; index < 25_000; index += 1) {
    const bad = index % 3000 === 999 ? BAD[Math.floor(index / 3000)] : undefined;
    const row = bad ?? perfRow(index);
    yield { line: record({ category_option_combo: null, ...row }), ...(bad ? {} : { good: row }) };
    if (index % 10_000 === 9_999 || index === 24_999) yield { line: state({ rows: index + 1 }) };
  }
}

async function cellsOf(sandbox: Sandbox): Promise<Map<string, string>> {
  const values = await sandbox.values();
  return new Map(values.map((each) => [[each.dataElement, each.orgUnit, each.period].join('/'), each.value ?? '']));
}

const lines = [...theStream()];
const model = new Map(lines.flatMap(({ good }) => (good ? [[placeOf(good), good['value']!]] : [])));

describe.each(sampled(['2.41', '2.42', '2.43'] as const))('write to DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  let config: Record<string, unknown>;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
    const { connector: password } = PASSWORDS;
    config = { base_url: sandbox.url, credentials: { auth_type: 'basic', username: 'connector', password } };
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  const expectAllAccounted = async (run: Run): Promise<void> => {
    expect(run.stderr).toBe('');
    expect(run.code).toBe(0);
    const states = statesOf(run);
    expect(states.map(({ data }) => data)).toEqual([{ rows: 10_000 }, { rows: 20_000 }, { rows: 25_000 }]);
    expect(states.map((each) => each.recordCount + each.rejectedRecordCount)).toEqual([10_000, 10_000, 5_000]);
    expect(states.reduce((sum, { recordCount }) => sum + recordCount, 0)).toBe(24_993);
    expect(await cellsOf(sandbox)).toEqual(model);
    const refused = logOf(run, 'WARN').filter((message) => message.startsWith('Row refused'));
    const lineNumbers = refused.map((message) => Number(/line (\d+)/.exec(message)?.[1]));
    const expected = lines.flatMap(({ line, good }, index) => (line.includes('RECORD') && !good ? [index + 1] : []));
    expect(lineNumbers.sort((a, b) => a - b)).toEqual(expected);
  };

  test('stores 24,993 of 25,000 rows and names the 7 bad ones, which the preflight refuses', async () => {
    const run = await write(
      config,
      lines.map(({ line }) => line),
    );
    await expectAllAccounted(run);
  });

  test('does so too when DHIS2 is left to refuse them', async () => {
    const run = await write(
      { ...config, preflight: false },
      lines.map(({ line }) => line),
    );
    await expectAllAccounted(run);
  });

  test('leaves the same cells after a kill -9 and a run from the last state', async () => {
    const job = prepareJob(config);
    const killed = start(['write', ...job.args], ({ type }, child) => type === 'STATE' && child.kill('SIGKILL'));
    killed.child.stdin.end(lines.map(({ line }) => `${line}\n`).join(''));
    const first = await killed.ended;
    expect(first.signal).toBe('SIGKILL');
    const resumed = statesOf(first).at(-1)!.data as { rows: number };
    const from = lines.findIndex(({ line }) => line === state(resumed)) + 1;
    const second = await write(
      config,
      lines.slice(from).map(({ line }) => line),
    );
    job.remove();
    expect(second.code).toBe(0);
    expect(await cellsOf(sandbox)).toEqual(model);
  });

  test('changes nothing when the same rows are sent again', async () => {
    const some = lines.filter(({ good }) => good).slice(0, 3000);
    await write(
      config,
      some.map(({ line }) => line),
    );
    const before = await cellsOf(sandbox);
    const again = await write(config, [...some.map(({ line }) => line), state({ rows: 3000 })]);
    expect(await cellsOf(sandbox)).toEqual(before);
    const [{ values } = { values: {} }] = statesOf(again);
    expect(values).toMatchObject(
      version === '2.43' ? { stored: 3000, updated: 3000 } : { stored: 3000, imported: 0, updated: 0, unchanged: 3000 },
    );
  });
});
