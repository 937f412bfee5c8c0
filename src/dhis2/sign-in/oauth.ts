import { ConfigError } from '../../errors';
import type { OAuthCredentials, SignIn, SignInDeps } from './credentials';
import { tokenRefusal } from './advice';
import type { Token, TokenReply } from './token-endpoint';

/** A token is renewed this long before its end, or a quarter of its life for those that live shorter than two minutes. */
const RENEW_AHEAD_MS = 30_000;

/** DHIS2's own token endpoints, below base_url: up to 2.41, and from 2.42 on. */
const LEGACY_ENDPOINT = '/uaa/oauth/token';
const ENDPOINT = '/oauth2/token';

interface CurrentToken {
  readonly header: string;
  readonly renewAt: number;
}

/** Signs in with bearer tokens: asks the token endpoint, keeps the answer, and renews it once however many requests ask. */
export class OAuthSignIn implements SignIn {
  readonly #credentials: OAuthCredentials;
  readonly #deps: SignInDeps;
  #endpoints: readonly string[];
  #current: CurrentToken | undefined;
  #refreshToken: string | undefined;
  #renewal: Promise<CurrentToken> | undefined;
  #refusal: ConfigError | undefined;

  constructor(credentials: OAuthCredentials, deps: SignInDeps) {
    this.#credentials = credentials;
    this.#deps = deps;
    this.#endpoints = endpointsOf(credentials, deps.baseUrl);
    if (credentials.kind === 'oauth2_refresh_token') this.#refreshToken = credentials.refreshToken;
  }

  get kind(): OAuthCredentials['kind'] {
    return this.#credentials.kind;
  }

  async authorization(): Promise<string> {
    if (this.#refusal) throw this.#refusal;
    const current = this.#current;
    if (current && this.#deps.clock.now() < current.renewAt) return current.header;
    return (await this.#renew()).header;
  }

  async renewed(rejectedHeader: string): Promise<boolean> {
    if (this.#current && this.#current.header !== rejectedHeader) return true;
    return (await this.#renew()).header !== rejectedHeader;
  }

  #renew(): Promise<CurrentToken> {
    this.#renewal ??= this.#ask().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #ask(): Promise<CurrentToken> {
    if (this.#refusal) throw this.#refusal;
    let reply = await this.#grant();
    if (reply.kind === 'refused' && this.#credentials.kind === 'oauth2_password' && this.#refreshToken !== undefined) {
      // Its refresh token is a by-product and may have ended; the password is what was configured.
      this.#refreshToken = undefined;
      reply = await this.#grant();
    }
    if (reply.kind !== 'token') {
      this.#refusal = new ConfigError(tokenRefusal(this.#credentials, reply));
      throw this.#refusal;
    }
    return this.#take(reply.token, reply.endpoint);
  }

  #grant(): Promise<TokenReply> {
    const { clientId, clientSecret } = this.#credentials;
    const form = formOf(this.#credentials, this.#refreshToken);
    return this.#deps.tokenEndpoint({ endpoints: this.#endpoints, clientId, clientSecret, form });
  }

  async #take(token: Token, endpoint: string): Promise<CurrentToken> {
    this.#endpoints = [endpoint];
    if (token.refreshToken !== undefined && token.refreshToken !== this.#refreshToken) {
      this.#refreshToken = token.refreshToken;
      if (this.#credentials.kind === 'oauth2_refresh_token') await this.#deps.onRotated(token.refreshToken);
    }
    const header = `Bearer ${token.accessToken}`;
    const lifeMs = token.lifeMs ?? Infinity;
    // DHIS2 up to 2.41 gives the same token to whoever asks twice: then it is used up to its end.
    const ahead = header === this.#current?.header ? 0 : Math.min(RENEW_AHEAD_MS, lifeMs / 4);
    this.#current = { header, renewAt: this.#deps.clock.now() + lifeMs - ahead };
    return this.#current;
  }
}

function endpointsOf(credentials: OAuthCredentials, baseUrl: string): readonly string[] {
  if (credentials.tokenUrl !== undefined) return [credentials.tokenUrl];
  // The version is not known before the sign-in: the endpoint that is more likely for the grant is tried first.
  const paths = credentials.kind === 'oauth2_password' ? [LEGACY_ENDPOINT, ENDPOINT] : [ENDPOINT, LEGACY_ENDPOINT];
  return paths.map((path) => baseUrl + path);
}

function formOf(credentials: OAuthCredentials, refreshToken: string | undefined): Record<string, string> {
  if (refreshToken !== undefined && credentials.kind !== 'oauth2_client_credentials') {
    return { grant_type: 'refresh_token', refresh_token: refreshToken };
  }
  switch (credentials.kind) {
    case 'oauth2_client_credentials':
      return { grant_type: 'client_credentials', ...(credentials.scope ? { scope: credentials.scope } : {}) };
    case 'oauth2_password':
      return { grant_type: 'password', username: credentials.username, password: credentials.password };
    case 'oauth2_refresh_token':
      return { grant_type: 'refresh_token', refresh_token: credentials.refreshToken };
  }
}
