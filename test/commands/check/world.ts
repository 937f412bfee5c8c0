import { createHash } from 'node:crypto';
import dns from 'node:dns';
import { hashSync } from 'bcryptjs';
import type { Fault } from '../../../sandbox/src/faults';
import type { Sandbox } from '../../../sandbox/src/sandbox';
import { clientBody } from '../../../src/commands/register-client/payload';
import { checkWith, type Checked } from '../../support/check';
import { goThroughLogin } from '../../support/consent';
import { basic, createAs, PASSWORDS, recordedMetadata, startTestSandbox } from '../../support/sandbox';
import { exchangeForToken } from '../../support/sign-ins';

/** One way that a connection can be wrong, or not last, and how to bring it about. */
export interface CheckCase {
  readonly group: string;
  /** What is the matter, for the documentation. */
  readonly when: string;
  /** Whether check fails for it, or succeeds with a warning. */
  readonly outcome: 'fails' | 'warns';
  /** What the sentence must tell: the cause, and what to do. */
  readonly says: RegExp;
  readonly provoke: (world: World) => Promise<Checked>;
}

type MakeCase = (when: string, says: RegExp, provoke: CheckCase['provoke']) => CheckCase;

/** Makes the cases of a group in which check fails. */
export function fails(group: string): MakeCase {
  return (when, says, provoke) => ({ group, when, outcome: 'fails', says, provoke });
}

/** Makes the cases of a group in which check succeeds with a warning. */
export function warns(group: string): MakeCase {
  return (when, says, provoke) => ({ group, when, outcome: 'warns', says, provoke });
}

/** The servers that the cases share. */
export interface World {
  /** DHIS2 2.42. */
  readonly dhis2: Sandbox;
}

/** Who signs in. */
export type RecordedUser = keyof typeof PASSWORDS;

/** Settings for a server. */
export function settingsFor(url: string, credentials: object, more: object = {}): object {
  return { base_url: url, credentials, ...more };
}

/** Sign-in by password. */
export function byPassword(username: RecordedUser, password: string = PASSWORDS[username]): object {
  return { auth_type: 'basic', username, password };
}

/** Sign-in by personal access token. */
export function byToken(token: string): object {
  return { auth_type: 'personal_access_token', token };
}

/** Checks while something goes wrong with the requests to one path. */
export async function checkWithFault(
  { dhis2 }: World,
  path: string,
  fault: Fault,
  more: object = {},
): Promise<Checked> {
  dhis2.faults.next = (request) => (request.path === path ? fault : undefined);
  return checkWith(settingsFor(dhis2.url, byPassword('connector'), more));
}

/** Checks a server of its own, with other metadata, version or reported version. */
export async function checkOther(
  options: {
    readonly version?: string;
    readonly reportedVersion?: string;
    readonly change?: (metadata: ReturnType<typeof recordedMetadata>) => void;
  },
  credentials: object = byPassword('connector'),
  more: object = {},
): Promise<Checked> {
  const { change, ...sandboxOptions } = options;
  const metadata = recordedMetadata();
  change?.(metadata);
  const sandbox = await startTestSandbox({ ...sandboxOptions, metadata: metadata as never });
  try {
    return await checkWith(settingsFor(sandbox.url, credentials, more));
  } finally {
    await sandbox.close();
  }
}

/** A resolver that fails, or that gives every name the address of this machine. */
export async function withResolver<T>(code: string | undefined, work: () => Promise<T>): Promise<T> {
  const spy = jest.spyOn(dns, 'lookup').mockImplementation(((_host: string, options: unknown, done: unknown) => {
    const answer = (typeof options === 'function' ? options : done) as (...result: readonly unknown[]) => void;
    if (code !== undefined) answer(Object.assign(new Error(code), { code }));
    else if ((options as { all?: boolean }).all) answer(null, [{ address: '127.0.0.1', family: 4 }]);
    else answer(null, '127.0.0.1', 4);
  }) as never);
  return work().finally(() => spy.mockRestore());
}

/** Does something with an environment variable set. */
export async function withVariable<T>(name: string, value: string, work: () => Promise<T>): Promise<T> {
  const before = { [name]: process.env[name], NO_PROXY: process.env['NO_PROXY'], no_proxy: process.env['no_proxy'] };
  Object.assign(process.env, { [name]: value, NO_PROXY: '', no_proxy: '' });
  return work().finally(() => {
    for (const [key, old] of Object.entries(before)) {
      if (old === undefined) delete process.env[key];
      else process.env[key] = old;
    }
  });
}

/** Makes a personal access token for `connector`. */
export async function makeToken(
  { dhis2 }: World,
  options: { readonly days?: number; readonly attributes?: readonly object[] } = {},
): Promise<{ readonly key: string; readonly remove: () => Promise<void> }> {
  const expire = dhis2.clock.ms() + (options.days ?? 30) * 86_400_000 + 60_000;
  const body = { expire, attributes: options.attributes ?? [] };
  const { response } = (await createAs('connector', `${dhis2.url}/api/apiToken`, body)) as {
    response: { key: string; uid: string };
  };
  const remove = async (): Promise<void> => {
    const headers = { Authorization: basic('connector') };
    await fetch(`${dhis2.url}/api/apiToken/${response.uid}`, { method: 'DELETE', headers });
  };
  return { key: response.key, remove };
}

/** An OAuth2 client of DHIS2 2.42, and how to sign in as `user` with it. */
export interface OAuthSetting {
  readonly clientId: string;
  /** What of the registration differs from what `register-client` makes of it. */
  readonly change?: object;
  readonly user?: RecordedUser;
  readonly scope?: string;
}

const SECRET = 'airbyte-secret-123';
const REDIRECT_URI = 'http://localhost:9999/callback';
const VERIFIER = 'a-verifier-of-forty-three-letters-or-more-here';

/** Registers a client, and returns its id and secret. */
export async function registerClient(
  { dhis2 }: World,
  { clientId, change }: OAuthSetting,
): Promise<Record<string, string>> {
  const registration = { clientId, name: clientId, secret: SECRET, redirectUri: REDIRECT_URI, refreshTokenDays: 365 };
  const body = { ...clientBody(registration, hashSync(SECRET, 4)), ...change };
  await createAs('admin', `${dhis2.url}/api/oAuth2Clients`, body);
  return { client_id: clientId, client_secret: SECRET };
}

/** Registers a client, gets a refresh token for it, and returns the sign-in. */
export async function byRefreshToken(world: World, setting: OAuthSetting): Promise<Record<string, string>> {
  const { clientId, user = 'connector', scope = 'openid username' } = setting;
  const { dhis2 } = world;
  const client = await registerClient(world, setting);
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    scope,
    redirect_uri: REDIRECT_URI,
    state: 'x',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const back = await goThroughLogin(`${dhis2.url}/oauth2/authorize?${query.toString()}`, user);
  const code = new URL(back).searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: VERIFIER };
  const { refresh_token } = await exchangeForToken(`${dhis2.url}/oauth2/token`, `${clientId}:${SECRET}`, form);
  return { auth_type: 'oauth2_refresh_token', ...client, refresh_token };
}
