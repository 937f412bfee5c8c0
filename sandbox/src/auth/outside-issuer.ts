import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { Refusal } from '../http/web-message';
import { SigningKey } from './jwt';
import { clientCredentials, formOf } from './oauth-client';

/** A client of the outside issuer and the DHIS2 user that its tokens stand for. */
export interface OutsideClient {
  readonly secret: string;
  readonly username: string;
  /** How long its tokens live; 300 s by default. */
  readonly lifeMs?: number;
}

const DEFAULT_LIFE_MS = 300_000;

/**
 * An identity provider outside of DHIS2 whose bearer tokens DHIS2 trusts (`oidc.jwt.token.authentication.enabled`): what DHIS2
 * itself does not offer, tokens for client credentials, it does. It lives under `/idp` of the same server.
 */
export class OutsideIssuer {
  readonly key = new SigningKey();
  readonly #context: Context;
  readonly #clients: Readonly<Record<string, OutsideClient>>;

  constructor(context: Context, clients: Readonly<Record<string, OutsideClient>>) {
    this.#context = context;
    this.#clients = clients;
  }

  /** A token for a client. */
  token(clientId: string, scope: string | null): Readonly<Record<string, unknown>> {
    const { username, lifeMs = DEFAULT_LIFE_MS } = this.#clients[clientId] as OutsideClient;
    const now = Math.floor(this.#context.clock.ms() / 1_000);
    const claims = {
      iss: `${this.#context.origin()}/idp`,
      sub: clientId,
      aud: clientId,
      username,
      iat: now,
      jti: randomUUID(),
    };
    return {
      access_token: this.key.sign({ ...claims, exp: now + Math.floor(lifeMs / 1_000) }),
      token_type: 'Bearer',
      expires_in: Math.floor(lifeMs / 1_000),
      ...(scope === null ? {} : { scope }),
    };
  }

  /** Whether a bearer token is one of this issuer's. */
  signed(token: string): boolean {
    const [head = ''] = token.split('.');
    return Buffer.from(head, 'base64url').toString('utf8').includes(this.key.kid);
  }

  /** Whether a client knows its secret. */
  knows(clientId: string, secret: string): boolean {
    return this.#clients[clientId]?.secret === secret;
  }
}

/** `/idp/token` and `/idp/jwks`. */
export function addOutsideIssuerRoutes(app: FastifyInstance, issuer: OutsideIssuer): void {
  app.post('/idp/token', (request) => {
    const form = formOf(request);
    const credentials = clientCredentials(request, form);
    if (credentials === undefined || !issuer.knows(credentials.id, credentials.secret)) {
      throw new Refusal(401, { error: 'invalid_client' });
    }
    if (form.get('grant_type') !== 'client_credentials') throw new Refusal(400, { error: 'unsupported_grant_type' });
    return issuer.token(credentials.id, form.get('scope'));
  });
  app.get('/idp/jwks', () => ({ keys: [issuer.key.jwk()] }));
}
