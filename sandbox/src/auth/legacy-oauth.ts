import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { jettyError } from '../http/not-found';
import { searchParameters } from '../http/paths';
import { userOf } from '../http/signed-in';
import { Refusal } from '../http/web-message';
import type { MetadataObject, User } from '../metadata/model';
import { textOf } from '../metadata/text';
import { clientCredentials, formOf } from './oauth-client';
import type { ClientCredentials } from './oauth-client';
import { findClient } from './oauth-client-routes';
import { approvalPage } from './pages';
import type { Passwords } from './passwords';

interface AccessToken {
  readonly clientId: string;
  readonly username: string;
  readonly refreshToken: string;
  readonly expiresMs: number;
}

const ACCESS_KIND = 'legacyAccessToken';
const REFRESH_KIND = 'legacyRefreshToken';
const LIFE_MS = 12 * 3_600_000;
const TOKEN_PATH = '/uaa/oauth/token';
const UNCACHED = { 'cache-control': 'no-store' };

type Tokens = Readonly<Record<string, unknown>>;

/** OAuth2 of 2.41 and before: opaque tokens, by password, code or refresh token (2.41 transcripts 351-369). */
export class LegacyOAuth {
  readonly #context: Context;
  readonly #passwords: Passwords;
  readonly #codes = new Map<string, { readonly clientId: string; readonly username: string }>();

  constructor(context: Context, passwords: Passwords) {
    this.#context = context;
    this.#passwords = passwords;
  }

