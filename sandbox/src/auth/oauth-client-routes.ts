import type { FastifyInstance } from 'fastify';
import { localDateTime } from '../clock';
import type { Context } from '../context';
import { searchParameters } from '../http/paths';
import { bodyText } from '../http/request-body';
import { requireAuthority, userOf } from '../http/signed-in';
import { refuse, webMessage } from '../http/web-message';
import { hasAuthority } from '../metadata/model';
import type { MetadataObject, User } from '../metadata/model';
import { textOf } from '../metadata/text';
import { newUid } from '../metadata/uid';
import { parseFields } from '../reads/fields';
import { parseFilter } from '../reads/filters';
import { pageOf } from '../reads/paging';
import { Projector } from '../reads/project';
import { DEFAULT_CLIENT_SETTINGS, DEFAULT_TOKEN_SETTINGS } from './oauth-client';

/** Documents of this kind are OAuth2 clients, by UID. */
export const CLIENT_KIND = 'oAuth2Client';

type Json = Readonly<Record<string, unknown>>;

/** The client with an id, on either kind of server. */
export function findClient(context: Context, clientId: string): MetadataObject | undefined {
  const name = context.traits.oauth === 'legacy' ? 'cid' : 'clientId';
  return context.documents.list<MetadataObject>(CLIENT_KIND).find(([, client]) => client[name] === clientId)?.[1];
}

/** `/api/oAuth2Clients`: the payload of 2.41 (cid, secret, grantTypes) and that of later releases (transcripts 335-339, 351-353). */
export function addOAuthClientRoutes(app: FastifyInstance, context: Context): void {
  const legacy = context.traits.oauth === 'legacy';
  const klass = legacy
    ? 'org.hisp.dhis.security.oauth2.OAuth2Client'
    : 'org.hisp.dhis.security.oauth2.client.Dhis2OAuth2Client';
  const report = (uid: string) => ({ uid, klass, errorReports: [], responseType: 'ObjectReport' });

  app.post('/api/oAuth2Clients', async (request, reply) => {
    const user = userOf(request);
    const body = readJson(request.body as Buffer);
    if (legacy) checkLegacy(body, user);
    else checkClient(context, body, user);
    const uid = newUid();
    await context.documents.put(CLIENT_KIND, uid, newClient(context, body, uid, user));
    return reply
      .code(201)
      .header('location', `${context.origin()}/api/oAuth2Clients/${uid}`)
      .send(webMessage(201, undefined, { response: report(uid) }));
  });

  app.get('/api/oAuth2Clients', (request, reply) => {
    const user = manager(context, userOf(request));
    const query = searchParameters(request.raw.url ?? '');
    const filters = query.getAll('filter');
    const unknown = filters
      .map((text) => text.split(':')[0] ?? '')
      .find((name) => name === (legacy ? 'clientId' : 'cid'));
    if (unknown !== undefined) throw refuse(400, `Unknown path property: ${unknown}`, { errorCode: 'E1003' });
    const tests = filters.map((text) => parseFilter(text, context));
    const clients = context.documents.list<MetadataObject>(CLIENT_KIND).map(([, client]) => client);
    const { pager, items } = pageOf(
      clients.filter((client) => tests.every((test) => test(client))),
      query,
      `${context.origin()}/api/oAuth2Clients`,
    );
    const fields = parseFields(query.get('fields') ?? 'id,displayName');
    void reply.header('cache-control', 'no-cache, private');
    return { pager, oAuth2Clients: items.map((client) => new Projector(context, user).project(client, '', fields)) };
  });

  app.put<{ Params: { id: string } }>('/api/oAuth2Clients/:id', async (request) => {
    const user = manager(context, userOf(request));
    const { id } = request.params;
    const body = readJson(request.body as Buffer);
    const current = existing(context, id);
    await context.documents.put(CLIENT_KIND, id, { ...current, ...body, id, lastUpdatedBy: shortUser(user) });
    return webMessage(200, undefined, { response: report(id) });
  });

  app.delete<{ Params: { id: string } }>('/api/oAuth2Clients/:id', async (request) => {
    manager(context, userOf(request));
    const { id } = request.params;
    existing(context, id);
    await context.documents.remove(CLIENT_KIND, id);
    return webMessage(200, undefined, { response: report(id) });
  });
}

