import type { Sandbox } from '../../../sandbox/src/sandbox';
import { note, problem, warning } from '../../../src/commands/check/messages';
import { checkWith } from '../../support/check';
import { PASSWORDS, startTestSandbox } from '../../support/sandbox';
import { credentialsOf } from '../../support/sign-ins';
import { byPassword, byRefreshToken, byToken, checkOther, makeToken, type World } from './world';

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
    expect(message).toMatch(/^DHIS2 2\.4\d\.[\d.]+, signed in as connector, who may write to 6 data sets\.$/m);
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

  test.each(['CREATE', 'UPDATE', 'DELETE'].filter((strategy) => version !== '2.43' || strategy === 'DELETE'))(
    'takes the import strategy %s, and stores nothing with it either',
    async (import_strategy) => {
      expect(await checkWith({ ...basic('connector'), import_strategy })).toMatchObject({ succeeded: true });
      expect(await sandbox.values({ includeDeleted: true })).toEqual([]);
    },
  );

  test('finds the ids under `streams` in the schemes of the settings', async () => {
    const streams = [
      {
        stream: 'births',
        layout: 'wide',
        constants: [
          { field: 'data_set', value: 'ds_monthly' },
          { field: 'org_unit', value: 'ouFACIL0001' },
        ],
        indicators: [{ column: 'girls', data_element: 'DE_SEX', category_option_combo: 'COC_FEMALE' }],
      },
      { stream: 'deaths', constants: [{ field: 'data_set', value: 'DS_NONE' }] },
    ];
    const schemes = { data_set: 'CODE', data_element: 'CODE', category_option_combo: 'CODE' };
    const { message } = await checkWith({ ...basic('connector'), id_schemes: schemes, streams });
    expect(message).toMatch(/^`streams\[1\]\.constants\[0\]\.value`: [^`]*code `DS_NONE`[^`]*$/);
  });
});

describe('check of sign-ins that last', () => {
  let sandbox: Sandbox;
  let world: World;
  beforeAll(async () => {
    sandbox = await startTestSandbox({
      version: '2.42',
      outsideClients: { partner: { secret: 'partner-secret', username: 'connector' } },
    });
    world = { dhis2: sandbox };
  });
  afterAll(() => sandbox.close());

  const messageFor = async (credentials: object): Promise<string> => {
    const { succeeded, message } = await checkWith({ base_url: sandbox.url, credentials });
    expect(succeeded).toBe(true);
    return message;
  };

  test('tells the end of a personal access token', async () => {
    const { key, remove } = await makeToken(world, { days: 90 });
    expect(await messageFor(byToken(key))).toMatch(/token ends on 2027-02-2\d \(in 90 days\)\./);
    await remove();
  });

  test('tells the life of a refresh token to a user who may see it', async () => {
    const signIn = await byRefreshToken(world, { clientId: 'lasting', user: 'admin' });
    expect(await messageFor(signIn)).toContain(note.refreshLife('365 days'));
  });

  test('leaves tokens of another identity provider to it', async () => {
    const client = { client_id: 'partner', client_secret: 'partner-secret', token_url: `${sandbox.url}/idp/token` };
    expect(await messageFor({ auth_type: 'oauth2_client_credentials', ...client })).toContain(note.outsideProvider);
  });

  test('knows that a refresh token of 2.41 has no end', async () => {
    const legacy = await startTestSandbox({ version: '2.41' });
    try {
      const credentials = await credentialsOf('oauth2_refresh_token', legacy, '2.41');
      const { message } = await checkWith({ base_url: legacy.url, credentials });
      expect(message).toContain(note.legacyRefreshToken);
    } finally {
      await legacy.close();
    }
  });

  describe('with a refresh token that DHIS2 replaces', () => {
    const change = {
      tokenSettings: JSON.stringify({
        'settings.token.reuse-refresh-tokens': false,
        'settings.token.refresh-token-time-to-live': ['java.time.Duration', 7 * 86_400],
      }),
    };
    const inAirbyte = 'WORKER_JOB_ID';
    afterEach(() => delete process.env[inAirbyte]);

    test('gives the new one back, and it works', async () => {
      const credentials = await byRefreshToken(world, { clientId: 'first', change });
      const { lines, log } = await checkWith({ base_url: sandbox.url, credentials });
      expect(lines).toHaveLength(1);
      const { control } = JSON.parse(lines[0]!) as { control: { connectorConfig: { config: object } } };
      const { config } = control.connectorConfig;
      expect(config).toMatchObject({ base_url: sandbox.url, credentials: { client_id: 'first' } });
      expect(config).not.toMatchObject({ credentials });
      expect(log.map(({ message }) => message)).toContain(warning.rotatedOutsideAirbyte());
      expect(await checkWith(config)).toMatchObject({ succeeded: true });
      expect(await checkWith({ base_url: sandbox.url, credentials })).toMatchObject({ succeeded: false });
    });

    test('inside Airbyte, which keeps the new one, does not warn, and tells how often to sync', async () => {
      process.env[inAirbyte] = '7';
      const credentials = await byRefreshToken(world, { clientId: 'second', change, user: 'admin' });
      const { message } = await checkWith({ base_url: sandbox.url, credentials });
      expect(message).toContain(note.rotatingRefreshLife('7 days'));
      expect(message).not.toContain(warning.rotatedOutsideAirbyte());
    });
  });
});

describe('check of a user with several rights missing', () => {
  test('tells them all at once', async () => {
    const { message } = await checkOther(
      {
        change: (metadata) => {
          for (const user of metadata['users'] ?? []) user['organisationUnits'] = [];
        },
      },
      byPassword('nodv'),
    );
    expect(message).toBe([problem.noAuthority('nodv'), problem.noOrgUnit('nodv')].join('\n'));
  });
});
