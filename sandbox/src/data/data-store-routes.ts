import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Context } from '../context';
import { bodyText } from '../http/request-body';
import { refuse, webMessage } from '../http/web-message';
import type { WebMessage } from '../http/web-message';
import { unsupported } from '../imports/read-payload';

const KIND = 'dataStore';

interface KeyPath {
  Params: { namespace: string; key: string };
}

/** `/api/dataStore/{namespace}/{key}`: JSON documents that any signed-in user may read and write (transcripts 851-877). */
export function addDataStoreRoutes(app: FastifyInstance, context: Context): void {
  const { documents } = context;
  const id = ({ namespace, key }: KeyPath['Params']): string => `${namespace}/${key}`;
  const missing = ({ namespace, key }: KeyPath['Params']): Error =>
    refuse(404, `Key '${key}' not found in namespace '${namespace}'`, { errorCode: 'E1005' });
  const keysOf = (namespace: string): readonly string[] =>
    documents
      .list(KIND)
      .flatMap(([name]) => (name.startsWith(`${namespace}/`) ? [name.slice(namespace.length + 1)] : []));

  app.get<{ Params: { namespace: string } }>('/api/dataStore/:namespace', (request) => {
    const { namespace } = request.params;
    const keys = keysOf(namespace);
    if (keys.length === 0) throw refuse(404, `Namespace not found: '${namespace}'`, { errorCode: 'E1005' });
    return [...keys].sort();
  });
  app.get<KeyPath>('/api/dataStore/:namespace/:key', async (request, reply) => {
    const stored = documents.get<{ value: unknown }>(KIND, id(request.params));
    if (stored === undefined) throw missing(request.params);
    return reply.type('application/json').send(JSON.stringify(stored.value));
  });
  app.post<KeyPath>('/api/dataStore/:namespace/:key', async (request, reply) => {
    const { namespace, key } = request.params;
    if (documents.get(KIND, id(request.params)) !== undefined) {
      throw refuse(409, `Key '${key}' already exists in namespace '${namespace}'`, { errorCode: 'E1004' });
    }
    return reply.code(201).send(await put(context, request));
  });
  app.put<KeyPath>('/api/dataStore/:namespace/:key', async (request, reply) => {
    const message = await put(context, request);
    return reply.code(message.httpStatusCode).send(message);
  });
  app.delete<KeyPath>('/api/dataStore/:namespace/:key', async (request) => {
    const { namespace, key } = request.params;
    if (!(await documents.remove(KIND, id(request.params)))) throw missing(request.params);
    return webMessage(200, `Key '${key}' deleted from namespace '${namespace}'`);
  });
  app.delete<{ Params: { namespace: string } }>('/api/dataStore/:namespace', async (request) => {
    const { namespace } = request.params;
    for (const key of keysOf(namespace)) await documents.remove(KIND, `${namespace}/${key}`);
    return webMessage(200, `Namespace deleted: '${namespace}'`);
  });
}

async function put({ documents, traits }: Context, request: FastifyRequest<KeyPath>): Promise<WebMessage> {
  const { namespace, key } = request.params;
  const type = request.headers['content-type'];
  if (type?.includes('json') !== true) throw refuse(415, unsupported(type, traits.line));
  const exists = documents.get(KIND, `${namespace}/${key}`) !== undefined;
  let value: unknown;
  try {
    value = JSON.parse(bodyText(request.body as Buffer));
  } catch {
    throw refuse(400, `Invalid JSON value for key '${key}'`, { errorCode: 'E1003' });
  }
  await documents.put('dataStore', `${namespace}/${key}`, { value });
  return exists ? webMessage(200, `Key updated: '${key}'`) : webMessage(201, `Key created: '${key}'`);
}
