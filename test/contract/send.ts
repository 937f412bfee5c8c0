import type { ActualResponse } from './compare';
import { substituteBody } from './bodies';
import type { Replay } from './run';
import type { RecordedRequest, Transcript } from './transcripts';

/** Sends a recorded request. */
export async function send(run: Replay, request: RecordedRequest, transcript: Transcript): Promise<ActualResponse> {
  const body = substituteBody(run, request, transcript);
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
