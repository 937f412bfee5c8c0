import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A request as it reaches what stands in front of DHIS2. */
export interface FrontRequest {
  readonly method: string;
  readonly path: string;
  readonly gzipped: boolean;
  /** Uncompressed. */
  readonly body: string;
}

/** What is done with a request: answered in DHIS2's place, passed on with another body, or, for undefined, passed on. */
export type FrontRule = (
  request: FrontRequest,
) =>
  { readonly status: number; readonly type?: string; readonly text?: string } | { readonly body: string } | undefined;

/** A firewall, a proxy, or whatever else stands in front of DHIS2. */
export interface Front {
  readonly url: string;
  readonly requests: readonly FrontRequest[];
  rule: FrontRule;
  close(): Promise<void>;
}

/** Starts it; everything passes until it has a rule. */
export async function startFront(behind: string): Promise<Front> {
  const requests: FrontRequest[] = [];
  const front = { rule: (() => undefined) as FrontRule };
  const server = http.createServer((incoming, outgoing) => {
    void readBody(incoming).then(async (bytes) => {
      const gzipped = incoming.headers['content-encoding'] === 'gzip';
      const body = (gzipped ? gunzipSync(bytes) : bytes).toString('utf8');
      const request = { method: incoming.method ?? '', path: incoming.url ?? '', gzipped, body };
      requests.push(request);
      const done = front.rule(request);
      if (done && 'status' in done) {
        outgoing.writeHead(done.status, { 'Content-Type': done.type ?? 'text/html' }).end(done.text ?? '');
        return;
      }
      const headers = Object.fromEntries(
        ['authorization', 'content-type', 'accept', 'cookie'].flatMap((name) => {
          const value = incoming.headers[name];
          return typeof value === 'string' ? [[name, value]] : [];
        }),
      );
      const text = done?.body ?? body;
      const answer = await fetch(`${behind}${request.path}`, {
        method: request.method,
        headers,
        redirect: 'manual',
        ...(request.method === 'GET' ? {} : { body: text }),
      });
      outgoing.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? 'text/plain' });
      outgoing.end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(front, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}

async function readBody(incoming: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
