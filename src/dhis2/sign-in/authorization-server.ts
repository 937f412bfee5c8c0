import { TRAITS } from '../../core/model/traits';
import type { Dhis2Version } from '../../core/model/version';
import { readVersion } from '../../core/model/version';
import { Routes } from '../http/agents';
import type { ConnectionSettings } from '../connection';
import { exchange } from '../http/exchange';
import { failureOf } from '../http/trouble';
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
  const routes = new Routes({ maxSockets: 1, ca: trustedAuthorities(settings.caCertificates) });
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

/** A JSON object at an address that needs no sign-in; undefined for any other answer. */
async function readJson(url: string, routes: Routes): Promise<Readonly<Record<string, unknown>> | undefined> {
  const headers = { Accept: 'application/json' };
  const answer = await exchange({ method: 'GET', url, headers, timeoutMs: TIMEOUT_MS }, routes.to(url));
  const trouble = failureOf(answer, url);
  if (trouble) throw new TransientError([trouble.what, trouble.advice ?? ''].join('. ').trim());
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
