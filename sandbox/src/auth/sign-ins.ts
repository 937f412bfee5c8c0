import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { addApiTokenRoutes, ApiTokens } from './api-tokens';
import { Authenticator } from './authenticate';
import { AuthorizationServer } from './authorization-server';
import { addAuthorizeRoutes } from './authorize-routes';
import { BearerTokens } from './bearer-tokens';
import { addLegacyOAuthRoutes, LegacyOAuth } from './legacy-oauth';
import { addLoginRoutes } from './login-routes';
import { addOAuthClientRoutes } from './oauth-client-routes';
import { addOutsideIssuerRoutes, OutsideIssuer } from './outside-issuer';
import type { OutsideClient } from './outside-issuer';
import { Passwords } from './passwords';
import { Sessions } from './sessions';

/** What the sign-ins are made of besides the metadata. */
export interface SignInOptions {
  readonly passwords: Readonly<Record<string, string>>;
  readonly outsideClients: Readonly<Record<string, OutsideClient>>;
}

/** All ways to sign in on one server: they outlive its restarts, as far as DHIS2's do. */
export class SignIns {
  readonly sessions: Sessions;
  readonly authenticator: Authenticator;
  readonly #context: Context;
  readonly #passwords: Passwords;
  readonly #tokens: ApiTokens;
  readonly #server: AuthorizationServer;
  readonly #legacy: LegacyOAuth;
  readonly #issuer: OutsideIssuer;

  constructor(context: Context, options: SignInOptions) {
    this.#context = context;
    this.sessions = new Sessions(context.clock);
    this.#passwords = new Passwords(context.metadata, options.passwords, context.faults);
    this.#tokens = new ApiTokens(context);
    this.#server = new AuthorizationServer(context);
    this.#legacy = new LegacyOAuth(context, this.#passwords);
    this.#issuer = new OutsideIssuer(context, options.outsideClients);
    const signed = new BearerTokens(context, () => [this.#server.key, this.#issuer.key]);
    const isLegacy = (token: string): boolean => context.traits.oauth === 'legacy' && !this.#issuer.signed(token);
    this.authenticator = new Authenticator({
      passwords: this.#passwords,
      sessions: this.sessions,
      userByName: (name) => context.metadata.typed.usersByName.get(name),
      schemes: {
        apitoken: (key, request) => this.#tokens.check(key, request),
        bearer: (token) => (isLegacy(token) ? this.#legacy.check(token) : signed.check(token)),
      },
    });
  }

  /** Adds the routes of all sign-ins that the release has. */
  addRoutes(app: FastifyInstance): void {
    addLoginRoutes(app, this.#context, { passwords: this.#passwords, sessions: this.sessions });
    addApiTokenRoutes(app, this.#context, this.#tokens);
    addOAuthClientRoutes(app, this.#context);
    addOutsideIssuerRoutes(app, this.#issuer);
    if (this.#context.traits.oauth === 'legacy') addLegacyOAuthRoutes(app, this.#context, this.#legacy);
    else addAuthorizeRoutes(app, this.#context, this.#server);
  }

  /** What a restart forgets: sessions, and the signing key with all tokens signed by it. */
  restart(): void {
    this.sessions.clear();
    this.#server.restart();
  }

  /** Makes access tokens invalid at once, and refresh tokens too if asked for. */
  async voidTokens(options: { readonly refreshTokens: boolean }): Promise<void> {
    this.#server.restart();
    if (options.refreshTokens) await this.#server.revokeAll();
    await this.#legacy.voidTokens(options);
  }
}
