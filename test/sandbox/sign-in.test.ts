import { createHash } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { authorizationCode } from '../contract/browser-sign-in';
import { basic, startTestSandbox } from '../support/sandbox';
import { ask } from './payloads';
import type { Answer } from './payloads';

const SECRET = 'a secret of thirty-six letters: 2026';
const HASH = hashSync(SECRET, 4);
const MINUTE_MS = 60_000;

const form = (
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(fields).toString(),
});

const clientAuth = (id: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(`${id}:${encodeURIComponent(SECRET)}`).toString('base64')}`,
});

const statusOf = async (sandbox: Sandbox, authorization: string): Promise<number> =>
  (await ask(`${sandbox.url}/api/me`, { headers: { authorization } })).status;

describe('the authorization server of 2.42', () => {
  let sandbox: Sandbox;
  let clientId = '';
  let clients = 0;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  beforeEach(() => {
    clients += 1;
    clientId = `nightly-${clients}`;
  });
  afterAll(() => sandbox.close());

  const register = (settings: object = {}): Promise<Answer> =>
    ask(`${sandbox.url}/api/oAuth2Clients`, {
      method: 'POST',
      headers: { authorization: basic('admin'), 'content-type': 'application/json' },
      body: JSON.stringify({
        clientId,
        clientSecret: HASH,
        clientAuthenticationMethods: 'client_secret_basic,client_secret_post',
        authorizationGrantTypes: 'authorization_code,refresh_token',
        redirectUris: 'http://localhost:9999/callback',
        scopes: 'openid,username',
        ...settings,
      }),
    });

  const tokens = async (scope = 'openid username'): Promise<Record<string, string>> => {
    const code = await authorizationCode(sandbox.url, { clientId, scope, username: 'connector' });
    const fields = { grant_type: 'authorization_code', code, redirect_uri: 'http://localhost:9999/callback' };
    return (await ask(`${sandbox.url}/oauth2/token`, form(fields, clientAuth(clientId)))).body as Record<
      string,
      string
    >;
  };

  const refresh = (token: string): Promise<Answer> =>
    ask(
      `${sandbox.url}/oauth2/token`,
      form({ grant_type: 'refresh_token', refresh_token: token }, clientAuth(clientId)),
    );

  it('lets a refresh token of a client without settings die after an hour', async () => {
    await register();
    const { refresh_token: token = '' } = await tokens();
    sandbox.clock.advance(59 * MINUTE_MS);
    expect((await refresh(token)).status).toBe(200);
    sandbox.clock.advance(2 * MINUTE_MS);
    expect((await refresh(token)).body).toEqual({ error: 'invalid_grant' });
  });

  it('lets it live as long as the client was registered for', async () => {
    const year = '"settings.token.refresh-token-time-to-live":["java.time.Duration",31536000.000000000]';
    await register({ tokenSettings: `{"@class":"java.util.Collections$UnmodifiableMap",${year}}` });
    const { refresh_token: token = '' } = await tokens();
    sandbox.clock.advance(25 * 60 * MINUTE_MS);
    const { body } = await refresh(token);
    const { access_token: renewed, refresh_token: same } = body as Record<string, string>;
    expect(same).toBe(token);
    expect(await statusOf(sandbox, `Bearer ${renewed}`)).toBe(200);
  });

  it('takes an access token for its five minutes and one more', async () => {
    await register();
    const { access_token: token = '' } = await tokens();
    sandbox.clock.advance(5.9 * MINUTE_MS);
    expect(await statusOf(sandbox, `Bearer ${token}`)).toBe(200);
    sandbox.clock.advance(0.2 * MINUTE_MS);
    expect(await statusOf(sandbox, `Bearer ${token}`)).toBe(401);
  });

  it('knows no access token of before a restart, and takes the refresh token', async () => {
    await register();
    const { access_token: access = '', refresh_token: token = '' } = await tokens();
    await sandbox.restart();
    await ask(sandbox.url).catch(() => undefined);
    expect(await statusOf(sandbox, `Bearer ${access}`)).toBe(401);
    expect((await refresh(token)).status).toBe(200);
  });

  it('takes a code once, with the verifier that fits its challenge', async () => {
    await register();
    const verifier = 'v'.repeat(43);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const exchange = async (codeVerifier: string): Promise<number> => {
      const more = { code_challenge: challenge, code_challenge_method: 'S256' };
      const code = await authorizationCode(sandbox.url, {
        clientId,
        scope: 'openid username',
        username: 'connector',
        more,
      });
      const fields = { grant_type: 'authorization_code', code, redirect_uri: 'http://localhost:9999/callback' };
      return (
        await ask(`${sandbox.url}/oauth2/token`, form({ ...fields, code_verifier: codeVerifier }, clientAuth(clientId)))
      ).status;
    };
    expect(await exchange('w'.repeat(43))).toBe(400);
    expect(await exchange(verifier)).toBe(200);
  });

  it('sends a visitor from the login page to where he wanted to go', async () => {
    const wanted = await ask(`${sandbox.url}/oauth2/authorize?client_id=${clientId}`);
    expect(wanted.status).toBe(302);
    const cookie = wanted.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await ask(wanted.headers.get('location') ?? '', { headers: { cookie } });
    const next = /name="next" value="([^"]*)"/.exec(String(page.body))?.[1];
    expect(next).toBe(`/oauth2/authorize?client_id=${clientId}`);
    const login = form({ username: 'connector', password: 'Connector1!', next: next ?? '' }, { cookie });
    expect((await ask(`${sandbox.url}/dhis-web-login/`, login)).headers.get('location')).toBe(next);
  });
});

describe('other sign-ins', () => {
  it('2.41 takes an access token for twelve hours, and the refresh token for ever', async () => {
    const sandbox = await startTestSandbox({ version: '2.41' });
    const client = {
      name: 'Nightly',
      cid: 'nightly',
      secret: SECRET,
      grantTypes: ['password', 'refresh_token'],
      redirectUris: [],
    };
    await ask(`${sandbox.url}/api/oAuth2Clients`, {
      method: 'POST',
      headers: { authorization: basic('admin'), 'content-type': 'application/json' },
      body: JSON.stringify(client),
    });
    const grant = { grant_type: 'password', username: 'connector', password: 'Connector1!' };
    const { body } = await ask(`${sandbox.url}/uaa/oauth/token`, form(grant, clientAuth('nightly')));
    const { access_token: access = '', refresh_token: token = '' } = body as Record<string, string>;
    expect(await statusOf(sandbox, `Bearer ${access}`)).toBe(200);
    sandbox.clock.advance(12 * 60 * MINUTE_MS);
    expect(await statusOf(sandbox, `Bearer ${access}`)).toBe(401);
    sandbox.clock.advance(365 * 24 * 60 * MINUTE_MS);
    const renewed = await ask(
      `${sandbox.url}/uaa/oauth/token`,
      form({ grant_type: 'refresh_token', refresh_token: token }, clientAuth('nightly')),
    );
    expect(renewed.status).toBe(200);
    await sandbox.close();
  });

  it.each(['2.41', '2.42', '2.43'])(
    '%s takes the bearer token of an outside issuer that it trusts',
    async (version) => {
      const sandbox = await startTestSandbox({
        version,
        outsideClients: { nightly: { secret: SECRET, username: 'clerk' } },
      });
      const { body } = await ask(
        `${sandbox.url}/idp/token`,
        form({ grant_type: 'client_credentials' }, clientAuth('nightly')),
      );
      const { access_token: token } = body as Record<string, string>;
      const me = await ask(`${sandbox.url}/api/me?fields=username`, { headers: { authorization: `Bearer ${token}` } });
      expect(me.body).toEqual({ username: 'clerk' });
      await sandbox.close();
    },
  );

  it('a kept session cookie saves the check of the password', async () => {
    const sandbox = await startTestSandbox();
    const first = await ask(`${sandbox.url}/api/me`, { headers: { authorization: basic('connector') } });
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    const wrong = `Basic ${Buffer.from('connector:not asked').toString('base64')}`;
    const kept = await ask(`${sandbox.url}/api/me`, { headers: { cookie, authorization: wrong } });
    expect([kept.status, kept.headers.get('set-cookie')]).toEqual([200, null]);
    expect(await statusOf(sandbox, wrong)).toBe(401);
    await sandbox.close();
  });
});
