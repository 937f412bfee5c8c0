import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../errors';

/** How the browser came back from DHIS2. */
export type Return =
  | { readonly kind: 'code'; readonly code: string }
  /** `error` as RFC 6749 names it, 4.1.2.1: `access_denied`, `invalid_scope`… */
  | { readonly kind: 'refused'; readonly error: string }
  /** It belongs to another run, or is not of our making. */
  | { readonly kind: 'wrong-state' };

/** A return that ends the waiting. */
export type OwnReturn = Exclude<Return, { kind: 'wrong-state' }>;

/** Waits on this machine for the browser to come back. */
export interface Listener {
  /** What DHIS2 is told to send the browser back to. */
  readonly redirectUri: string;
  readonly returned: Promise<OwnReturn>;
  close(): void;
}

/** The path that `register-client` registers. */
const CALLBACK_PATH = '/callback';

/** The address that a browser on this machine is sent back to. */
export function redirectUriFor(port: number): string {
  return `http://localhost:${port}${CALLBACK_PATH}`;
}

/**
 * Listens on this machine only, on both of `localhost`'s addresses.
 *
 * @param port - 0 takes a free one.
 * @throws {@link ConfigError} If the port is in use or may not be listened on.
 */
export async function listen(port: number, state: string): Promise<Listener> {
  let settle: (returned: OwnReturn) => void = () => undefined;
  const returned = new Promise<OwnReturn>((resolve) => (settle = resolve));
  const answer = (url: string, response: ServerResponse): void => {
    const came = readReturn(url, state);
    if (came === undefined) return void response.writeHead(404).end();
    respond(response, came);
    // A page of an earlier run, or a stranger's: whoever is awaited may still come.
    if (came.kind !== 'wrong-state') settle(came);
  };
  const server = await open(port, '127.0.0.1', answer);
  const { port: taken } = server.address() as AddressInfo;
  // Browsers may take localhost for ::1; a machine without IPv6 does without.
  const twin = await open(taken, '::1', answer).catch(() => undefined);
  return {
    redirectUri: redirectUriFor(taken),
    returned,
    close: () => {
      for (const each of [server, twin]) {
        each?.close();
        each?.closeAllConnections();
      }
    },
  };
}

/**
 * Reads the address that the browser was sent back to.
 *
 * @param url - A whole address, as a person pastes it, or path and query, as a request has it.
 * @returns Undefined if it is another address.
 */
export function readReturn(url: string, state: string): Return | undefined {
  let address: URL;
  try {
    address = new URL(url.trim(), 'http://localhost');
  } catch {
    return undefined;
  }
  if (address.pathname !== CALLBACK_PATH) return undefined;
  const { searchParams: query } = address;
  if (query.get('state') !== state) return { kind: 'wrong-state' };
  const code = query.get('code');
  if (code) return { kind: 'code', code };
  const error = query.get('error') ?? '';
  return { kind: 'refused', error: /^[a-z_]{1,40}$/.test(error) ? error : 'no_code' };
}

async function open(
  port: number,
  host: string,
  answer: (url: string, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer((request, response) => answer(request.url ?? '', response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(port, error.code)));
    server.listen(port, host, resolve);
  });
  return server;
}

function portError(port: number, code: string | undefined): ConfigError {
  const why = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be listened on (${code ?? 'unknown'})`;
  return new ConfigError(
    `Port ${port} of this machine ${why}. End that program, or choose another port with --port; the client must be registered for it: register-client --redirect-uri ${redirectUriFor(port + 1)}, for example.`,
  );
}

const PAGES: Readonly<Record<Return['kind'], readonly [title: string, text: string]>> = {
  code: ['DHIS2 has answered', 'You may close this window: the terminal goes on from here.'],
  refused: ['DHIS2 gave no consent', 'You may close this window: the terminal says why.'],
  'wrong-state': [
    'This page is of another run',
    'Nothing was accepted. Open the address that the terminal shows now; it is still waiting.',
  ],
};

function respond(response: ServerResponse, { kind }: Return): void {
  const [title, text] = PAGES[kind];
  response
    .writeHead(kind === 'code' ? 200 : 400, {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      // The code stands in this page's address: it is not told to whatever is opened next.
      'Referrer-Policy': 'no-referrer',
      Connection: 'close',
    })
    .end(
      `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
        '<style>body{font-family:sans-serif;max-width:28rem;margin:4rem auto;color:#212934}</style></head>' +
        `<body><h1>${title}</h1><p>${text}</p></body></html>`,
    );
}
