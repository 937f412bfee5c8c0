import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context';
import { searchParameters } from '../http/paths';
import { userOf } from '../http/signed-in';
import { refuse } from '../http/web-message';
import type { AuthorizationServer, Grant } from './authorization-server';
import { discovery } from './discovery';
import { clientCredentials, formOf, oauthClientOf } from './oauth-client';
import type { OAuthClient } from './oauth-client';
import { findClient } from './oauth-client-routes';
import { consentPage } from './pages';

/** An authorization that waits for the user's consent. */
interface Waiting {
  readonly client: OAuthClient;
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly challenge: string | null;
}

const CONSENT_KIND = 'oauth2Consent';
const UNCACHED = 'no-cache, no-store, max-age=0, must-revalidate';

/** `/oauth2/authorize` with its consent page, `/oauth2/token`, and what describes them (2.42 and later). */
export function addAuthorizeRoutes(app: FastifyInstance, context: Context, server: AuthorizationServer): void {
  const waiting = new Map<string, Waiting>();

  app.get('/oauth2/authorize', async (request, reply) => {
    void reply.header('cache-control', UNCACHED);
    const asked = authorizationRequest(context, request);
    if ('error' in asked) return redirect(reply, asked.redirectUri, { error: asked.error, state: asked.state });
    const { client, grant } = asked;
    const toConsent = grant.scopes.filter((scope) => scope !== 'openid');
    const given = context.documents.get<readonly string[]>(CONSENT_KIND, `${client.id}/${grant.username}`) ?? [];
    if (!client.requiresConsent || toConsent.every((scope) => given.includes(scope)))
      return finish(asked, grant.scopes, reply);
    const state = randomBytes(32).toString('base64');
    waiting.set(state, asked);
    const html = consentPage({ clientId: client.id, username: grant.username, state, scopes: toConsent });
    return reply.type('text/html;charset=UTF-8').send(html);
  });

  app.post('/oauth2/authorize', async (request, reply) => {
    void reply.header('cache-control', UNCACHED);
    const form = formOf(request);
    const asked = waiting.get(form.get('state') ?? '');
    waiting.delete(form.get('state') ?? '');
    if (asked === undefined || asked.grant.username !== userOf(request).username) throw refuse(400, 'invalid_request');
    const agreed = form.getAll('scope').filter((scope) => asked.grant.scopes.includes(scope));
    if (agreed.length === 0) return redirect(reply, asked.redirectUri, { error: 'access_denied', state: asked.state });
    await context.documents.put(CONSENT_KIND, `${asked.client.id}/${asked.grant.username}`, agreed);
    const scopes = asked.grant.scopes.filter((scope) => scope === 'openid' || agreed.includes(scope));
    return finish(asked, scopes, reply);
  });

  app.post('/oauth2/token', async (request, reply) => {
    const form = formOf(request);
    const answer = await server.token(clientCredentials(request, form), form);
    return reply.header('cache-control', UNCACHED).send(answer);
  });

  app.post('/oauth2/revoke', async (request, reply) => {
    const form = formOf(request);
    await server.revoke(clientCredentials(request, form), form.get('token') ?? '');
    return reply.code(200).send('');
  });

  app.get('/oauth2/jwks', (_request, reply) =>
    reply.header('cache-control', UNCACHED).send({ keys: [server.key.jwk()] }),
  );
  app.get('/.well-known/oauth-authorization-server', (_request, reply) =>
    reply.header('cache-control', UNCACHED).send(discovery(context, 'oauth')),
  );
  app.get('/.well-known/openid-configuration', (_request, reply) =>
    reply.header('cache-control', UNCACHED).send(discovery(context, 'openid')),
  );

  function finish(asked: Waiting, scopes: readonly string[], reply: FastifyReply): FastifyReply {
    const { client, grant, redirectUri, challenge, state } = asked;
    const code = server.issueCode({ ...grant, scopes }, client, { redirectUri, challenge });
    return redirect(reply, redirectUri, { code, state });
  }
}

/** Checks an authorization request: what is wrong with client or address is told to the user, anything else to the client. */
function authorizationRequest(
  context: Context,
  request: FastifyRequest,
): Waiting | { readonly error: string; readonly redirectUri: string; readonly state: string | null } {
  const query = searchParameters(request.raw.url ?? '');
  const object = findClient(context, query.get('client_id') ?? '');
  if (object === undefined) throw refuse(400, 'OAuth 2.0 Parameter: client_id');
  const client = oauthClientOf(object);
  const redirectUri = query.get('redirect_uri') ?? client.redirectUris[0] ?? '';
  if (!client.redirectUris.some((known) => sameAddress(known, redirectUri)))
    throw refuse(400, 'OAuth 2.0 Parameter: redirect_uri');
  const state = query.get('state');
  const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const challenge = query.get('code_challenge');
  const wrong = (error: string) => ({ error, redirectUri, state });
  if (query.get('response_type') !== 'code') return wrong('unsupported_response_type');
  if (!scopes.every((scope) => client.scopes.includes(scope))) return wrong('invalid_scope');
  if (client.requiresProofKey && challenge === null) return wrong('invalid_request');
  if (challenge !== null && query.get('code_challenge_method') !== 'S256') return wrong('invalid_request');
  const grant = { clientId: client.id, username: userOf(request).username, scopes };
  return { client, grant, redirectUri, state, challenge };
}

/** The port of a loopback address may differ (RFC 8252, 7.3). */
function sameAddress(known: string, asked: string): boolean {
  const withoutPort = (address: string): string => address.replace(/^(http:\/\/(?:127\.0\.0\.1|\[::1\])):\d+/, '$1');
  return withoutPort(known) === withoutPort(asked);
}

function redirect(
  reply: FastifyReply,
  address: string,
  parameters: Readonly<Record<string, string | null>>,
): FastifyReply {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  return reply.code(302).header('location', url.toString()).send('');
}
