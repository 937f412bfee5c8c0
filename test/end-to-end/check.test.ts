import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { prepareJob, run, type Message, type Run } from '../support/connector';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

/** The one CONNECTION_STATUS of a run. */
function statusOf({ messages }: Run): NonNullable<Message['connectionStatus']> {
  const statuses = messages.flatMap(({ connectionStatus }) => connectionStatus ?? []);
  expect(statuses).toHaveLength(1);
  return statuses[0]!;
}

describe('check prints one CONNECTION_STATUS and exits with 0', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version: '2.42' });
  });
  afterAll(() => sandbox.close());

  const settings = (username: keyof typeof PASSWORDS, password: string = PASSWORDS[username]): object => ({
    base_url: sandbox.url,
    credentials: { auth_type: 'basic', username, password },
  });
  const check = async (config: object): Promise<Run> => {
    const job = prepareJob(config);
    return run('check', '--config', join(job.folder, 'config.json')).finally(() => job.remove());
  };

  test('when all is well', async () => {
    const ended = await check(settings('connector'));
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(statusOf(ended)).toMatchObject({
      status: 'SUCCEEDED',
      message: expect.stringContaining('signed in as connector') as string,
    });
  });

  test('when the password is wrong, and quotes none', async () => {
    const ended = await check(settings('connector', 'a-wrong-PASSWORD'));
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(statusOf(ended).status).toBe('FAILED');
    expect(ended.stdout).not.toContain('PASSWORD');
    expect(ended.messages.filter(({ type }) => type === 'TRACE')).toEqual([]);
  });

  test('when a setting is missing', async () => {
    const ended = await check({ base_url: sandbox.url });
    expect(statusOf(ended)).toEqual({ status: 'FAILED', message: '`credentials` is missing (Sign-in).' });
  });

  test('when the file is not there', async () => {
    const ended = await run('check', '--config', '/nowhere/config.json');
    expect(statusOf(ended)).toMatchObject({ status: 'FAILED', message: expect.stringContaining('ENOENT') as string });
  });

  test('when the file is no JSON, and quotes nothing of it', async () => {
    const job = prepareJob({});
    const file = join(job.folder, 'config.json');
    writeFileSync(file, '{"password": "a-SECRET",,}');
    const ended = await run('check', '--config', file).finally(() => job.remove());
    expect(statusOf(ended).status).toBe('FAILED');
    expect(ended.stdout).not.toContain('SECRET');
  });

  test('when no file is named', async () => {
    expect(statusOf(await run('check'))).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('--config') as string,
    });
  });
});
