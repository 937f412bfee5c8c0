import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AirbyteConnectionStatus, AirbyteConnectionStatusMessage } from 'faros-airbyte-cdk/lib/protocol';
import { CdkLogger } from '../../src/airbyte/cdk-logger';
import { createLog } from '../../src/airbyte/log';
import { CdkDestination, type CommandContext } from '../../src/entry/cdk-destination';
import { CdkRunner } from '../../src/entry/cdk-runner';
import { ConfigError } from '../../src/errors';

type Check = CdkDestination['check'];

/** The connector with a check of the test's own. */
class Destination extends CdkDestination {
  constructor(
    context: CommandContext,
    private readonly checking: Check,
  ) {
    super(context);
  }

  override check(config: Parameters<Check>[0]): ReturnType<Check> {
    return this.checking(config);
  }
}

describe('CdkRunner', () => {
  const lines: string[] = [];
  let folder: string;
  let config: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'runner-'));
    config = join(folder, 'config.txt');
    await writeFile(config, '{"base_url":"https://dhis2.example.org"}');
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(() => (lines.length = 0));
  // The CDK's runner listens for lost errors of the whole process.
  afterEach(() => {
    process.removeAllListeners('unhandledRejection');
    process.removeAllListeners('uncaughtException');
  });

  async function run(check: Check, ...args: string[]): Promise<unknown[]> {
    const emit = (line: string): Promise<void> => Promise.resolve(void lines.push(line));
    const log = createLog((line) => void emit(line), undefined);
    const destination = new Destination({ log, emit, listen: () => new AbortController().signal }, check);
    await new CdkRunner(new CdkLogger(emit, log), destination).mainCommand().parseAsync(['node', 'main', ...args]);
    return lines.map((line) => JSON.parse(line) as unknown);
  }

  const well: Check = () =>
    Promise.resolve(
      new AirbyteConnectionStatusMessage({ status: AirbyteConnectionStatus.SUCCEEDED, message: 'DHIS2 2.42' }),
    );
  const failed = (message: unknown): object => ({
    type: 'CONNECTION_STATUS',
    connectionStatus: { status: 'FAILED', message },
  });

  it('prints the specification as it stands in the file', async () => {
    const [message] = await run(well, 'spec');
    expect(message).toMatchObject({ type: 'SPEC', spec: { protocol_version: expect.any(String) as string } });
  });

  it('reads the settings as a file of any name and hands them to check', async () => {
    let given: unknown;
    const spy: Check = (settings) => {
      given = settings;
      return well(settings);
    };
    expect(await run(spy, 'check', '--config', config)).toEqual([
      { type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED', message: 'DHIS2 2.42' } },
    ]);
    expect(given).toEqual({ base_url: 'https://dhis2.example.org' });
  });

  it('answers check with one status when something must be changed, and says what', async () => {
    const check: Check = () => Promise.reject(new ConfigError('Share a data set.'));
    expect(await run(check, 'check', '--config', config)).toEqual([failed('Share a data set.')]);
  });

  it('answers check with one status when anything else is thrown, and quotes nothing of it', async () => {
    const check: Check = () => Promise.reject(new TypeError('Cookie: hunter2'));
    expect(await run(check, 'check', '--config', config)).toEqual([
      failed(expect.stringMatching(/^The connector failed in a way it does not know \(TypeError\)/)),
    ]);
    expect(lines.join()).not.toContain('hunter2');
  });

  it.each([
    ['no file is named', [], /--config, or the file after it, is missing/],
    ['no file follows', ['--config'], /--config, or the file after it, is missing/],
    ['there is no such file', ['--config', '/nowhere/config.json'], /cannot be read \(ENOENT\)/],
  ])('answers check with one status when %s', async (_, args, message) => {
    expect(await run(well, 'check', ...args)).toEqual([failed(expect.stringMatching(message))]);
  });

  it('gives check up after 8 of the 9 minutes that Airbyte waits', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    try {
      let begin = (): void => undefined;
      const started = new Promise<void>((resolve) => (begin = resolve));
      const never: Check = () => {
        begin();
        return new Promise(() => undefined);
      };
      const running = run(never, 'check', '--config', config);
      await started;
      await jest.advanceTimersByTimeAsync(8 * 60_000);
      expect(await running).toEqual([failed(expect.stringMatching(/did not answer within 8 minutes/))]);
    } finally {
      jest.useRealTimers();
    }
  });
});
