import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state } from '../support/connector';
import { writeInProcess, type Outcome } from '../support/in-process';
import { perfRow } from '../support/rows';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

const ROW = { data_set: 'dsMONTHLY01', data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', period: '202204' };
const CELL = 'dataElement=deINTEGER01 .*orgUnit=ouFACIL0001 period=202204';

const warnings = ({ logs }: Outcome): string[] =>
  logs.filter((line) => /^WARN .*row of this sync|same cell/.test(line));

describe.each(['2.41', '2.42', '2.43'] as const)('several rows of one cell, with DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  const write = (lines: readonly string[], more: object = {}): Promise<Outcome> => {
    const credentials = { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector };
    return writeInProcess({ config: { base_url: sandbox.url, credentials, ...more }, lines });
  };
  const stored = async (): Promise<(string | null)[]> => (await sandbox.values()).map(({ value }) => value);

  test('the last one wins, and a warning at the end counts the others and names the cell', async () => {
    const outcome = await write([...[3, 4, 5].map((value) => record({ ...ROW, value })), state(1)]);
    expect(outcome.error).toBeUndefined();
    expect(await stored()).toEqual(['5']);
    expect(warnings(outcome)).toEqual([
      expect.stringMatching(
        new RegExp(
          '^WARN 2 values were replaced by a later row of the same cell in this sync\\. The last row of a cell wins\\. ' +
            `By stream: values 2\\. The first cells: ${CELL}.*GROUP BY`,
        ),
      ),
    ]);
    expect(outcome.logs.at(-1)).toBe(warnings(outcome)[0]);
  });

  test('they are seen in requests of their own, too', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => record(perfRow(index % 1500)));
    const outcome = await write([...lines, state(1)], { max_values_per_request: 100 });
    expect(warnings(outcome)).toEqual([expect.stringMatching(/^WARN 1500 values were replaced/)]);
  });

  test('a row that was deleted and comes again is no second one', async () => {
    const lines = [{ value: 3 }, { value: 3, deleted: true }, { value: 4 }].map((each) => record({ ...ROW, ...each }));
    const outcome = await write([...lines, state(1)]);
    expect([outcome.error, await stored(), warnings(outcome)]).toEqual([undefined, ['4'], []]);
  });

  // 2.43 does not know CREATE.
  if (version !== '2.43') {
    test.each([1000, 1])('with CREATE the first one wins, in requests of %d', async (max) => {
      const lines = ['twelve', 3, 4, 5].map((value) => record({ ...ROW, value }));
      const outcome = await write([...lines, state(1)], {
        import_strategy: 'CREATE',
        max_values_per_request: max,
        preflight: false,
        max_rejected_percent: 100,
      });
      expect(outcome.error).toBeUndefined();
      expect(await stored()).toEqual(['3']);
      expect(outcome.states.join()).toMatch(/"stored":1,"deleted":0,"skipped":2,"superseded":0,"rejected":1/);
      expect(warnings(outcome)[0]).toContain('With CREATE the first row of a cell wins.');
    });
  }
});

describe('the summary', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  const summaryOf = async (lines: readonly string[], streams?: object): Promise<string | undefined> => {
    const credentials = { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector };
    const config = { base_url: sandbox.url, credentials, ...streams, max_rejected_percent: 10 };
    const { logs, error } = await writeInProcess({ config, lines });
    expect(error).toBeDefined();
    return logs.find((line) => line.startsWith('INFO Summary'));
  };
  const rowsOf = (summary: string): Record<string, number> =>
    Object.fromEntries(
      [...summary.matchAll(/^ {2}(\S.*?)\s+(\d+)$/gm)].map(([, name, count]) => [name!, Number(count)]),
    );

  test('adds up after an early end, with a line for what was not settled', async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => record(perfRow(index, index < 1000 ? 'twelve' : '1')));
    const summary = rowsOf((await summaryOf(rows))!);
    const values = ['stored', 'deleted', 'skipped', 'superseded by a later row', 'refused', 'not settled, early end'];
    const sum = values.reduce((all, name) => all + (summary[`values ${name}`] ?? 0), 0);
    expect(summary['records read']).toBeGreaterThanOrEqual(1000);
    expect(sum).toBe(summary['records read']);
    expect(summary['records not settled, early end'] ?? 0).toBe(summary['values not settled, early end'] ?? 0);
  });

  test.each([
    ['of another shape', [record({ nothing: 1 })]],
    ['that is no JSON', ['{"type":']],
  ])('is not printed, all zeros, when the first line is one %s', async (_, lines) => {
    expect(await summaryOf(lines)).toBeUndefined();
  });
});
