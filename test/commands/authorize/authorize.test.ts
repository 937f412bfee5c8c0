import { hashSync } from 'bcryptjs';
import { createServer } from 'node:net';
import type { Sandbox } from '../../../sandbox/src/sandbox';
import { authorize, type AuthorizeDeps } from '../../../src/commands/authorize/authorize';
import { clientBody } from '../../../src/commands/register-client/payload';
import type { ConnectionSettings } from '../../../src/dhis2/connection';
import type { Credentials } from '../../../src/dhis2/sign-in/credentials';
import { freePort } from '../../support/browser';
import { goThroughLogin } from '../../support/consent';
import { createAs, PASSWORDS, startTestSandbox } from '../../support/sandbox';
import { exchangeForToken } from '../../support/sign-ins';

/** As long as DHIS2 up to 2.41 wants it (recorded exchange 351 of 2.41.9.1). */
const SECRET = '1e6db50c-0fee-11e5-98d0-3c15c2c6caf6';
const HASH = hashSync(SECRET, 4);

type Person = (address: string) => unknown;

describe('authorize', () => {
  let sandbox: Sandbox;
  let legacy: Sandbox;
  let port: number;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version: '2.42' });
    legacy = await startTestSandbox({ version: '2.41' });
    port = await freePort();
    const redirectUri = `http://localhost:${port}/callback`;
    const registration = { name: 'airbyte', secret: SECRET, redirectUri, refreshTokenDays: 365 };
    for (const clientId of ['airbyte', 'narrow', 'rotating']) {
      const body = clientBody({ ...registration, clientId }, HASH) as { tokenSettings: string };
      const change = {
        airbyte: {},
        narrow: { scopes: 'openid' },
        rotating: { tokenSettings: body.tokenSettings.replace('refresh-tokens":true', 'refresh-tokens":false') },
      }[clientId];
      await createAs('admin', `${sandbox.url}/api/oAuth2Clients`, { ...body, ...change });
    }
    await createAs('admin', `${legacy.url}/api/oAuth2Clients`, {
      name: 'airbyte',
      cid: 'airbyte',
      secret: SECRET,
      grantTypes: ['password', 'refresh_token', 'authorization_code'],
      redirectUris: [redirectUri],
    });
  });
  afterAll(async () => {
    await sandbox.close();
    await legacy.close();
  });

  const client = { clientId: 'airbyte', clientSecret: SECRET };
  const refreshable = (change: object = {}): Credentials => ({
    kind: 'oauth2_refresh_token',
    ...client,
    refreshToken: 'none yet',
    ...change,
  });
  const settings = (credentials: Credentials, baseUrl = sandbox.url): ConnectionSettings => ({
    baseUrl,
    credentials,
    requestTimeoutMs: 120_000,
    maxConcurrentRequests: 4,
    importStrategy: 'CREATE_AND_UPDATE',
  });

  /** Runs it with `person` in the place of the one who opens the address, and gives back all that was printed. */
  async function run(person: Person, given: Partial<AuthorizeDeps> = {}, waitMs = 30_000): Promise<string> {
    const printed: string[] = [];
    await authorize(
      { port, waitMs },
      {
        settings: settings(refreshable()),
        print: (text) => {
          printed.push(text);
          return Promise.resolve();
        },
        log: () => undefined,
        clock: { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()) },
        openBrowser: (address) => void Promise.resolve(person(address)).catch(() => undefined),
        ...given,
      },
    );
    return printed.join('\n');
  }
  const agree: Person = async (address) => fetch(await goThroughLogin(address));
  /** Changes the address before the person goes there. */
  const agreeWith =
    (change: (query: URLSearchParams) => void): Person =>
    async (address) => {
      const url = new URL(address);
      change(url.searchParams);
      return fetch(await goThroughLogin(url.href));
    };

  test('prints the address, and then a refresh token that was tried', async () => {
    const printed = await run(agree);
    const address = new URL(/http\S+/.exec(printed)?.[0] ?? '');
    expect(address.searchParams.get('code_challenge_method')).toBe('S256');
    expect(address.searchParams.get('scope')).toBe('openid username');
    expect(printed).toContain("took the sign-in: it is connector's.");
    expect(printed).toContain('a year if airbyte was registered with register-client');
    expect(printed).not.toContain(SECRET);
  });

  test('says how long the token lives to a user who may see it', async () => {
    const printed = await run(async (address) => fetch(await goThroughLogin(address, 'admin')));
    expect(printed).toContain('It lives 365 days from now.');
  });

  test('hands out the new token where DHIS2 replaced it when it was tried, and warns', async () => {
    const printed = await run(agree, { settings: settings(refreshable({ clientId: 'rotating' })) });
    expect(printed).toContain('DHIS2 replaces it at each use.');
    const [, token = ''] = /Refresh token[^]*?\n\n {2}(\S+)/.exec(printed) ?? [];
    const form = { grant_type: 'refresh_token', refresh_token: token };
    await exchangeForToken(`${sandbox.url}/oauth2/token`, `rotating:${SECRET}`, form);
  });

  test('takes the address of the last page as input, where the browser cannot come back', async () => {
    let tell: (address: string) => void = () => undefined;
    const told = new Promise<string>((resolve) => (tell = resolve));
    async function* pasted(): AsyncGenerator<string> {
      yield '';
      yield 'what was that address?';
      yield await told;
    }
    const person: Person = async (address) => tell(`  ${await goThroughLogin(address)}  `);
    const log = jest.fn();
    const printed = await run(person, { pasted: pasted(), log });
    expect(printed).toContain('paste the address of that page here');
    expect(printed).toContain("it is connector's");
    const address = `http://localhost:${port}/callback?`;
    expect(log.mock.calls).toEqual([
      ['WARN', `This is not the address that the browser ended on: it begins with ${address}`],
    ]);
  });

  test('says so when nothing can be pasted, and goes on waiting for the browser', async () => {
    const log = jest.fn();
    let ended: () => void = () => undefined;
    const told = new Promise<void>((resolve) => (ended = resolve));
    log.mockImplementation(() => ended());
    async function* pasted(): AsyncGenerator<string> {}
    const person: Person = async (address) => {
      await told;
      await fetch(await goThroughLogin(address));
    };
    expect(await run(person, { pasted: pasted(), log })).toContain("it is connector's");
    expect(log).toHaveBeenCalledWith('WARN', expect.stringContaining('nothing can be pasted any more'));
  });

  test('asks by password on 2.41 where that is configured, without a browser', async () => {
    const { connector: password } = PASSWORDS;
    const credentials: Credentials = { kind: 'oauth2_password', ...client, username: 'connector', password };
    const opened = jest.fn();
    const printed = await run(opened, { settings: settings(credentials, legacy.url) });
    expect(opened).not.toHaveBeenCalled();
    expect(printed).toContain('It has no end on this version');
    expect(printed).not.toContain(password);
  });

  const byCase: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
    [
      'a consent with nothing ticked',
      () => run(async (address) => fetch(await goThroughLogin(address, 'clerk', 'tick-nothing'))),
      /consent was cancelled.*Run authorize again/,
    ],
    [
      'a scope that the client lacks',
      () => run(agree, { settings: settings(refreshable({ clientId: 'narrow' })) }),
      /may not ask for the scopes "openid username"/,
    ],
    [
      'a code that was asked for with another challenge',
      () => run(agreeWith((query) => query.set('code_challenge', 'A'.repeat(43)))),
      /does not take the code.*once and for five minutes/,
    ],
    [
      'a wrong client secret',
      () => run(agree, { settings: settings(refreshable({ clientSecret: 'wrong' })) }),
      /invalid_client.*Check client_id and client_secret/,
    ],
    [
      'nobody coming back',
      () => run(() => undefined, {}, 50),
      /Nobody came back.*client_id.*redirect URI http:\/\/localhost/,
    ],
    [
      'a password on 2.42',
      () =>
        run(agree, {
          settings: settings({ kind: 'oauth2_password', ...client, username: 'connector', password: 'x' }),
        }),
      /2\.42 and later give no token for user name and password/,
    ],
    [
      'a sign-in that is not OAuth2',
      () => run(agree, { settings: settings({ kind: 'basic', username: 'connector', password: 'x' }) }),
      /auth_type is basic.*oauth2_refresh_token/,
    ],
    [
      'a server that is not there',
      async () => run(agree, { settings: settings(refreshable(), `http://127.0.0.1:${await freePort()}`) }),
      /refuses the connection.*Check host and port/,
    ],
  ];
  test.each(byCase)('ends with a sentence for %s', async (_name, attempt, says) => {
    const failure = await attempt().then(
      () => 'no failure',
      (error: unknown) => (error as Error).message,
    );
    expect(failure).toMatch(says);
    expect(failure).not.toContain(SECRET);
  });

  test('answers 400 to a callback of another run, and goes on waiting', async () => {
    let answered = 0;
    const printed = await run(async (address) => {
      const stray = await fetch(`http://127.0.0.1:${port}/callback?code=stolen&state=other`);
      answered = stray.status;
      expect(await stray.text()).toContain('still waiting');
      await agree(address);
    });
    expect(answered).toBe(400);
    expect(printed).toContain('Refresh token');
  });

  test('says before a browser opens that DHIS2 leads it to another host', async () => {
    const opened = jest.fn();
    const other = sandbox.url.replace('127.0.0.1', 'localhost');
    expect(other).not.toBe(sandbox.url);
    sandbox.faults.next = ({ path }) =>
      path.startsWith('/oauth2/authorize') ? { kind: 'redirect', location: `${other}/dhis-web-login/` } : undefined;
    await expect(run(opened)).rejects.toThrow(
      new RegExp(`from ${new URL(sandbox.url).host} to ${new URL(other).host}.*forgotten.*server\\.base\\.url`),
    );
    expect(opened).not.toHaveBeenCalled();
    await sandbox.reset();
  });

  test('lets an identity provider have a host of its own', async () => {
    let asked = 0;
    sandbox.faults.next = ({ path }) =>
      path.startsWith('/oauth2/authorize') && (asked += 1) === 1
        ? { kind: 'redirect', location: 'https://idp.example.org/realms/hmis/protocol/openid-connect/auth' }
        : undefined;
    await expect(run(agree)).resolves.toContain('Refresh token');
    await sandbox.reset();
  });

  test('says where the login of 2.41 is broken, and offers the password', async () => {
    const opened = jest.fn();
    legacy.faults.next = ({ path }) =>
      path.startsWith('/uaa/oauth/authorize') ? { kind: 'status', status: 500 } : undefined;
    await expect(run(opened, { settings: settings(refreshable(), legacy.url) })).rejects.toThrow(
      /answers 500 to the login by browser.*oauth2_password/,
    );
    expect(opened).not.toHaveBeenCalled();
    await legacy.reset();
  });

  test('says that the OAuth2 server is switched off, from 2.42 on', async () => {
    sandbox.faults.next = ({ path }) =>
      path.startsWith('/.well-known/') ? { kind: 'redirect', location: `${sandbox.url}/dhis-web-login/` } : undefined;
    await expect(run(agree)).rejects.toThrow(/2\.42\.5\.2 has its OAuth2 server switched off.*oauth2\.server\.enabled/);
    await sandbox.reset();
  });

  test('names the port that is in use, and how to choose another', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    try {
      await expect(run(agree)).rejects.toThrow(new RegExp(`Port ${port} .* in use by another program.*--port`));
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });
});
