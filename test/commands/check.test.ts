import type { Sandbox } from '../../sandbox/src/sandbox';
import { note } from '../../src/commands/check-messages';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';
import { checkWith } from '../support/check';

describe.each(['2.41', '2.42', '2.43'] as const)('check against DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  const basic = (username: keyof typeof PASSWORDS): object => ({
    base_url: sandbox.url,
    credentials: { auth_type: 'basic', username, password: PASSWORDS[username] },
  });

  test('succeeds, and says the version, the user and what a test value came to', async () => {
    const { succeeded, message, log } = await checkWith(basic('connector'));
    expect(message).toMatch(/^DHIS2 2\.4\d\.[\d.]+, signed in as connector, who may write to 6 data sets\. /);
    expect(message).toContain(note.testValue);
    expect(message).toContain(note.password);
    expect(message).toContain(note.comments);
    expect(succeeded).toBe(true);
    expect(log).toEqual([]);
  });

  test('stores nothing and completes nothing', async () => {
    await checkWith(basic('connector'));
    expect(sandbox.requests.filter(({ method }) => method !== 'GET')).toMatchObject([
      { path: '/api/dataValueSets', query: expect.stringContaining('dryRun=true') as unknown },
    ]);
    expect(await sandbox.values({ includeDeleted: true })).toEqual([]);
    expect(await sandbox.registrations()).toEqual([]);
  });
});
