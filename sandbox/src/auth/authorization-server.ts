import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Context } from '../context';
import { Refusal } from '../http/web-message';
import { textOf } from '../metadata/text';
import { SigningKey } from './jwt';
import type { ClientCredentials, OAuthClient } from './oauth-client';
import { oauthClientOf, secretFits } from './oauth-client';
import { findClient } from './oauth-client-routes';

/** What a user has granted to a client. */
export interface Grant {
  readonly clientId: string;
  readonly username: string;
  readonly scopes: readonly string[];
}

interface PendingCode extends Grant {
  readonly redirectUri: string | null;
  readonly challenge: string | null;
  readonly expiresMs: number;
  /** The refresh token that the code was exchanged for. */
  used: string | undefined;
}

interface RefreshToken extends Grant {
  readonly expiresMs: number;
}

const REFRESH_KIND = 'oauth2RefreshToken';
const ID_TOKEN_MS = 1_800_000;
const ERRORS_URI = 'https://datatracker.ietf.org/doc/html/rfc6749#section-5.2';
const UNCACHED = { 'cache-control': 'no-cache, no-store, max-age=0, must-revalidate' };

/** The authorization server of 2.42 and later: codes and refresh tokens only; no password, no client credentials. */
export class AuthorizationServer {
  readonly #context: Context;
  readonly #codes = new Map<string, PendingCode>();
  #key: SigningKey | undefined;

  constructor(context: Context) {
    this.#context = context;
  }

  /** The present signing key; the first one is made when it is needed. */
  get key(): SigningKey {
    return (this.#key ??= new SigningKey());
  }

  /** Forgets key and codes, as a restart without a key store does; refresh tokens stay (transcripts 541-543). */
  restart(): void {
    this.#key = undefined;
    this.#codes.clear();
  }

  /** A code for a grant, to be exchanged within its lifetime. */
  issueCode(
    grant: Grant,
    client: OAuthClient,
    request: { redirectUri: string | null; challenge: string | null },
  ): string {
    const code = randomBytes(96).toString('base64url');
    this.#codes.set(code, {
      ...grant,
      ...request,
      expiresMs: this.#context.clock.ms() + client.codeMs,
      used: undefined,
    });
    return code;
  }

  /**
   * Answers a token request.
   * @throws Refusal 401 invalid_client, or 400 with the error of RFC 6749.
   */
  async token(
    credentials: ClientCredentials | undefined,
    form: URLSearchParams,
  ): Promise<Readonly<Record<string, unknown>>> {
    const client = await this.#authenticated(credentials, form);
    switch (form.get('grant_type')) {
      case null:
        throw oauthError('invalid_request', 'OAuth 2.0 Parameter: grant_type');
      case 'authorization_code':
        return this.#exchange(client, form);
      case 'refresh_token':
        return this.#refresh(client, form.get('refresh_token') ?? '');
      case 'client_credentials':
        throw oauthError('unauthorized_client');
      default:
        throw oauthError('unsupported_grant_type', 'OAuth 2.0 Parameter: grant_type');
    }
  }

  /** Takes a refresh token back; unknown ones are no error. */
  async revoke(credentials: ClientCredentials | undefined, token: string): Promise<void> {
    await this.#authenticated(credentials, new URLSearchParams());
    await this.#context.documents.remove(REFRESH_KIND, token);
  }

  /** Takes all refresh tokens back. */
  async revokeAll(): Promise<void> {
    for (const [token] of this.#context.documents.list(REFRESH_KIND))
      await this.#context.documents.remove(REFRESH_KIND, token);
  }

  /** A public client (PKCE without a secret) is known by its id alone. */
  async #authenticated(credentials: ClientCredentials | undefined, form: URLSearchParams): Promise<OAuthClient> {
    const object = findClient(this.#context, credentials?.id ?? '');
    const isPublic = textOf(object?.['clientAuthenticationMethods']).includes('none') && form.has('code_verifier');
    if (object === undefined || !(isPublic || (await secretFits(object, credentials?.secret ?? '')))) {
      throw new Refusal(401, { error: 'invalid_client' }, UNCACHED);
    }
    return oauthClientOf(object);
  }

  async #exchange(client: OAuthClient, form: URLSearchParams): Promise<Readonly<Record<string, unknown>>> {
    const pending = this.#codes.get(form.get('code') ?? '');
    if (pending === undefined || pending.clientId !== client.id) throw oauthError('invalid_grant');
    if (pending.used !== undefined) {
      await this.#context.documents.remove(REFRESH_KIND, pending.used);
      throw oauthError('invalid_grant');
    }
    const uriFits = pending.redirectUri === null || pending.redirectUri === form.get('redirect_uri');
    const late = pending.expiresMs < this.#context.clock.ms();
    if (late || !uriFits || !proves(pending.challenge, form.get('code_verifier'))) throw oauthError('invalid_grant');
    pending.used = await this.#newRefreshToken(pending, client);
    return this.#answer(client, pending, pending.used);
  }

  /** The same token again, or a new one, as the client's settings say (transcripts 372, 378). */
  async #refresh(client: OAuthClient, token: string): Promise<Readonly<Record<string, unknown>>> {
    const known = this.#context.documents.get<RefreshToken>(REFRESH_KIND, token);
    const alive = known !== undefined && known.clientId === client.id && known.expiresMs > this.#context.clock.ms();
    if (!alive) throw oauthError('invalid_grant');
    if (client.reusesRefreshTokens) return this.#answer(client, known, token);
    await this.#context.documents.remove(REFRESH_KIND, token);
    return this.#answer(client, known, await this.#newRefreshToken(known, client));
  }

  async #newRefreshToken({ clientId, username, scopes }: Grant, client: OAuthClient): Promise<string> {
    const token = randomBytes(96).toString('base64url');
    const expiresMs = this.#context.clock.ms() + client.refreshTokenMs;
    await this.#context.documents.put(REFRESH_KIND, token, { clientId, username, scopes, expiresMs });
    return token;
  }

  #answer(client: OAuthClient, { username, scopes }: Grant, refreshToken: string): Readonly<Record<string, unknown>> {
    const now = Math.floor(this.#context.clock.ms() / 1_000);
    const lives = client.accessTokenMs / 1_000;
    const common = {
      sub: username,
      aud: client.id,
      iss: `${this.#context.origin()}/`,
      iat: now,
      ...(scopes.includes('username') ? { username } : {}),
    };
    const accessToken = this.key.sign({ ...common, nbf: now, scope: scopes, exp: now + lives, jti: randomUUID() });
    const idToken = { ...common, azp: client.id, auth_time: now, exp: now + ID_TOKEN_MS / 1_000, jti: randomUUID() };
    return {
      access_token: accessToken,
      refresh_token: refreshToken,
      scope: scopes.join(' '),
      ...(scopes.includes('openid') ? { id_token: this.key.sign(idToken) } : {}),
      token_type: 'Bearer',
      expires_in: lives - 1,
    };
  }
}

/** A refusal in the words of RFC 6749. */
function oauthError(error: string, description?: string): Refusal {
  const more = description === undefined ? {} : { error_description: description, error_uri: ERRORS_URI };
  return new Refusal(400, { ...more, error }, UNCACHED);
}

function proves(challenge: string | null, verifier: string | null): boolean {
  if (challenge === null) return true;
  return verifier !== null && createHash('sha256').update(verifier).digest('base64url') === challenge;
}
