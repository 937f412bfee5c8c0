import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Sandbox } from '../../sandbox/src/sandbox';
import { folderOfEachTest } from '../support/folder';
import { startTestSandbox } from '../support/sandbox';

import { catalogOf, COLUMNS, configFor, row } from './job';
import { asPlatformLines, playSync, type SourceMessage } from './platform';
import { pythonEnvironment } from './python-environment';

const ROOT = join(__dirname, '../..');
const CONNECTOR = join(ROOT, 'bin/destination-dhis2');

const folder = folderOfEachTest();

// Made here, before any test runs: the first time takes about a minute.
const python = pythonEnvironment();
const reason = typeof python === 'string' ? ` (${python})` : '';
const withPython = reason === '' ? describe : describe.skip;

function run(program: string, args: readonly string[], cwd = ROOT) {
  if (typeof python === 'string') throw new Error(python);
  return python.run(program, args, { cwd, timeoutMs: 600_000 });
}

/** 301 long rows, the last of them refused, and their state. */
const ROWS: readonly SourceMessage[] = [
  ...Array.from({ length: 300 }, (_, index): SourceMessage => ({
    kind: 'record',
    stream: 'monthly',
    data: row(index),
  })),
  { kind: 'record', stream: 'monthly', data: row(300, { value: 'twelve' }) },
  {
    kind: 'state',
    stream: 'monthly',
    state: '{"type":"STREAM","stream":{"stream_descriptor":{"name":"monthly"},"stream_state":{"row":301}}}',
  },
];

/** The lines that a command of the connector prints. */
async function printed(...args: readonly string[]): Promise<readonly string[]> {
  // A check that fails, and says so, exits with 1.
  const { stdout } = await promisify(execFile)(CONNECTOR, args).catch((error: { stdout: string }) => error);
  return stdout.trim().split('\n');
}

/** What `run_pyairbyte.py` prints last. */
interface PyAirbyteOutcome {
  readonly ok: boolean;
  readonly error?: string | null;
  readonly properties?: readonly string[];
  readonly delivered?: number;
  readonly confirmed?: number;
  readonly states?: readonly { readonly destinationStats?: object }[];
}

withPython(`Airbyte's own checks${reason}`, () => {
  const findings = async (program: string, file: string) => {
    const { stdout, stderr, exitCode } = await run(program, [file]);
    return { found: stdout.trim(), trouble: exitCode === 0 ? '' : stderr, exitCode };
  };
  const nothing = { found: '', trouble: '', exitCode: 0 };

  test('find metadata.yaml as their schema of connector metadata wants it', async () => {
    expect(await findings('check_metadata.py', join(ROOT, 'metadata.yaml'))).toEqual(nothing);
  });

  test('find every secret of the form marked as one, and nothing else', async () => {
    expect(await findings('lint_spec.py', CONNECTOR)).toEqual(nothing);
  });

  test('read every line that the connector prints as a message of the protocol, without unknown keys', async () => {
    const sandbox = await startTestSandbox({ version: '2.42' });
    try {
      const config = configFor(sandbox.url);
      const file = join(folder(), 'printed.jsonl');
      writeFileSync(join(folder(), 'config.json'), JSON.stringify(config));
      const lines = await Promise.all([
        printed('spec'),
        printed('check', '--config', join(folder(), 'config.json')),
        printed('check', '--config', join(folder(), 'missing.json')),
        printed('discover', '--config', join(folder(), 'config.json')),
      ]);
      const stray: SourceMessage = { kind: 'record', stream: 'not in the catalog', data: {} };
      const written = await playSync([CONNECTOR], {
        config,
        catalog: catalogOf(['monthly']),
        messages: [...ROWS, stray],
      });
      writeFileSync(file, [...lines.flat(), ...written.stdout].join('\n'));

      expect(written.stdout.length).toBeGreaterThan(3);
      expect(await findings('check_messages.py', file)).toEqual(nothing);
    } finally {
      await sandbox.close();
    }
  });
});

