import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { logOf, record, state, statesOf, write, type Run } from '../support/connector';
import { folderOfEachTest } from '../support/folder';
import { writeInProcess, type Outcome } from '../support/in-process';
import { perfRow } from '../support/rows';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

const folder = folderOfEachTest();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox({ version: '2.42' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const config = (more: object = {}): object => ({
  base_url: sandbox.url,
  credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
  reports_dir: folder(),
  ...more,
});

const filesIn = (): string[] => readdirSync(folder()).filter((name) => /^rejected-.*\.jsonl$/.test(name));
const refusedText = (): string => {
  const [name, ...more] = filesIn();
  expect(more).toEqual([]);
  return readFileSync(join(folder(), name!), 'utf8');
};
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

const cells = async (): Promise<string[]> =>
  (await sandbox.values())
    .map(({ dataElement, orgUnit, period, value }) => [dataElement, orgUnit, period, value].join(' '))
    .sort();

describe('the refused rows in reports_dir', () => {
  const monthly = { data_set: 'dsMONTHLY01', data_element: 'deINTEGER01', period: '202501' };
  const good = record({ ...monthly, org_unit: 'ouFACIL0001', value: 1 });
  // Facility Four has no data set yet; the other row's element is misspelt.
  const unassigned = record({ ...monthly, org_unit: 'ouFACIL0004', value: 2, comment: 'as told by phone' });
  const misspelt = record({ ...monthly, data_element: 'deINTEGER99', org_unit: 'ouFACIL0002', value: 3 });

  const firstSync = async (): Promise<Run> => {
    const run = await write(config(), [good, unassigned, misspelt, state('end')]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(statesOf(run)).toMatchObject([{ recordCount: 1, rejectedRecordCount: 2 }]);
    expect(await cells()).toEqual(['deINTEGER01 ouFACIL0001 202501 1']);
    return run;
  };

  test('are the lines that came in, with the reasons beside the record, for their owner alone', async () => {
    const run = await firstSync();
    const [first, second, ...more] = linesOf(refusedText()).map((line) => JSON.parse(line) as RefusedLine);
    expect(more).toEqual([]);
    expect([first, second].map((line) => ({ type: line?.type, record: line?.record }))).toEqual(
      [unassigned, misspelt].map((line) => JSON.parse(line) as object),
    );
    expect([first?.rejection, second?.rejection]).toMatchObject([
      { line: 2, record: 2, reasons: [{ code: 'E7636', by: 'connector' }] },
      { line: 3, record: 3, reasons: [{ code: 'E7610', by: 'connector' }] },
    ]);
    const [name] = filesIn();
    expect(statSync(join(folder(), name!)).mode & 0o777).toBe(0o600);
    expect(logOf(run).some((message) => message.includes(join(folder(), name!)))).toBe(true);
  });

  test('are stored when they are sent again after the cause was fixed in DHIS2 and in the file', async () => {
    await firstSync();
    const text = refusedText();
    rmSync(join(folder(), filesIn()[0]!));

    const sets = sandbox.metadata.list('dataSets') ?? [];
    const before = sets.find(({ id }) => id === 'dsMONTHLY01')!;
    const units = before['organisationUnits'] as readonly object[];
    sandbox.metadata.put({ dataSets: [{ ...before, organisationUnits: [...units, { id: 'ouFACIL0004' }] }] });
    const again = await write(config(), linesOf(text.replace('deINTEGER99', 'deINTEGER01')));
    sandbox.metadata.put({ dataSets: [before] });

    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(filesIn()).toEqual([]);
    expect(await cells()).toEqual([
      'deINTEGER01 ouFACIL0001 202501 1',
      'deINTEGER01 ouFACIL0002 202501 3',
      'deINTEGER01 ouFACIL0004 202501 2',
    ]);
    expect((await sandbox.values()).find(({ orgUnit }) => orgUnit === 'ouFACIL0004')?.comment).toBe('as told by phone');
  });

  test('are refused again, under a new line number, while the cause lasts', async () => {
    await firstSync();
    const text = refusedText();
    rmSync(join(folder(), filesIn()[0]!));
    const again = await write(config(), linesOf(text));
    // All of its rows are refused: that fails a sync.
    expect(again.code).toBe(1);
    const refused = linesOf(refusedText()).map((line) => JSON.parse(line) as RefusedLine);
    expect(refused.map(({ rejection }) => rejection.line)).toEqual([1, 2]);
    // A row that went round twice has the reasons of the last round alone.
    expect(linesOf(refusedText()).map((line) => line.split('"rejection":').length - 1)).toEqual([1, 1]);
  });

  test('hold the refused indicators of a wide row, and put nothing old over what came since', async () => {
    const wide = record({
      data_set: 'dsMONTHLY01',
      org_unit: 'ouFACIL0001',
      period: '202501',
      deINTEGER01: '5',
      deNUMBER001: 'five',
    });
    const other = wide.replace('202501', '202502').replace('five', '5');
    const run = await write(config(), [wide, other, state('end')]);
    expect(statesOf(run)).toMatchObject([
      { recordCount: 1, rejectedRecordCount: 1, values: { stored: 3, rejected: 1 } },
    ]);
    const [line] = linesOf(refusedText());
    expect((JSON.parse(line!) as RefusedLine).rejection.reasons).toMatchObject([
      { code: 'E7619', ids: expect.stringContaining('deNUMBER001') as unknown },
    ]);
    expect((JSON.parse(line!) as RefusedLine).record).toMatchObject({
      data: { data_set: 'dsMONTHLY01', org_unit: 'ouFACIL0001', period: '202501', deNUMBER001: 'five' },
    });
    await write(config(), [record({ ...monthly, org_unit: 'ouFACIL0001', value: 6 })]);
    const again = await write(config(), [line!.replace('"five"', '"5.5"')]);
    expect(again.code).toBe(0);
    expect((await cells()).filter((cell) => cell.includes(' 202501 '))).toEqual([
      'deINTEGER01 ouFACIL0001 202501 6',
      'deNUMBER001 ouFACIL0001 202501 5.5',
    ]);
  });

  test('have no file when none was refused', async () => {
    await write(config(), [good, state('end')]);
    expect(readdirSync(folder())).toEqual([]);
  });

  test('need a folder that can be made, or nothing is read', async () => {
    const run = await write(config({ reports_dir: '/proc/self/status/x' }), [good, state('end')]);
    expect(run.code).toBe(1);
    expect(run.messages.find(({ type }) => type === 'TRACE')?.trace?.error).toMatchObject({
      failure_type: 'config_error',
      message: expect.stringContaining('reports_dir') as unknown,
    });
    expect(await cells()).toEqual([]);
  });
});

describe('max_rejected_percent', () => {
  /** `count` rows of which the first `bad` of each hundred have a value that does not fit. */
  const rows = (count: number, badOfHundred: number): string[] =>
    Array.from({ length: count }, (_, index) =>
      record(perfRow(index, index % 100 < badOfHundred ? 'twelve' : String(index))),
    );
  const sync = (lines: readonly string[], more: object = {}): Promise<Outcome> =>
    writeInProcess({ config: config(more), lines });
  const left = ({ states }: Outcome): unknown[] =>
    states.map(
      (line) => (JSON.parse(line) as { state: { stream: { stream_state: unknown } } }).state.stream.stream_state,
    );

  describe.each([
    ['with preflight', true],
    ['left to DHIS2', false],
  ])('%s', (_, preflight) => {
    test('fails a stream of which every row is refused, at its end, and no state of it leaves', async () => {
      const outcome = await sync([...rows(99, 100), state('end')], { preflight });
      expect(outcome.error).toMatchObject({ failureType: 'config_error' });
      expect((outcome.error as Error).message).toMatch(
        /^Of 99 records of stream values, 99 were refused.*Main cause, of 99 of 99: value-not-of-type/,
      );
      expect(left(outcome)).toEqual([]);
      const [summary] = outcome.logs.filter((message) => message.includes('By cause:'));
      expect(summary).toMatch(/^WARN 99 of 99 records were refused/);
    });

    test('lets 98 of 99 rows be refused: their state leaves, and a summary warns', async () => {
      const outcome = await sync([...rows(98, 100), record(perfRow(500, '1')), state('end')], { preflight });
      expect(outcome.error).toBeUndefined();
      expect(left(outcome)).toEqual(['end']);
      expect(outcome.states[0]).toContain('"recordCount":1,"rejectedRecordCount":98');
      expect(outcome.logs.join('\n')).toMatch(/value-not-of-type \(E7619\): 98 values\./);
    });

    test('fails 1,000 rows of which 11 in a hundred are refused, and no state leaves from then on', async () => {
      const lines = rows(1000, 11);
      const outcome = await sync([...lines.slice(0, 500), state('half'), ...lines.slice(500), state('end')], {
        preflight,
      });
      expect(outcome.error).toMatchObject({ failureType: 'config_error' });
      expect((outcome.error as Error).message).toMatch(
        /1,000 records of stream values, 110 were refused\. max_rejected_percent is 10\./,
      );
      // The first one may have left before there were a thousand records.
      expect(['half', undefined]).toContain(left(outcome)[0]);
      expect(left(outcome)).not.toContain('end');
    });

    test('takes 10 in a hundred for 10 percent, which it allows', async () => {
      const outcome = await sync([...rows(1000, 10), state('end')], { preflight });
      expect(outcome.error).toBeUndefined();
      expect(left(outcome)).toEqual(['end']);
      expect(outcome.states[0]).toContain('"recordCount":900,"rejectedRecordCount":100');
    });
  });

  test.each([
    [0, 'fails', 1],
    [100, 'allows', 100],
  ])('of %d %s %d refused in a hundred', async (percent, what, bad) => {
    const outcome = await sync([...rows(1000, bad), state('end')], { max_rejected_percent: percent });
    expect(left(outcome)).toEqual(what === 'allows' ? ['end'] : []);
    expect(outcome.error === undefined).toBe(what === 'allows');
  });

  test('judges a small stream at its end, beside a large one without a refusal', async () => {
    const large = rows(1500, 0).map((line) => line.replace('"stream":"values"', '"stream":"large"'));
    const small = rows(200, 11).map((line) => line.replace('"stream":"values"', '"stream":"small"'));
    const lines = [...large, ...small, state(1, 'large'), state(2, 'small')];
    const outcome = await writeInProcess({ config: config(), streams: ['large', 'small'], lines });
    expect((outcome.error as Error).message).toMatch(/^Of 200 records of stream small, 22 were refused/);
    const allowed = await writeInProcess({
      config: config({ max_rejected_percent: 11 }),
      streams: ['large', 'small'],
      lines,
    });
    expect(allowed.error).toBeUndefined();
    expect(allowed.states).toHaveLength(2);
  });

  test('does not wait for the end of a long stream', async () => {
    let read = 0;
    const lines = function* (): Generator<string> {
      for (let index = 0; index < 200_000; index += 1) {
        read += 1;
        yield record(perfRow(index, 'twelve'));
        if (index % 1000 === 999) yield state(index);
      }
    };
    const outcome = await writeInProcess({ config: config({ reports_dir: undefined }), lines: lines() });
    expect(outcome.error).toMatchObject({ failureType: 'config_error' });
    expect(outcome.states).toEqual([]);
    expect(read).toBeLessThan(20_000);
  });
});

test('the log names 100 refused rows of a cause where a file has all of them, and 10,000 where none does', async () => {
  const lines = Array.from({ length: 10_050 }, (_, index) => record(perfRow(index, 'twelve')));
  const named = (outcome: Outcome): number =>
    outcome.logs.filter((message) => message.startsWith('WARN Row refused: stream values, line ')).length;
  const sync = (more: object): Promise<Outcome> =>
    writeInProcess({ config: config({ max_rejected_percent: 100, ...more }), lines: [...lines, state('end')] });

  const kept = await sync({});
  expect(kept.error).toBeUndefined();
  expect(named(kept)).toBe(100);
  expect(kept.logs.filter((message) => message.includes('kept in'))).toHaveLength(1);
  expect(kept.logs.at(-1)).toContain(filesIn()[0]);
  expect(linesOf(refusedText())).toHaveLength(10_050);

  const logged = await sync({ reports_dir: undefined });
  expect(named(logged)).toBe(10_000);
  expect(logged.logs.filter((message) => message.includes('Set reports_dir'))).toHaveLength(1);
  for (const { logs } of [kept, logged]) expect(logs.join('\n')).not.toContain('twelve');
});

interface RefusedLine {
  readonly type: string;
  readonly record: object;
  readonly rejection: { readonly line: number; readonly record: number; readonly reasons: readonly object[] };
}
