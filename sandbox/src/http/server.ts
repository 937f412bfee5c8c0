import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator } from '../auth/authenticate';
import { sessionCookie } from '../auth/sessions';
import type { Sessions } from '../auth/sessions';
import type { Context } from '../context';
import type { RequestEntry, RequestLog } from '../request-log';
import { addFaultHooks } from './fault-hooks';
import type { Kill } from './fault-hooks';
import { headBytes, tooLongHead } from './long-heads';
import { DEFAULT_SERVLET, jettyError, notFound } from './not-found';
import { plainAddress } from './paths';
import { setUser } from './signed-in';
import { Refusal, webMessage } from './web-message';

/** The largest body that is read, in bytes. */
const BODY_LIMIT = 1024 ** 3;

/** What the server is made of. */
export interface ServerParts {
  readonly context: Context;
  readonly log: RequestLog;
  readonly authenticator: Authenticator;
  readonly sessions: Sessions;
  readonly kill: Kill;
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  readonly contextPath: string;
  /** Paths that need no sign-in. */
  readonly isPublic: (path: string) => boolean;
}

/** An HTTP server with everything that holds for all routes: addresses, sign-in, faults, the log, errors. */
export function createServer(parts: ServerParts): {
  app: FastifyInstance;
  entryOf: (request: FastifyRequest) => RequestEntry;
} {
  const { context, log } = parts;
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    rewriteUrl: (request) => plainAddress(withoutContext(request.url ?? '/', parts.contextPath), context.traits),
    https: parts.tls ?? null,
    exposeHeadRoutes: true,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const entries = new WeakMap<FastifyRequest, RequestEntry>();
  const entryOf = (request: FastifyRequest): RequestEntry => {
    const known = entries.get(request);
    if (known !== undefined) return known;
    const entry = openEntry(log, request);
    entries.set(request, entry);
    return entry;
  };
  app.addHook('onRequest', (request, _reply, done) => {
    entryOf(request);
    done(headBytes(request) > context.traits.maxHeadBytes ? tooLongHead(context.traits) : undefined);
  });
  addFaultHooks(app, context, entryOf, parts.kill);
  app.addHook('onRequest', (request, reply) => signIn(parts, request, reply, entryOf(request)));
  app.addHook('preValidation', (request, _reply, done) => {
    request.body ??= Buffer.alloc(0);
    done();
  });
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    log.worked(entryOf(request));
    if (reply.getHeader('content-type') === 'application/json; charset=utf-8') {
      void reply.header(
        'content-type',
        context.traits.line === '2.41' ? 'application/json' : 'application/json;charset=UTF-8',
      );
    }
    return payload;
  });
  app.addHook('onResponse', async (request, reply) => log.answered(entryOf(request), reply.statusCode));
  app.setErrorHandler((error, _request, reply) => answerError(error, reply));
  app.setNotFoundHandler((request, reply) => answerError(unserved(context, request), reply));
  return { app, entryOf };
}

/** Addresses outside of the context path are none of DHIS2's. */
function withoutContext(url: string, contextPath: string): string {
  return url.startsWith(`${contextPath}/`) ? url.slice(contextPath.length) : `/outside${url}`;
}

function openEntry(log: RequestLog, request: FastifyRequest): RequestEntry {
  const [path = '', query = ''] = request.originalUrl.split('?', 2);
  const { headers } = request;
  return log.open({
    method: request.method,
    path,
    query,
    bytes: Number(headers['content-length'] ?? 0),
    contentEncoding: headers['content-encoding'],
    signIn: headers.authorization?.split(' ')[0] ?? (headers.cookie === undefined ? undefined : 'Cookie'),
  });
}

/** Without credentials DHIS2 sends to its login page, unless the request says it is not a browser's (transcripts 304-306). */
async function signIn(
  { context, authenticator, sessions, isPublic }: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  entry: RequestEntry,
): Promise<unknown> {
  const [path = ''] = request.url.split('?');
  if (isPublic(path)) return undefined;
  if (context.traits.container === 'jetty' && !isOfDhis2(path)) throw unserved(context, request);
  const result = await authenticator.signIn(request);
  if (result !== undefined) {
    setUser(request, result.user);
    entry.user = result.user.username;
    if (result.newSession) void reply.header('set-cookie', sessionCookie(sessions.open(result.user.username)));
    return undefined;
  }
  const { traits } = context;
  if (request.headers['x-requested-with'] === 'XMLHttpRequest') throw new Refusal(401, webMessage(401, 'Unauthorized'));
  const toIndex = traits.line === '2.41' && (request.headers.accept ?? '').includes('text/html');
  return reply
    .code(302)
    .header('set-cookie', sessionCookie(sessions.open(undefined, request.originalUrl)))
    .header('location', `${context.origin()}${toIndex ? '/index.html' : traits.loginPath}`)
    .send('');
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof Refusal)
    return reply
      .code(error.code)
      .headers({ 'cache-control': 'no-cache, private', ...error.headers })
      .send(error.body);
  const { statusCode = 500, message } = error as { statusCode?: number; message: string };
  return reply.code(statusCode).send(webMessage(statusCode, message));
}

/** Whether a path belongs to DHIS2 at all; on Jetty others are refused without asking who comes. */
function isOfDhis2(path: string): boolean {
  return path === '/' || path.startsWith('/api') || path.startsWith('/uaa/');
}

/** A path or method that nothing serves (transcripts 011-014, 017, 023, 445). */
function unserved({ traits }: Context, request: FastifyRequest): Refusal {
  const [path = ''] = request.originalUrl.split('?');
  const { method } = request;
  const inApi = /^\/api(\/|$)/.test(path);
  const inOtherMethod = request.server.hasRoute({
    method: method === 'POST' ? 'GET' : 'POST',
    url: request.url.split('?')[0] ?? '',
  });
  if (inApi && inOtherMethod && method !== 'GET') {
    const message =
      traits.line === '2.41'
        ? `Request method '${method}' not supported`
        : `Request method '${method}' is not supported`;
    return new Refusal(405, webMessage(405, message));
  }
  if (inApi) return notFound(traits, path);
  if (traits.container === 'jetty') {
    const post = `HTTP method ${method} is not supported by this URL`;
    return method === 'GET'
      ? jettyError(404, 'Not Found', path, DEFAULT_SERVLET)
      : jettyError(405, post, path, DEFAULT_SERVLET);
  }
  return new Refusal(301, '', { location: `${path}/` });
}