withPython(`PyAirbyte${reason}`, () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version: '2.42' });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  /** Runs one of PyAirbyte's verbs in a folder of its own and reads its last line. */
  async function pyairbyte(
    verb: string,
    { config = {}, messages = [] as readonly SourceMessage[], columns = COLUMNS } = {},
  ): Promise<PyAirbyteOutcome> {
    const file = (name: string, text: string) => {
      writeFileSync(join(folder(), name), text);
      return join(folder(), name);
    };
    const streams = catalogOf(['monthly'], columns).streams.map(({ stream }) => stream);
    const { stdout, stderr } = await run(
      'run_pyairbyte.py',
      [
        verb,
        ...[
          '--destination',
          CONNECTOR,
          '--config',
          file('config.json', JSON.stringify(configFor(sandbox.url, config))),
        ],
        ...['--catalog', file('catalog.json', JSON.stringify({ streams }))],
        ...['--messages', file('messages.jsonl', `${asPlatformLines(messages).lines.join('\n')}\n`)],
      ],
      folder(),
    );
    const last = stdout.trim().split('\n').pop() ?? '';
    return last.startsWith('{') ? (JSON.parse(last) as PyAirbyteOutcome) : { ok: false, error: stderr };
  }

  test('reads the form and finds that the configuration fits it', async () => {
    const { ok, properties, error } = await pyairbyte('spec');

    expect({ ok, error }).toEqual({ ok: true, error: undefined });
    expect(properties).toEqual(expect.arrayContaining(['base_url', 'credentials', 'streams']));
  });

  test('checks the connection', async () => {
    expect(await pyairbyte('check')).toEqual({ ok: true });
  });

  test('is told why a connection cannot be', async () => {
    const credentials = { auth_type: 'basic', username: 'connector', password: 'canary-of-a-password' };
    const { ok, error } = await pyairbyte('check', { config: { credentials } });

    expect(ok).toBe(false);
    expect(error).toContain('DHIS2');
    expect(error).not.toContain('canary');
  });

  test('writes straight from a source and keeps the state with its counts', async () => {
    const { ok, error, delivered, confirmed, states } = await pyairbyte('write', { messages: ROWS });

    expect({ ok, error, delivered, confirmed }).toEqual({
      ok: true,
      error: undefined,
      delivered: 301,
      confirmed: 300,
    });
    expect(states).toEqual([expect.objectContaining({ id: 1 })]);
    expect(states?.[0]?.destinationStats).toMatchObject({ recordCount: 300, rejectedRecordCount: 1 });
    expect(await sandbox.values()).toHaveLength(300);
  });

  test('writes from its cache, which renames columns and adds its own', async () => {
    const { ok, error, delivered, confirmed } = await pyairbyte('cached', { messages: ROWS });

    expect({ ok, error, delivered, confirmed }).toEqual({
      ok: true,
      error: undefined,
      delivered: 301,
      confirmed: 300,
    });
    expect(await sandbox.values()).toHaveLength(300);
  });

  test('passes its smoke test with streams that the settings explain', async () => {
    // Its records know nothing of DHIS2: an id is taken for the value, the rest is given.
    const entry = (stream: string, period: string) => ({
      stream,
      layout: 'long',
      columns: [{ column: 'id', field: 'value' }],
      constants: [
        { field: 'data_set', value: 'dsPERF00001' },
        { field: 'data_element', value: 'dePERF00001' },
        { field: 'org_unit', value: 'ouPERF00001' },
        { field: 'period', value: period },
      ],
    });
    const streams = [entry('_preflight_basic_types', '202401'), entry('basic_types', '202402')];
    const result = await pyairbyte('smoke', { config: { streams } });

    expect(result).toMatchObject({ success: true, preflight_passed: true, error: null, records_delivered: 3 });
    const stored = (await sandbox.values()).map(({ value }) => value);
    expect(stored).toEqual(['3', '3']);
  });

  test('is told, in the log that its error names, which columns a stream lacks', async () => {
    const row = { kind: 'record', stream: 'monthly', data: { facility: 'F1', total: '3' } } as const;
    const { ok, error } = await pyairbyte('write', { messages: [row], columns: ['facility', 'total'] });

    expect(ok).toBe(false);
    // With CI set, PyAirbyte quotes the log in its error; else it names the file.
    const [, file] = /Log file: (\S+)/.exec(error ?? '') ?? [];
    const log = file === undefined ? error : readFileSync(file, 'utf8');
    expect(log).toContain('data_element');
    expect(log).toContain('facility');
  });
});
