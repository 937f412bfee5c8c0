import fc from 'fast-check';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state, statesOf, write, logOf } from '../support/connector';
import { writeInProcess } from '../support/in-process';
import { perfRow, placeOf } from '../support/rows';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

const RUNS = Number(process.env['FAULT_RUNS'] ?? 25) * 4;

let sandbox: Sandbox;
let config: Record<string, unknown>;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  config = {
    base_url: sandbox.url,
    credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
  };
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const good = (index: number): string => record(perfRow(index));
const cells = async (): Promise<string[]> =>
  (await sandbox.values()).map((each) => `${each.dataElement}/${each.orgUnit}/${each.period}`).sort();

describe('input that is not as it should be', () => {
  const FATAL: readonly (readonly [string, string])[] = [
    ['a line that begins as JSON and does not parse', '{"type":"RECORD","record":{"stream":"values","data":{"value":'],
    ['a record without data', '{"type":"RECORD","record":{"stream":"values"}}'],
    ['a record whose stream is a number', '{"type":"RECORD","record":{"stream":7,"data":{}}}'],
    ['a state without a body', '{"type":"STATE"}'],
    ['a record of a stream that is not in the catalog', record(perfRow(3), 'unknown_stream')],
  ];

  test.each(FATAL)('%s fails the sync: the state before it leaves, none after it does', async (_, line) => {
    const run = await write(config, [good(0), state(1), line, good(1), state(2)]);
    expect(run.code).not.toBe(0);
    expect(statesOf(run).map(({ data }) => data)).toEqual([1]);
    const traces = run.messages.filter(({ type }) => type === 'TRACE');
    expect(traces).toHaveLength(1);
    expect(run.stderr).toBe('');
    // What stands before the fault is stored; what stands after it comes again with the next sync.
    expect(await cells()).toEqual([placeOf(perfRow(0))]);
  });

  test.each([
    [
      'a table as CSV',
      ['org_unit,value', 'ouFACIL0001,7'],
      /2 lines, and none of them is a message.* looks like a table \(CSV\) of 2 columns/,
    ],
    [
      'rows without their envelope',
      ['{"org_unit":"ouFACIL0001","value":7}'],
      /looks like JSON objects without a message `type`/,
    ],
    ['UTF-16', [Buffer.from(good(0), 'utf16le').toString()], /looks like UTF-16/],
  ])('an input of %s is a config_error, and no summary of zeros is printed', async (_, lines, message) => {
    const run = await write(config, lines);
    expect([run.code, statesOf(run), await cells()]).toEqual([1, [], []]);
    const [trace, ...more] = run.messages.flatMap(({ trace: each }) => each?.error ?? []);
    expect([trace?.failure_type, more]).toEqual(['config_error', []]);
    expect(trace?.message).toMatch(message);
    expect(logOf(run).filter((line) => line.startsWith('Summary'))).toEqual([]);
  });

  test('an empty input is no error', async () => {
    expect(await write(config, [])).toMatchObject({ code: 0, stderr: '' });
  });

  test('a last line that is cut off fails the sync and lets no later state go', async () => {
    const run = await write(config, [good(0), state(1), good(1), state(2).slice(0, -9)]);
    expect([run.code === 0, statesOf(run).map(({ data }) => data)]).toEqual([false, [1]]);
  });

  const HARMLESS: readonly (readonly [string, string])[] = [
    ['a blank line', '   '],
    ['a line of plain text', 'WARNING: the JVM is shutting down'],
    ['a JSON array', '[1,2,3]'],
    ['a message of an unknown type', '{"type":"SOMETHING_NEW","x":1}'],
    ['a LOG message', '{"type":"LOG","log":{"level":"INFO","message":"hello"}}'],
    ['a TRACE message', '{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1}}'],
    ['a CONTROL message', '{"type":"CONTROL","control":{"type":"CONNECTOR_CONFIG","emitted_at":1}}'],
  ];

  test.each(HARMLESS)('%s is passed over, and the rows around it are stored', async (_, line) => {
    const { error, states } = await writeInProcess({ config, lines: [good(0), line, good(1), state(2)] });
    expect([error, states.length]).toEqual([undefined, 1]);
    expect(await cells()).toEqual([placeOf(perfRow(0)), placeOf(perfRow(1))].sort());
  });

  const REFUSED: readonly (readonly [string, object])[] = [
    [
      'a NUL byte in a value',
      {
        ...perfRow(1),
        data_set: 'dsMONTHLY01',
        data_element: 'deTEXT00001',
        org_unit: 'ouFACIL0001',
        value: 'a\u0000b',
      },
    ],
    [
      'a lone surrogate',
      {
        ...perfRow(1),
        data_set: 'dsMONTHLY01',
        data_element: 'deTEXT00001',
        org_unit: 'ouFACIL0001',
        value: 'a\ud800b',
      },
    ],
    ['a NUL byte in an id', { ...perfRow(1), org_unit: 'ou\u0000ERF00001' }],
    ['an object where an id belongs', { ...perfRow(1), org_unit: { id: 'ouPERF00001' } }],
    ['a period that is no period', { ...perfRow(1), period: 'yesterday' }],
    ['a day that does not exist', { ...perfRow(1), period: '20230230' }],
    ['an array as a value', { ...perfRow(1), value: [1, 2] }],
  ];

  test.each(REFUSED)('%s costs that row only', async (_, row) => {
    const { error, states, logs } = await writeInProcess({ config, lines: [good(0), record(row), good(2), state(3)] });
    expect(error).toBeUndefined();
    expect(states.join()).toContain('"recordCount":2,"rejectedRecordCount":1');
    expect(logs.filter((line) => line.includes('line 2 (record 2)')).length).toBeGreaterThan(0);
    expect(await cells()).toEqual([placeOf(perfRow(0)), placeOf(perfRow(2))].sort());
  });

  test.each([
    ['2^53 + 1', '9007199254740993', 'deNUMBER001', '9007199254740993'],
    ['a numeric of 20 digits', '12345678901234567890.5', 'deNUMBER001', '12345678901234567890.5'],
    ['12.000', '12.000', 'deINTEGER01', '12'],
  ])('%s as a JSON number keeps its digits', async (_, digits, element, stored) => {
    const line = record({
      ...perfRow(0),
      data_set: 'dsMONTHLY01',
      data_element: element,
      org_unit: 'ouFACIL0001',
      value: 0,
    });
    const { error } = await writeInProcess({ config, lines: [line.replace('"value":0', `"value":${digits}`)] });
    expect(error).toBeUndefined();
    expect((await sandbox.values()).map(({ value }) => value)).toEqual([stored]);
  });

  test('1e400 is refused, never stored as something else', async () => {
    const line = good(0).replace(/"value":"[^"]*"/, '"value":1e400');
    const { states } = await writeInProcess({ config, lines: [line, good(1), state(2)] });
    expect(states.join()).toContain('"recordCount":1,"rejectedRecordCount":1');
    expect(await cells()).toEqual([placeOf(perfRow(1))]);
  });

  test('an empty stream stores nothing and gives its state back', async () => {
    const { error, states } = await writeInProcess({ config, lines: [state('nothing')] });
    expect([error, states.length, (await cells()).length]).toEqual([undefined, 1, 0]);
  });

  test('two streams that write the same cells: the later row wins, and each stream counts its own', async () => {
    const row = perfRow(0);
    const { error, states } = await writeInProcess({
      config,
      streams: ['a', 'b'],
      lines: [
        record({ ...row, value: '1' }, 'a'),
        record({ ...row, value: '2' }, 'b'),
        state('a', 'a'),
        state('b', 'b'),
      ],
    });
    expect(error).toBeUndefined();
    expect(states.every((line) => line.includes('"recordCount":1,'))).toBe(true);
    expect((await sandbox.values()).map(({ value }) => value)).toEqual(['2']);
  });

  test('a value of 20 MB is refused for its length, and the rows around it are stored', async () => {
    const huge = record({
      ...perfRow(1),
      data_set: 'dsMONTHLY01',
      data_element: 'deLONGTXT01',
      org_unit: 'ouFACIL0001',
      value: 'x'.repeat(20_000_000),
    });
    const run = await write(config, [good(0), huge, good(2), state(3)]);
    expect(run.code).toBe(0);
    expect(statesOf(run)).toMatchObject([{ recordCount: 2, rejectedRecordCount: 1 }]);
    expect(logOf(run).every((message) => message.length < 5000)).toBe(true);
  });

  test('a packaged row of 200,000 values is sent in parts', async () => {
    const dataValues = Array.from({ length: 200_000 }, (_, index) => {
      const { data_element: dataElement, org_unit: orgUnit, period, value } = perfRow(index);
      return { dataElement, orgUnit, period, value };
    });
    const run = await write(config, [record({ data_set: 'dsPERF00001', data_values: dataValues }), state(1)]);
    expect(run.code).toBe(0);
    expect(statesOf(run)).toMatchObject([{ recordCount: 1, rejectedRecordCount: 0, values: { stored: 200_000 } }]);
    expect(await sandbox.values()).toHaveLength(200_000);
  });

  test('no line of any kind brings the connector down or costs a good row', async () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.object().map((data) => record(data)),
      fc
        .record({ value: fc.anything(), org_unit: fc.anything(), period: fc.anything() })
        .map((row) => safely({ ...perfRow(1), ...row })),
    );
    const property = fc.asyncProperty(fc.array(anything, { maxLength: 5 }), async (strange) => {
      await sandbox.reset();
      // Lines that begin as a message and are none end the sync by design; the others must not.
      const lines = strange
        .map((line) => line.replaceAll('\n', ' '))
        .filter((line) => !line.trimStart().startsWith('{') || line.includes('"RECORD"'));
      const { error, states } = await writeInProcess({ config, lines: [good(0), ...lines, good(2), state(2)] });
      expect(error).toBeUndefined();
      expect(states).toHaveLength(1);
      const held = await cells();
      expect(held).toEqual(expect.arrayContaining([placeOf(perfRow(0)), placeOf(perfRow(2))]));
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

function safely(row: object): string {
  try {
    return record(row);
  } catch {
    return '';
  }
}