function readJson(body: Buffer): Json {
  try {
    return JSON.parse(bodyText(body)) as Json;
  } catch {
    throw refuse(400, 'The body is no JSON.');
  }
}

function existing(context: Context, id: string): MetadataObject {
  const client = context.documents.get<MetadataObject>(CLIENT_KIND, id);
  if (client === undefined) throw refuse(404, `OAuth2Client with id ${id} could not be found.`, { errorCode: 'E1005' });
  return client;
}

function manager(context: Context, user: User): User {
  requireAuthority(user, 'F_OAUTH2_CLIENT_MANAGE', context.traits.line);
  return user;
}

/** 2.41 reads the JSON before it asks who sends it (transcripts 335, 336); a secret has 36 letters (source: `OAuth2Client`). */
function checkLegacy(body: Json, user: User): void {
  if (!Array.isArray(body['redirectUris'] ?? [])) {
    const text =
      'Cannot construct instance of `java.util.ArrayList` (although at least one Creator exists): no String-argument ';
    const value = JSON.stringify(body['redirectUris']).replaceAll('"', "'");
    throw refuse(500, `${text}constructor/factory method to deserialize from String value (${value})`);
  }
  if (!hasAuthority(user, 'F_OAUTH2_CLIENT_MANAGE')) {
    throw refuse(403, "You don't have the proper permissions to create this object.", { errorCode: 'E1006' });
  }
  const { length } = textOf(body['secret']);
  if (body['secret'] !== undefined && length !== 36) {
    const reason = `Allowed length range for property \`secret\` is [36 to 36], but given length was ${length}`;
    throw refuse(409, reason, { errorCode: 'E4002' });
  }
}

const GRANTS: ReadonlySet<string> = new Set(['authorization_code', 'refresh_token']);

function checkClient(context: Context, body: Json, user: User): void {
  manager(context, user);
  const grants = textOf(body['authorizationGrantTypes']).split(',');
  const refused = grants.find((grant) => !GRANTS.has(grant.trim()));
  if (refused !== undefined) {
    const reason = `Invalid authorization grant type: ${refused}. Only authorization_code and refresh_token are allowed.`;
    throw refuse(409, `Missing required property \`${reason}\``, { errorCode: 'E1004' });
  }
  if (findClient(context, textOf(body['clientId'])) !== undefined) {
    const message = `Property \`clientId\` with value \`${textOf(body['clientId'])}\` already exists`;
    throw refuse(409, message, { errorCode: 'E5003' });
  }
}

function newClient(context: Context, body: Json, uid: string, user: User): Json {
  const legacy = context.traits.oauth === 'legacy';
  const now = localDateTime(context.clock.now());
  const by = shortUser(user);
  const name = textOf(body['name'] ?? body['clientId']);
  return {
    ...(legacy
      ? {}
      : { clientSettings: DEFAULT_CLIENT_SETTINGS, tokenSettings: DEFAULT_TOKEN_SETTINGS, createdBy: by, user: by }),
    ...body,
    id: uid,
    name,
    created: now,
    lastUpdated: now,
    lastUpdatedBy: by,
    translations: [],
    favorites: [],
    favorite: false,
    sharing: { ...(context.traits.line === '2.42' ? { external: false } : {}), users: {}, userGroups: {} },
    href: `${context.origin()}/api/oAuth2Clients/${uid}`,
    attributeValues: [],
  };
}

function shortUser({ id, code, name, username }: User): Json {
  return { id, code, name, displayName: name, username };
}
