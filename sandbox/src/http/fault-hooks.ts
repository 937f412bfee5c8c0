import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context';
import type { Fault } from '../faults';
import { loginPage } from '../auth/pages';
import type { RequestEntry } from '../request-log';

/** What a kill does to the running server. */
export type Kill = () => void;

const chosen = new WeakMap<FastifyRequest, Fault>();

/** Lets the faults of the context happen to requests. */
export function addFaultHooks(
  app: FastifyInstance,
  context: Context,
  entryOf: (request: FastifyRequest) => RequestEntry,
  kill: Kill,
): void {
  app.addHook('onRequest', async (request, reply) => {
    const entry = entryOf(request);
    if (entry.bytes > context.faults.maxBytes) return gateway(reply, 413, 'Request Entity Too Large');
    const { number, method, path, query } = entry;
    const fault = context.faults.next({ number, method, path, query });
    if (fault === undefined) return undefined;
    chosen.set(request, fault);
    return before(fault, request, reply, kill);
  });
  app.addHook('onSend', async (request, reply, payload) => after(chosen.get(request), { request, reply, payload }));
}

async function before(fault: Fault, request: FastifyRequest, reply: FastifyReply, kill: Kill): Promise<unknown> {
  switch (fault.kind) {
    case 'status':
      return reply
        .code(fault.status)
        .headers(fault.headers ?? {})
        .send(fault.body ?? '');
    case 'gateway':
      return gateway(reply, fault.status, GATEWAY_TEXTS[fault.status]);
    case 'redirect':
      return reply
        .code(fault.status ?? 302)
        .header('location', fault.location)
        .send('');
    case 'login-page':
      return reply.code(200).header('content-type', 'text/html;charset=UTF-8').send(loginPage('/', undefined));
    case 'delay':
      await wait(fault.ms);
      return undefined;
    case 'hold':
      await fault.until;
      return undefined;
    case 'kill':
      setTimeout(kill, fault.afterMs);
      return undefined;
    case 'reset':
      if (fault.when !== 'before-body') return undefined;
      reply.hijack();
      request.raw.socket.resetAndDestroy();
      return reply;
    default:
      return undefined;
  }
}

interface Sending {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly payload: unknown;
}

async function after(fault: Fault | undefined, { request, reply, payload }: Sending): Promise<unknown> {
  if (fault?.kind === 'delay-answer') await wait(fault.ms);
  if (fault?.kind === 'drip') {
    reply.removeHeader('content-length');
    return Readable.from(dripping(String(payload), fault));
  }
  if (fault?.kind === 'reset' && fault.when === 'after-work') request.raw.socket.resetAndDestroy();
  if (fault?.kind === 'reset' && fault.when === 'mid-answer') {
    const text = String(payload);
    reply.header('content-length', Buffer.byteLength(text));
    return Readable.from(breaking(text, () => request.raw.socket.resetAndDestroy()));
  }
  return payload;
}

async function* dripping(text: string, { bytes, everyMs }: Extract<Fault, { kind: 'drip' }>): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += bytes) {
    yield text.slice(at, at + bytes);
    await wait(everyMs);
  }
}

async function* breaking(text: string, cut: () => void): AsyncGenerator<string> {
  yield text.slice(0, Math.ceil(text.length / 2));
  await wait(20);
  cut();
}

const GATEWAY_TEXTS = { 502: 'Bad Gateway', 503: 'Service Temporarily Unavailable', 504: 'Gateway Time-out' } as const;

/** The HTML of a gateway that stands before DHIS2. */
function gateway(reply: FastifyReply, status: number, text: string): FastifyReply {
  const html = `<html>\r\n<head><title>${status} ${text}</title></head>\r\n<body>\r\n<center><h1>${status} ${text}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return reply.code(status).header('content-type', 'text/html').send(html);
}
