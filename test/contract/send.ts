import { Agent, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { ActualResponse } from './compare';
import { substituteBody } from './bodies';
import type { Replay } from './run';
import type { RecordedRequest, Transcript } from './transcripts';

/** Sends a recorded request. */
export async function send(run: Replay, request: RecordedRequest, transcript: Transcript): Promise<ActualResponse> {
  const body = substituteBody(run, request, transcript);
  if (request.path.length > LONG_PATH) return sendAsRecorded(run, request);
  const answer = await fetch(run.sandbox.url + request.path, {
    method: request.method,
    headers: withoutHost(request.headers ?? {}),
    redirect: 'manual',
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: parsed(text, answer.headers.get('content-type')),
  };
}

/** From here on a byte more or less in the head counts. */
const LONG_PATH = 8_000;

/** Sends with the very headers of the recorder (Python's `http.client`), whose host and port had fourteen letters. */
async function sendAsRecorded(
  { sandbox }: Replay,
  { method, path, headers = {} }: RecordedRequest,
): Promise<ActualResponse> {
  const { hostname, port } = new URL(sandbox.url);
  const sent = { host: '127.0.0.1:8042', 'accept-encoding': 'identity', ...headers };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const agent = new Agent({ keepAlive: false });
    const outgoing = httpRequest({ hostname, port, method, path, headers: sent, agent });
    outgoing.removeHeader('connection');
    outgoing.on('response', resolve).on('error', reject).end();
  });
  const text = Buffer.concat(await answer.toArray()).toString();
  const received = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
  return {
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(received) as Record<string, string>,
    body: parsed(text, answer.headers['content-type'] ?? null),
  };
}

function withoutHost(headers: Readonly<Record<string, string>>): Record<string, string> {
  const skipped = new Set(['host', 'content-length', 'connection', 'accept-encoding']);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !skipped.has(name.toLowerCase())));
}

function parsed(text: string, type: string | null): unknown {
  if (text === '' || type?.includes('json') !== true) return text;
  try {
    return JSON.parse(escapedControls(text)) as unknown;
  } catch {
    return text;
  }
}

/** Control characters within texts as JSON wants them; the recorded answers were read leniently (994). */
function escapedControls(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  return text.replace(/[\u0000-\u001f]/g, (letter) => JSON.stringify(letter).slice(1, -1));
}
