import { createHash, randomBytes } from 'node:crypto';
import type { Clock, Log } from '../../core/model/ports';
import { Routes } from '../../dhis2/http/agents';
import type { ConnectionSettings } from '../../dhis2/connection';
import type { OAuthCredentials } from '../../dhis2/sign-in/credentials';
import { tokenRefusal } from '../../dhis2/sign-in/advice';
import { Proven } from '../../dhis2/http/proven';
import { createTokenEndpoint, type Token } from '../../dhis2/sign-in/token-endpoint';
import { trustedAuthorities } from '../../dhis2/http/trust';
import { ConfigError } from '../../errors';
import { listen } from './listener';
import { proveRefreshToken } from './proof';
import { waitForCode } from './return';
import {
  type AuthorizationServer,
  findAuthorizationServer,
  loginProblem,
} from '../../dhis2/sign-in/authorization-server';
import { whileSomebodyWaits } from '../connect-for-people';

/** What the command line says. */
export interface AuthorizeOptions {
  /** Where the browser comes back to; 0 takes a free port. */
  readonly port: number;
  /** How long the person may take. */
  readonly waitMs: number;
}

/** What the command works with. */
export interface AuthorizeDeps {
  readonly settings: ConnectionSettings;
  readonly print: (text: string) => Promise<void>;
  readonly log: Log;
  readonly clock: Clock;
  /** Opens an address in a browser; absent where there is none. */
  readonly openBrowser?: (url: string) => void;
  /** Lines that the person pastes, for a browser on another machine, which cannot come back to this one. */
  readonly pasted?: AsyncIterable<string>;
}

/** The sign-ins that `authorize` gets a refresh token for. */
type Authorizable = Extract<OAuthCredentials, { kind: 'oauth2_refresh_token' | 'oauth2_password' }>;

/**
 * Gets a refresh token: walks a person through DHIS2's login and consent (authorization code, PKCE, state), or asks with
 * user name and password where those are configured (DHIS2 up to 2.41), proves it by a read of `/api/me`, and prints it.
 *
 * @throws ConfigError If DHIS2 or the person refuses, or nobody comes back in time.
 */
export async function authorize(options: AuthorizeOptions, deps: AuthorizeDeps): Promise<void> {
  const credentials = authorizable(deps.settings);
  const server = await findAuthorizationServer(deps.settings);
  const token =
    credentials.kind === 'oauth2_password'
      ? await byPassword(credentials, server, deps)
      : await byBrowser(credentials, server, { ...deps, options });
  if (token.refreshToken === undefined) {
    throw new ConfigError(
      'DHIS2 gave no refresh token: the client may not use refresh tokens. Register one that may, with register-client.',
    );
  }
  await proveRefreshToken(token.refreshToken, credentials, deps);
}

function authorizable({ credentials }: ConnectionSettings): Authorizable {
  if (credentials.kind === 'oauth2_refresh_token' || credentials.kind === 'oauth2_password') return credentials;
  throw new ConfigError(
    `authorize gets a refresh token, and credentials.auth_type is ${credentials.kind}: make it oauth2_refresh_token, with client_id and client_secret (register-client gives both).`,
  );
}

async function byPassword(
  credentials: Extract<Authorizable, { kind: 'oauth2_password' }>,
  server: AuthorizationServer,
  deps: AuthorizeDeps,
): Promise<Token> {
  if (server.kind === 'current') {
    throw new ConfigError(
      'DHIS2 2.42 and later give no token for user name and password: make credentials.auth_type oauth2_refresh_token, and authorize opens the login in a browser.',
    );
  }
  const { username, password } = credentials;
  return requestToken({ grant_type: 'password', username, password }, { credentials, server }, deps);
}

async function byBrowser(
  credentials: Authorizable,
  server: AuthorizationServer,
  deps: AuthorizeDeps & { readonly options: AuthorizeOptions },
): Promise<Token> {
  const { clientId } = credentials;
  const state = randomBytes(16).toString('base64url');
  const verifier = randomBytes(32).toString('base64url');
  const listener = await listen(deps.options.port, state);
  try {
    const url = authorizationUrl(server, {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: listener.redirectUri,
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const problem = await loginProblem(url, deps.settings);
    if (problem !== undefined) throw new ConfigError(problem);
    if (server.kind === 'legacy') deps.log('WARN', LEGACY_LOGIN);
    await deps.print(invitation(url, server, deps.pasted !== undefined));
    deps.openBrowser?.(url);
    const code = await waitForCode(listener, { state, waitMs: deps.options.waitMs }, deps);
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: listener.redirectUri,
      code_verifier: verifier,
    };
    return await requestToken(form, { credentials, server }, deps);
  } finally {
    listener.close();
  }
}

const LEGACY_LOGIN =
  'On DHIS2 2.41 the login by browser may end with error 500 ("User must be authenticated with Spring Security"). Then make credentials.auth_type oauth2_password: no browser is needed.';

function authorizationUrl(server: AuthorizationServer, query: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams({ ...query, ...(server.scope ? { scope: server.scope } : {}) });
  return `${server.authorizationEndpoint}?${parameters.toString()}`;
}

function invitation(url: string, server: AuthorizationServer, mayPaste: boolean): string {
  const consent = server.kind === 'current' ? ', tick "username"' : '';
  const lines = [
    'Open this address in a browser, log in as the user that the connector is to be' + `${consent} and agree:`,
    '',
    `  ${url}`,
    '',
  ];
  if (mayPaste) {
    lines.push(
      'If the browser is on another machine, it ends on a page that cannot be shown: paste the address of that page here.',
    );
  }
  return lines.join('\n');
}

async function requestToken(
  form: Readonly<Record<string, string>>,
  { credentials, server }: { readonly credentials: Authorizable; readonly server: AuthorizationServer },
  { settings, clock, log }: AuthorizeDeps,
): Promise<Token> {
  const routes = new Routes({ maxSockets: 1, ca: trustedAuthorities(settings.caCertificates) });
  try {
    const retry = whileSomebodyWaits(clock, log);
    const tokenEndpoint = createTokenEndpoint({
      routes,
      timeoutMs: settings.requestTimeoutMs,
      retry,
      proven: new Proven(),
    });
    const { clientId, clientSecret } = credentials;
    const reply = await tokenEndpoint({ endpoints: [server.tokenEndpoint], clientId, clientSecret, form });
    if (reply.kind === 'token') return reply.token;
    if (form['grant_type'] === 'authorization_code' && reply.kind === 'refused' && reply.error === 'invalid_grant') {
      throw new ConfigError(
        'DHIS2 does not take the code: it works once and for five minutes. Run authorize again, and be done within that time.',
      );
    }
    throw new ConfigError(tokenRefusal(credentials, reply));
  } finally {
    routes.close();
  }
}