  /**
   * The user of an access token.
   * @throws Refusal 401.
   */
  check(token: string): User {
    const known = this.#context.documents.get<AccessToken>(ACCESS_KIND, token);
    const user = this.#context.metadata.typed.usersByName.get(known?.username ?? '');
    if (known !== undefined && user !== undefined && known.expiresMs > this.#context.clock.ms()) return user;
    throw new Refusal(
      401,
      { error: 'invalid_token', error_description: 'Invalid access token' },
      {
        ...UNCACHED,
        'www-authenticate': 'Bearer realm="oauth", error="invalid_token", error_description="Invalid access token"',
      },
    );
  }

  /** Answers a token request. */
  async token(credentials: ClientCredentials | undefined, form: URLSearchParams): Promise<Tokens> {
    const client = this.#authenticated(credentials);
    const clientId = textOf(client['cid']);
    const grant = form.get('grant_type') ?? '';
    if (!((client['grantTypes'] ?? []) as readonly string[]).includes(grant)) throw unauthorizedGrant();
    if (grant === 'refresh_token') return this.#refresh(clientId, form.get('refresh_token') ?? '');
    if (grant === 'authorization_code') {
      const code = this.#codes.get(form.get('code') ?? '');
      if (code?.clientId !== clientId) throw invalidGrant('Invalid authorization code');
      this.#codes.delete(form.get('code') ?? '');
      return this.#issue(clientId, code.username, undefined);
    }
    const verdict = await this.#passwords.check(form.get('username') ?? '', form.get('password') ?? '');
    if (verdict.kind !== 'user') throw invalidGrant('Bad credentials');
    return this.#current(clientId, verdict.user.username) ?? this.#issue(clientId, verdict.user.username, undefined);
  }

  issueCode(clientId: string, username: string): string {
    const code = randomBytes(6).toString('base64url');
    this.#codes.set(code, { clientId, username });
    return code;
  }

  /** Makes all access tokens invalid, and refresh tokens too if asked for. */
  async voidTokens({ refreshTokens }: { readonly refreshTokens: boolean }): Promise<void> {
    for (const kind of refreshTokens ? [ACCESS_KIND, REFRESH_KIND] : [ACCESS_KIND]) {
      for (const [token] of this.#context.documents.list(kind)) await this.#context.documents.remove(kind, token);
    }
  }

  #authenticated(credentials: ClientCredentials | undefined): MetadataObject {
    const client = credentials === undefined ? undefined : findClient(this.#context, credentials.id);
    if (credentials !== undefined && client === undefined) {
      const cause = 'org.springframework.security.oauth2.provider.ClientRegistrationException: Invalid client_id';
      const error = jettyError(500, cause, TOKEN_PATH, 'dispatcher');
      throw new Refusal(500, { ...(error.body as object), cause0: cause }, error.headers);
    }
    if (client !== undefined && client['secret'] === credentials?.secret) return client;
    const error = jettyError(401, 'Unauthorized', TOKEN_PATH, 'dispatcher');
    throw new Refusal(401, error.body, { ...error.headers, 'www-authenticate': 'Basic realm="oauth2/client"' });
  }

  /** Who asks again by password gets the same tokens (transcript 360). */
  #current(clientId: string, username: string): Tokens | undefined {
    const found = this.#context.documents
      .list<AccessToken>(ACCESS_KIND)
      .find(([, token]) => token.clientId === clientId && token.username === username);
    if (found === undefined || found[1].expiresMs <= this.#context.clock.ms()) return undefined;
    return this.#answer(found[0], found[1]);
  }

  /** The refresh token stays and never ends; the access token before is dead at once (transcripts 363, 364). */
  async #refresh(clientId: string, refreshToken: string): Promise<Tokens> {
    const known = this.#context.documents.get<{ clientId: string; username: string }>(REFRESH_KIND, refreshToken);
    if (known?.clientId !== clientId) throw invalidGrant('Invalid refresh token');
    for (const [token, access] of this.#context.documents.list<AccessToken>(ACCESS_KIND)) {
      if (access.refreshToken === refreshToken) await this.#context.documents.remove(ACCESS_KIND, token);
    }
    return this.#issue(clientId, known.username, refreshToken);
  }

  async #issue(clientId: string, username: string, keep: string | undefined): Promise<Tokens> {
    const refreshToken = keep ?? randomBytes(20).toString('base64url');
    const token = randomBytes(20).toString('base64url');
    const access = { clientId, username, refreshToken, expiresMs: this.#context.clock.ms() + LIFE_MS };
    await this.#context.documents.put(REFRESH_KIND, refreshToken, { clientId, username });
    await this.#context.documents.put(ACCESS_KIND, token, access);
    return this.#answer(token, access);
  }

  #answer(token: string, { refreshToken, expiresMs }: AccessToken): Tokens {
    return {
      access_token: token,
      token_type: 'bearer',
      refresh_token: refreshToken,
      expires_in: Math.max(0, Math.floor((expiresMs - this.#context.clock.ms() - 1) / 1_000)),
      scope: 'ALL',
    };
  }
}

/** `/uaa/oauth/token` and `/uaa/oauth/authorize`. */
export function addLegacyOAuthRoutes(app: FastifyInstance, context: Context, oauth: LegacyOAuth): void {
  app.post(TOKEN_PATH, async (request, reply) => {
    const form = formOf(request);
    return reply.headers(UNCACHED).send(await oauth.token(clientCredentials(request, form), form));
  });
  app.get(TOKEN_PATH, () => {
    throw new Refusal(
      405,
      { error: 'method_not_allowed', error_description: "Request method 'GET' not supported" },
      UNCACHED,
    );
  });
  app.get('/uaa/oauth/authorize', (request, reply) => {
    const query = searchParameters(request.raw.url ?? '');
    const client = clientOf(context, query);
    return reply.type('text/html;charset=utf-8').send(approvalPage(client.name ?? '', query.toString()));
  });
  app.post('/uaa/oauth/authorize', (request, reply) => {
    const query = searchParameters(request.raw.url ?? '');
    clientOf(context, query);
    const url = new URL(query.get('redirect_uri') ?? '');
    url.searchParams.set('code', oauth.issueCode(query.get('client_id') ?? '', userOf(request).username));
    if (query.has('state')) url.searchParams.set('state', query.get('state') ?? '');
    return reply.code(302).header('location', url.toString()).send('');
  });
}

function clientOf(context: Context, query: URLSearchParams): MetadataObject {
  const client = findClient(context, query.get('client_id') ?? '');
  const uris = (client?.['redirectUris'] ?? []) as readonly string[];
  if (client !== undefined && uris.includes(query.get('redirect_uri') ?? '')) return client;
  throw new Refusal(400, { error: 'invalid_grant', error_description: 'Invalid redirect' });
}

function invalidGrant(description: string): Refusal {
  return new Refusal(400, { error: 'invalid_grant', error_description: description }, UNCACHED);
}

function unauthorizedGrant(): Refusal {
  const description = 'Unauthorized grant type';
  return new Refusal(
    401,
    { error: 'invalid_client', error_description: description },
    { ...UNCACHED, 'www-authenticate': `Bearer error="invalid_client", error_description="${description}"` },
  );
}
