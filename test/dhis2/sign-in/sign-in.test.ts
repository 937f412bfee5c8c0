import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { omit } from 'lodash';
import { ConfigError } from '../../../src/errors';
import type { Credentials } from '../../../src/dhis2/sign-in/credentials';
import { CANARY, SUMMARY, payload, rigsOfEachTest, type Deps, type Rig } from '../support/fixtures';
import { type Answering, json, type Received, startServer, type TestServer } from '../support/server';

interface Recorded {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** The answer that a real server gave, by version and number. */
function recorded(file: string): Recorded {
  const text = readFileSync(path.join(__dirname, '..', '..', 'transcripts', file), 'utf8');
  return (JSON.parse(text) as { response: Recorded }).response;
}

function replay({ status, headers, body }: Recorded): Answering {
  const kept = omit(headers, ['content-length', 'transfer-encoding', 'connection']);
  return (_request, response) => {
    response.writeHead(status, kept);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

const client = { clientId: 'airbyte', clientSecret: CANARY.clientSecret };
const SIGN_INS = {
  personal_access_token: { kind: 'personal_access_token', token: CANARY.token },
  basic: { kind: 'basic', username: 'connector', password: CANARY.password },
  oauth2_refresh_token: { kind: 'oauth2_refresh_token', ...client, refreshToken: CANARY.refreshToken },
  oauth2_password: { kind: 'oauth2_password', ...client, username: 'connector', password: CANARY.password },
} as const satisfies Record<string, Credentials>;

describe('the sign-in', () => {
  let server: TestServer;
  /** What the token endpoints and the Web API answer in this test. */
  let routes: Record<string, Answering> = {};
  const rig = rigsOfEachTest();
  const connect = (credentials: Credentials, deps?: Deps): Rig =>
    rig(server.url, { credentials, maxConcurrentRequests: 8 }, deps);
  const asked = (prefix: string): Received[] => server.received.filter((request) => request.path.startsWith(prefix));

  beforeAll(async () => {
    server = await startServer((request, response, socket) => {
      const route = Object.keys(routes).find((prefix) => request.path.startsWith(prefix));
      if (route) routes[route]!(request, response, socket);
      else json(response, 404, {});
    });
  });
  beforeEach(() => {
    server.received.length = 0;
    routes = { '/api': (_, response) => json(response, 200, SUMMARY) };
  });
  afterAll(() => server.close());

  /** A token endpoint that gives numbered tokens, and a Web API that takes the newest one only. */
  function numberedTokens(more: { lifeSeconds?: number; rotate?: boolean } = {}): {
    given: () => number;
    void: () => void;
  } {
    let given = 0;
    let valid = '';
    routes['/oauth2/token'] = (_, response) => {
      given += 1;
      valid = `Bearer token-${given}`;
      json(response, 200, {
        access_token: `token-${given}`,
        token_type: 'Bearer',
        expires_in: more.lifeSeconds ?? 299,
        refresh_token: more.rotate ? `refresh-${given}` : CANARY.refreshToken,
      });
    };
    routes['/api'] = ({ headers }, response) =>
      headers.authorization === valid
        ? json(response, 200, SUMMARY)
        : json(response, 401, { message: 'invalid_token' }, { 'WWW-Authenticate': 'Bearer error="invalid_token"' });
    return { given: () => given, void: () => (valid = 'none') };
  }

  it.each<[string, Credentials, string]>([
    ['a personal access token', SIGN_INS.personal_access_token, `ApiToken ${CANARY.token}`],
    [
      'Basic, in UTF-8',
      { kind: 'basic', username: 'zoë', password: 'pä:ss' },
      `Basic ${Buffer.from('zoë:pä:ss').toString('base64')}`,
    ],
  ])('%s goes with every request', async (_, credentials, header) => {
    const { client: dhis2 } = connect(credentials);
    await dhis2.send(payload());

    expect(server.received[0]!.headers.authorization).toBe(header);
  });

  it.each([[`  ${CANARY.token}\n`], [`ApiToken ${CANARY.token}`]])(
    'takes a token as people paste it: %j',
    async (token) => {
      await connect({ kind: 'personal_access_token', token }).client.send(payload());

      expect(server.received[0]!.headers.authorization).toBe(`ApiToken ${CANARY.token}`);
    },
  );

  it.each(['', ' ', 'd2p_CANARY CANARY', 'd2p_CANARY…', 'd2p_CANARY\nX-Injected: 1'])(
    'refuses what cannot be a token: %j',
    (token) => {
      const attempt = (): Rig => connect({ kind: 'personal_access_token', token });

      expect(attempt).toThrow(ConfigError);
      expect(attempt).not.toThrow(/CANARY/);
    },
  );

  describe('asks DHIS2s own token endpoint', () => {
    it('from 2.42 on with a refresh token', async () => {
      numberedTokens();
      await connect(SIGN_INS.oauth2_refresh_token).client.send(payload());

      const [request] = asked('/oauth2/token');
      expect(request!.headers).toMatchObject({
        authorization: `Basic ${Buffer.from(`airbyte:${CANARY.clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      });
      expect(request!.body).toBe(`grant_type=refresh_token&refresh_token=${CANARY.refreshToken}`);
      expect(asked('/api')[0]!.headers.authorization).toBe('Bearer token-1');
    });

    it('up to 2.41 with a refresh token, after the newer address turned out not to be there', async () => {
      routes['/oauth2/token'] = replay(recorded('2.41.9.1/344-oauth-token-bad-refresh.json'));
      routes['/uaa/oauth/token'] = replay(recorded('2.41.9.1/363-oauth-legacy-refresh.json'));
      const { client: dhis2, rotated } = connect({
        ...SIGN_INS.oauth2_refresh_token,
        refreshToken: 'AxBZRBjD7GTfts-MB6ZuuAyEOV0',
      });

      await dhis2.send(payload());

      expect(asked('/api')[0]!.headers.authorization).toBe('Bearer _K1Sjv4W7rhv_vDCIOC806Zcnlw');
      expect(rotated).toEqual([]);
    });

    it('up to 2.41 with a password', async () => {
      routes['/uaa/oauth/token'] = replay(recorded('2.41.9.1/359-oauth-legacy-password.json'));
      await connect(SIGN_INS.oauth2_password).client.send(payload());

      expect(asked('/uaa')[0]!.body).toBe(`grant_type=password&username=connector&password=${CANARY.password}`);
      expect(asked('/api')[0]!.headers.authorization).toBe('Bearer LQvgjJ_vicJQ_fK56ljD4ZDgAkM');
    });

    it('or that of an outside identity provider', async () => {
      const provider = await startServer((_, response) =>
        json(response, 200, { access_token: 'outside', expires_in: '60' }),
      );
      const credentials: Credentials = {
        kind: 'oauth2_client_credentials',
        ...client,
        tokenUrl: `${provider.url}/token`,
        scope: 'dhis2 read',
      };
      await connect(credentials).client.send(payload());

      expect(provider.received[0]!.body).toBe('grant_type=client_credentials&scope=dhis2+read');
      expect(asked('/api')[0]!.headers.authorization).toBe('Bearer outside');
      await provider.close();
    });

    it('with client id and secret encoded where the endpoint decodes them, and as they are where it does not', async () => {
      const credentials: Credentials = { ...SIGN_INS.oauth2_password, clientId: 'air byte', clientSecret: 'a+b%:c' };
      routes['/uaa/oauth/token'] = replay(recorded('2.42.5.2/331-oauth-legacy-token-endpoint.json'));
      numberedTokens();
      await connect(credentials).client.send(payload());

      const decoded = server.received.map(({ headers }) =>
        Buffer.from((headers.authorization ?? '').slice(6), 'base64').toString(),
      );
      expect(decoded.slice(0, 2)).toEqual(['air byte:a+b%:c', 'air%20byte:a%2Bb%25%3Ac']);
    });

    it('patiently', async () => {
      numberedTokens();
      const give = routes['/oauth2/token']!;
      let first = true;
      routes['/oauth2/token'] = (request, response, socket) => {
        if (!first) return give(request, response, socket);
        first = false;
        json(response, 503, {});
      };
      const { client: dhis2, log } = connect(SIGN_INS.oauth2_refresh_token);

      await expect(dhis2.send(payload())).resolves.toMatchObject({ status: 200 });
      expect(log).toEqual([
        { level: 'WARN', message: 'The token endpoint answered 503; trying again in 0.75 s (attempt 2)' },
      ]);
    });
  });

  describe('renews its token', () => {
    it('ahead of its end', async () => {
      const tokens = numberedTokens({ lifeSeconds: 299 });
      const { client: dhis2, clock } = connect(SIGN_INS.oauth2_refresh_token);
      await dhis2.send(payload());
      clock.advance(268_000);
      await dhis2.send(payload());
      expect(tokens.given()).toBe(1);
      clock.advance(2_000);
      await dhis2.send(payload());

      expect(tokens.given()).toBe(2);
      expect(asked('/api').every(({ headers }) => headers.authorization?.startsWith('Bearer token-'))).toBe(true);
    });

    it('a quarter of its life early if it lives for seconds', async () => {
      const tokens = numberedTokens({ lifeSeconds: 8 });
      const { client: dhis2, clock } = connect(SIGN_INS.oauth2_refresh_token);
      await dhis2.send(payload());
      clock.advance(5_900);
      await dhis2.send(payload());
      expect(tokens.given()).toBe(1);
      clock.advance(200);
      await dhis2.send(payload());

      expect(tokens.given()).toBe(2);
    });

    it('once, however many lanes start at the same time', async () => {
      const tokens = numberedTokens();
      const { client: dhis2 } = connect(SIGN_INS.oauth2_refresh_token);

      await Promise.all(Array.from({ length: 8 }, () => dhis2.send(payload())));

      expect(tokens.given()).toBe(1);
    });

    it('once after a 401, however many lanes are turned away, and each lane sends again', async () => {
      const tokens = numberedTokens();
      const { client: dhis2, log } = connect(SIGN_INS.oauth2_refresh_token);
      await dhis2.send(payload());
      tokens.void();
      server.received.length = 0;

      const answers = await Promise.all(Array.from({ length: 8 }, () => dhis2.send(payload())));

      expect(answers.every((answer) => answer.kind === 'answered' && answer.status === 200)).toBe(true);
      expect(tokens.given()).toBe(2);
      expect(asked('/api')).toHaveLength(16);
      expect(log).toEqual([]);
    });

    it('and keeps using one that DHIS2 2.41 gives twice, up to its end', async () => {
      const { client: dhis2, clock } = connect(SIGN_INS.oauth2_password);
      const endsAt = clock.now() + 100_000;
      routes['/uaa/oauth/token'] = (_, response) =>
        json(response, 200, { access_token: 'same', expires_in: Math.round((endsAt - clock.now()) / 1_000) });
      for (let second = 0; second < 100; second += 1) {
        await dhis2.send(payload());
        clock.advance(1_000);
      }

      expect(asked('/uaa')).toHaveLength(2);
    });

    it('by password again when the refresh token that came with it has ended', async () => {
      routes['/uaa/oauth/token'] = ({ body }, response, socket) =>
        body.startsWith('grant_type=password')
          ? json(response, 200, { access_token: 'by-password', refresh_token: 'r', expires_in: 100 })
          : replay(recorded('2.41.9.1/366-oauth-legacy-refresh-bad.json'))({} as Received, response, socket);
      const { client: dhis2, clock, rotated } = connect(SIGN_INS.oauth2_password);
      await dhis2.send(payload());
      clock.advance(101_000);
      await dhis2.send(payload());

      expect(asked('/uaa').map(({ body }) => body.split('&')[0])).toEqual([
        'grant_type=password',
        'grant_type=refresh_token',
        'grant_type=password',
      ]);
      expect(rotated).toEqual([]);
    });
  });

  describe('with refresh tokens that rotate', () => {
    it('gives each new one away before anything uses it', async () => {
      const tokens = numberedTokens({ lifeSeconds: 8, rotate: true });
      const seen: string[] = [];
      const { client: dhis2, clock } = connect(SIGN_INS.oauth2_refresh_token, {
        onRotated: async (refreshToken) => {
          seen.push(`${refreshToken} after ${asked('/api').length} requests`);
          // Long enough for a request that does not wait to overtake: some round trips over the same loop.
          for (let trip = 0; trip < 10; trip += 1) await fetch(`${server.url}/elsewhere`);
          seen.push(`${refreshToken} kept after ${asked('/api').length} requests`);
        },
      });
      const lanes = (): Promise<unknown> => Promise.all(Array.from({ length: 8 }, () => dhis2.send(payload())));

      await lanes();
      clock.advance(9_000);
      await lanes();

      expect(tokens.given()).toBe(2);
      expect(asked('/oauth2/token').map(({ body }) => body.split('refresh_token=')[1])).toEqual([
        CANARY.refreshToken,
        'refresh-1',
      ]);
      expect(seen).toEqual([
        'refresh-1 after 0 requests',
        'refresh-1 kept after 0 requests',
        'refresh-2 after 8 requests',
        'refresh-2 kept after 8 requests',
      ]);
    });
  });

  describe('when DHIS2 refuses it', () => {
    it.each<[string, keyof typeof SIGN_INS, string, RegExp]>([
      ['a wrong password', 'basic', '2.42.5.2/302-basic-bad-password.json', /\(401\)\. Check username and password/],
      ['a disabled account', 'basic', '2.42.5.2/310-disabled-user.json', /account is disabled/],
      ['a mistyped token', 'personal_access_token', '2.42.5.2/315-pat-bad-checksum.json', /\(400\).*mistyped/],
      ['a mistyped token on 2.41', 'personal_access_token', '2.41.9.1/318-pat-tampered.json', /\(400\).*mistyped/],
      [
        'a revoked token',
        'personal_access_token',
        '2.43.1/321-pat-revoked-use.json',
        /does not exist in this DHIS2, or was deleted/,
      ],
      [
        'an expired token',
        'personal_access_token',
        '2.42.5.2/325-pat-expired-use.json',
        /token has expired: make a new one/,
      ],
      [
        'a token for reading only',
        'personal_access_token',
        '2.42.5.2/323-pat-method-not-allowed.json',
        /does not allow this HTTP method/,
      ],
      ['the login page', 'basic', '2.43.1/304-no-auth.json', /answered with its login page \(302\)/],
      [
        'a token without a user',
        'oauth2_refresh_token',
        '2.42.5.2/386-oauth-bearer-without-username-scope.json',
        /names no DHIS2 user.*openid username/,
      ],
      [
        'a token of no trusted issuer',
        'oauth2_refresh_token',
        '2.43.1/367-oauth-bearer-tampered.json',
        /whose issuer it trusts/,
      ],
      [
        'a token of 2.41',
        'oauth2_refresh_token',
        '2.41.9.1/367-oauth-legacy-bearer-bad.json',
        /whose issuer it trusts/,
      ],
      [
        'a token that has ended at once',
        'oauth2_refresh_token',
        '2.42.5.2/383-oauth-rot-bearer-expired.json',
        /compare the clocks/,
      ],
    ])('%s is a config_error that says what to do', async (_, kind, file, message) => {
      numberedTokens();
      routes['/api'] = replay(recorded(file));

      const failure: unknown = await connect(SIGN_INS[kind])
        .client.send(payload(2))
        .catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(ConfigError);
      expect((failure as Error).message).toMatch(message);
      expect((failure as Error).message).not.toContain('CANARY');
    });

    it('tries once more without the session, whose end DHIS2 answers with the login page', async () => {
      let sessionEnded = false;
      routes['/api'] = ({ headers }, response) =>
        sessionEnded && headers.cookie
          ? response.writeHead(302, { Location: '/dhis-web-login/' }).end()
          : json(response, 200, SUMMARY, { 'Set-Cookie': 'JSESSIONID=1; Path=/' });
      const { client: dhis2 } = connect(SIGN_INS.basic);
      await dhis2.send(payload());
      sessionEnded = true;

      await expect(dhis2.send(payload())).resolves.toMatchObject({ status: 200 });
      expect(asked('/api')).toHaveLength(3);
    });

    it('asks no more once it was refused: no storm from eight lanes', async () => {
      const tokens = numberedTokens();
      const { client: dhis2 } = connect(SIGN_INS.oauth2_refresh_token);
      await dhis2.send(payload());
      tokens.void();
      routes['/oauth2/token'] = replay(recorded('2.42.5.2/384-oauth-rot-refresh-token-expired.json'));
      server.received.length = 0;

      const failures = await Promise.all(
        Array.from({ length: 8 }, () => dhis2.send(payload()).catch((error: unknown) => error)),
      );
      await expect(dhis2.send(payload())).rejects.toThrow(ConfigError);

      expect(failures.every((failure) => failure instanceof ConfigError)).toBe(true);
      expect(asked('/oauth2/token')).toHaveLength(1);
      expect(asked('/api').length).toBeLessThanOrEqual(8);
    });

    it('asks no more with a revoked personal access token either', async () => {
      routes['/api'] = replay(recorded('2.42.5.2/321-pat-revoked-use.json'));
      const { client: dhis2 } = connect(SIGN_INS.personal_access_token);
      const lane = async (): Promise<unknown> => {
        for (let request = 0; request < 10; request += 1) await dhis2.send(payload()).catch(() => undefined);
        return undefined;
      };

      await Promise.all(Array.from({ length: 8 }, lane));

      expect(asked('/api').length).toBeLessThanOrEqual(16);
    });
  });

  describe('when the token endpoint refuses', () => {
    it.each<[string, keyof typeof SIGN_INS, { endpoint?: string; legacy?: string }, RegExp]>([
      [
        'a refresh token that has ended',
        'oauth2_refresh_token',
        { endpoint: '2.42.5.2/355-oauth-token-bad-refresh.json' },
        /invalid_grant.*Get a new one with authorize/,
      ],
      [
        'a refresh token on 2.41',
        'oauth2_refresh_token',
        { endpoint: '2.41.9.1/344-oauth-token-bad-refresh.json', legacy: '2.41.9.1/366-oauth-legacy-refresh-bad.json' },
        /invalid_grant.*Get a new one/,
      ],
      [
        'a wrong client secret',
        'oauth2_refresh_token',
        { endpoint: '2.42.5.2/365-oauth-refresh-wrong-secret.json' },
        /invalid_client.*Check client_id and client_secret/,
      ],
      [
        'a wrong client secret on 2.41',
        'oauth2_password',
        { legacy: '2.41.9.1/354-oauth-legacy-wrong-client-secret.json' },
        /invalid_client.*client_secret/,
      ],
      [
        'an unknown client on 2.41',
        'oauth2_password',
        { legacy: '2.41.9.1/331-oauth-legacy-token-endpoint.json' },
        /invalid_client.*client_id/,
      ],
      [
        'a wrong password',
        'oauth2_password',
        { legacy: '2.41.9.1/356-oauth-legacy-bad-password.json' },
        /invalid_grant.*Check username and password/,
      ],
      [
        'a grant the client does not have',
        'oauth2_password',
        { legacy: '2.41.9.1/357-oauth-legacy-unsupported-grant.json' },
        /invalid_client/,
      ],
      [
        'the password grant on 2.42',
        'oauth2_password',
        {
          endpoint: '2.42.5.2/352-oauth-token-password-grant.json',
          legacy: '2.42.5.2/331-oauth-legacy-token-endpoint.json',
        },
        /unsupported_grant_type.*refresh token or a personal access token/,
      ],
      [
        'everything, because OAuth2 is off',
        'oauth2_refresh_token',
        { legacy: '2.42.5.2/331-oauth-legacy-token-endpoint.json' },
        /no OAuth2 token endpoint \(it answered 401\).*oauth2\.server\.enabled/,
      ],
    ])('%s is a config_error that says what to do', async (_, kind, { endpoint, legacy }, message) => {
      if (endpoint) routes['/oauth2/token'] = replay(recorded(endpoint));
      if (legacy) routes['/uaa/oauth/token'] = replay(recorded(legacy));
      const { client: dhis2, log } = connect(SIGN_INS[kind]);

      const failure: unknown = await dhis2.send(payload()).catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(ConfigError);
      expect((failure as Error).message).toMatch(message);
      expect(JSON.stringify([(failure as Error).message, log])).not.toContain('CANARY');
      expect(asked('/api')).toHaveLength(0);
    });

    it('a token_url without a token endpoint is named as such', async () => {
      const credentials: Credentials = { ...SIGN_INS.oauth2_refresh_token, tokenUrl: `${server.url}/nothing` };

      await expect(connect(credentials).client.send(payload())).rejects.toThrow(
        /no token endpoint at credentials\.token_url \(it answered 404\)/,
      );
    });

    it.each([
      ['an answer without a token', {}],
      ['a token that is no header text', { access_token: 'a\r\nX-Injected: 1' }],
      ['a token of another type', { access_token: 'x', token_type: 'mac' }],
    ])('%s is not used', async (_, body) => {
      routes['/oauth2/token'] = (__, response) => json(response, 200, body);

      await expect(connect(SIGN_INS.oauth2_refresh_token).client.send(payload())).rejects.toThrow(ConfigError);
      expect(asked('/api')).toHaveLength(0);
    });
  });
});
