import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A request as it came in over a real socket. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  /** Decompressed. */
  readonly body: string;
}

/** A server on a local port that remembers what it was asked. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  readonly connections: () => number;
  close(): Promise<void>;
}

/** Answers one request; may also destroy its socket. */
export type Answering = (request: Received, response: http.ServerResponse, socket: Socket) => void;

/** Starts a server that reads each request to its end and then has `answering` answer it. */
export async function startServer(answering: Answering, tls?: https.ServerOptions): Promise<TestServer> {
  const received: Received[] = [];
  let connections = 0;
  const listener: http.RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      received.push(one);
      answering(one, response, request.socket);
    });
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  server.on('connection', () => (connections += 1));
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://localhost:${port}`.replace('localhost', tls ? 'localhost' : '127.0.0.1'),
    port,
    received,
    connections: () => connections,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Answers with JSON. */
export function json(
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: http.OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8', ...headers });
  response.end(JSON.stringify(body));
}

/** Answers the n-th request with the n-th step, and all later ones with the last. */
export function inTurn(...steps: readonly Answering[]): Answering {
  let next = 0;
  return (...exchange) => {
    const step = steps[Math.min(next, steps.length - 1)]!;
    next += 1;
    step(...exchange);
  };
}
