import { TRAITS } from '../../core/model/traits';
import type { Dhis2Version } from '../../core/model/version';
import { readVersion } from '../../core/model/version';
import { Routes } from '../http/agents';
import type { ConnectionSettings } from '../connection';
import { exchange } from '../http/exchange';
import { failureOf, type TroubleInWords } from '../http/trouble';
import { trustedAuthorities } from '../http/trust';
import { ConfigError, TransientError } from '../../errors';

/** Where a DHIS2 asks people for their consent, and where it gives tokens for it. */
export interface AuthorizationServer {
  /** `legacy` is that of DHIS2 up to 2.41; the one since then is Spring Authorization Server. */
  readonly kind: 'current' | 'legacy';
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  /** What to ask for: without `username` the current one does not recognise the user of its own tokens (exchange 386). */
  readonly scope?: string;
}

/** Long enough for a server that is slow to wake up, and short for a person who waits. */
const TIMEOUT_MS = 30_000;

/**
 * Finds the authorization server of a DHIS2 without signing in.
 *
 * Its addresses are made from base_url: those that it announces are made from `server.base.url` in dhis.conf, which need not
 * be the address that people use.
 * @throws {@link ConfigError} If it is of 2.42 or later and has none.
 * @throws {@link TransientError} If it cannot be reached.
 */
export async function findAuthorizationServer(settings: ConnectionSettings): Promise<AuthorizationServer> {
  const { baseUrl } = settings;
  const routes = routesOf(settings);
  try {
    const discovery = await readJson(`${baseUrl}/.well-known/openid-configuration`, routes);
    if (typeof discovery?.['authorization_endpoint'] === 'string') return current(baseUrl);
    const version = versionOf(await readJson(`${baseUrl}/api/loginConfig`, routes));
    if (version !== undefined && !TRAITS[version.habits].legacyOAuth) {
      throw new ConfigError(
        `This DHIS2 ${version.text} has its OAuth2 server switched off: dhis.conf needs oauth2.server.enabled = on and server.base.url = ${baseUrl}. Else use a personal access token.`,
      );
    }
    return legacy(baseUrl);
  } finally {
    routes.close();
  }
}

/**
 * Asks for the login as a browser will, without a session, and says what would go wrong.
 *
 * @param url - The whole address that the person is to open.
 * @returns What the person must put right first; undefined if nothing was found.
 * @throws {@link TransientError} If DHIS2 cannot be reached.
 */
export async function loginProblem(url: string, settings: ConnectionSettings): Promise<string | undefined> {
  const routes = routesOf(settings);
  try {
    const answer = await exchange({ method: 'GET', url, headers: {}, timeoutMs: TIMEOUT_MS }, routes.to(url));
    // Seen on a real 2.41.9.1 with every kind of session: "User must be authenticated with Spring Security …".
    if (answer.kind === 'answer' && answer.status === 500 && url.includes('/uaa/')) return LEGACY_LOGIN_BROKEN;
    const trouble = failureOf(answer, url);
    if (trouble) throw unreached(trouble);
    const location = answer.kind === 'answer' ? answer.headers.location : undefined;
    return location === undefined ? undefined : elsewhere(new URL(location, url), settings.baseUrl);
  } finally {
    routes.close();
  }
}

const LEGACY_LOGIN_BROKEN =
  'This DHIS2 answers 500 to the login by browser, as DHIS2 2.41 does ("User must be authenticated with Spring Security"). Make credentials.auth_type oauth2_password, with client_id, client_secret, username and password: then no browser is needed.';

/** DHIS2's own pages that a login leads to; an identity provider's are meant to be on another host. */
const OWN_PAGES = /\/(?:dhis-web-login|login|oauth2|uaa|dhis-web-commons)(?:\/|$)/;

/** A browser keeps the session of each host apart: after a login on another one, DHIS2 would not know who agrees. */
function elsewhere(page: URL, baseUrl: string): string | undefined {
  const { host } = new URL(baseUrl);
  if (page.host === host || !OWN_PAGES.test(page.pathname)) return undefined;
  return `DHIS2 sends the browser from ${host} to ${page.host}, where the login would be forgotten. Set base_url to ${page.origin}…, the address that DHIS2 calls itself, or have the DHIS2 administrator set server.base.url in dhis.conf, and the proxy pass the host on.`;
}

function current(baseUrl: string): AuthorizationServer {
  return {
    kind: 'current',
    authorizationEndpoint: `${baseUrl}/oauth2/authorize`,
    tokenEndpoint: `${baseUrl}/oauth2/token`,
    scope: 'openid username',
  };
}

function legacy(baseUrl: string): AuthorizationServer {
  return {
    kind: 'legacy',
    authorizationEndpoint: `${baseUrl}/uaa/oauth/authorize`,
    tokenEndpoint: `${baseUrl}/uaa/oauth/token`,
  };
}

/** One connection, without the transport's sign-in. */
function routesOf({ caCertificates }: ConnectionSettings): Routes {
  return new Routes({ maxSockets: 1, ca: trustedAuthorities(caCertificates) });
}

/** What a person is told who waits for a DHIS2 that does not answer. */
function unreached({ what, advice = '' }: TroubleInWords): TransientError {
  return new TransientError([what, advice].join('. ').trim());
}

/** A JSON object at an address that needs no sign-in; undefined for any other answer. */
async function readJson(url: string, routes: Routes): Promise<Readonly<Record<string, unknown>> | undefined> {
  const headers = { Accept: 'application/json' };
  const answer = await exchange({ method: 'GET', url, headers, timeoutMs: TIMEOUT_MS }, routes.to(url));
  const trouble = failureOf(answer, url);
  if (trouble) throw unreached(trouble);
  if (answer.kind !== 'answer' || answer.status !== 200) return undefined;
  try {
    const body: unknown = JSON.parse(answer.text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The login page's settings name the version to everybody since 2.41 (recorded exchange 330). */
function versionOf(loginConfig: Readonly<Record<string, unknown>> | undefined): Dhis2Version | undefined {
  const text = loginConfig?.['apiVersion'];
  return typeof text === 'string' ? readVersion(text) : undefined;
}
