import { randomUUID } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { goThroughLogin } from './consent';
import { createAs, PASSWORDS } from './sandbox';

/** The ways to sign in, as `credentials.auth_type` names them. */
export const SIGN_INS = [
  'personal_access_token',
  'oauth2_refresh_token',
  'oauth2_password',
  'oauth2_client_credentials',
  'basic',
] as const;

/** One of {@link SIGN_INS}. */
export type SignInKind = (typeof SIGN_INS)[number];

/** What goes into `credentials`. */
export type Credentials = Readonly<Record<string, string>>;

/** The outside identity provider's clients, for `startTestSandbox`. */
export const OUTSIDE_CLIENTS = { warehouse: { secret: 'outside-secret', username: 'connector' } } as const;

const SECRET = 'airbyte-secret-123';
/** Of the lowest strength: DHIS2's own takes 75 ms to check, each time that a token is asked for. */
const SECRET_HASH = hashSync(SECRET, 4);
/** DHIS2 up to 2.41 wants 36 letters (recorded exchange 351 of 2.41.9.1). */
const LEGACY_SECRET = '1e6db50c-0fee-11e5-98d0-3c15c2c6caf6';
const REDIRECT_URI = 'http://localhost:9999/callback';

/** How a client's tokens live; without it as DHIS2 makes them. */
export interface TokenLife {
  readonly accessSeconds?: number;
  readonly rotates?: boolean;
}

/** Prepares a sign-in of the user `connector` at a sandbox and returns its credentials. */
export function credentialsOf(kind: SignInKind, sandbox: Sandbox, version: string): Promise<Credentials> {
  switch (kind) {
    case 'personal_access_token':
      return personalToken(sandbox.url);
    case 'oauth2_refresh_token':
      return version === '2.41' ? legacyCredentials(sandbox.url, kind) : refreshCredentials(sandbox.url);
    case 'oauth2_password':
      return legacyCredentials(sandbox.url, kind);
    case 'oauth2_client_credentials': {
      const client = { client_id: 'warehouse', client_secret: OUTSIDE_CLIENTS.warehouse.secret };
      return Promise.resolve({ auth_type: kind, ...client, token_url: `${sandbox.url}/idp/token` });
    }
    case 'basic':
      return Promise.resolve({ auth_type: kind, username: 'connector', password: PASSWORDS.connector });
  }
}

/** Registers a client with DHIS2 2.42 or later, agrees as its user, and returns the credentials with the refresh token. */
export async function refreshCredentials(url: string, life: TokenLife = {}): Promise<Credentials> {
  const client_id = `client-${randomUUID()}`;
  await createAs('admin', `${url}/api/oAuth2Clients`, {
    clientId: client_id,
    clientSecret: SECRET_HASH,
    clientAuthenticationMethods: 'client_secret_basic,client_secret_post',
    authorizationGrantTypes: 'authorization_code,refresh_token',
    redirectUris: REDIRECT_URI,
    scopes: 'openid,username',
    ...(life.accessSeconds === undefined ? {} : { tokenSettings: tokenSettings(life) }),
  });
  const address = new URL(`${url}/oauth2/authorize`);
  const asked = { response_type: 'code', client_id, scope: 'openid username', redirect_uri: REDIRECT_URI, state: 'x' };
  address.search = new URLSearchParams(asked).toString();
  const code = new URL(await goThroughLogin(address.href)).searchParams.get('code') ?? '';
  const grant = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
  const { refresh_token } = await exchangeForToken(`${url}/oauth2/token`, `${client_id}:${SECRET}`, grant);
  return { auth_type: 'oauth2_refresh_token', client_id, client_secret: SECRET, refresh_token };
}

function tokenSettings({ accessSeconds, rotates = false }: TokenLife): string {
  return JSON.stringify({
    'settings.token.access-token-time-to-live': ['java.time.Duration', accessSeconds],
    'settings.token.reuse-refresh-tokens': !rotates,
  });
}

async function legacyCredentials(url: string, kind: SignInKind): Promise<Credentials> {
  const client = { client_id: `client-${randomUUID()}`, client_secret: LEGACY_SECRET };
  await createAs('admin', `${url}/api/oAuth2Clients`, {
    name: client.client_id,
    cid: client.client_id,
    secret: LEGACY_SECRET,
    grantTypes: ['password', 'refresh_token'],
    redirectUris: [],
  });
  const person = { username: 'connector', password: PASSWORDS.connector };
  if (kind === 'oauth2_password') return { auth_type: kind, ...client, ...person };
  const grant = { grant_type: 'password', ...person };
  const { refresh_token } = await exchangeForToken(
    `${url}/uaa/oauth/token`,
    `${client.client_id}:${LEGACY_SECRET}`,
    grant,
  );
  return { auth_type: kind, ...client, refresh_token };
}

async function personalToken(url: string): Promise<Credentials> {
  const { response } = (await createAs('connector', `${url}/api/apiToken`, { attributes: [] })) as {
    response: { key: string };
  };
  return { auth_type: 'personal_access_token', token: response.key };
}

/**
 * Has a token endpoint give tokens.
 * @param client - Id and secret, with a colon between them.
 */
export async function exchangeForToken(
  url: string,
  client: string,
  form: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  const Authorization = `Basic ${Buffer.from(client).toString('base64')}`;
  const answer = await fetch(url, { method: 'POST', headers: { Authorization }, body: new URLSearchParams(form) });
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as TokenAnswer;
}

/** What a token endpoint gives, as far as tests look. */
export interface TokenAnswer {
  readonly refresh_token: string;
}
