import { ConfigError, TransientError } from '../errors';
import type { Payload } from '../core/model/data-value';
import type { Patience } from '../core/model/patience';
import type { Answer, DataValueSink, NoAnswer } from '../core/model/ports';
import { type Dhis2Version, readVersion } from '../core/model/version';
import type { ImportStrategy } from '../core/model/settings';
import { type Call, type Query, type Streamed, Transport, type TransportDeps } from './transport';
import { payloadBody, registrationsBody } from './wire';

/** An answer to a read or a small write. */
export interface Reply {
  readonly status: number;
  /** Parsed JSON, or text, or '' if there was none. */
  readonly body: unknown;
}

/** The user that the credentials belong to. */
export interface Me {
  readonly id: string;
  readonly username: string;
  readonly authorities: readonly string[];
  /** Where the user may enter data; units below them count too. */
  readonly organisationUnits: readonly { readonly id: string; readonly path: string }[];
  readonly userGroups: readonly { readonly id: string }[];
}

const ME = 'id,username,authorities,organisationUnits[id,path],userGroups[id]';

/** One DHIS2, signed in to. */
export interface Client extends DataValueSink {
  /** Whether a DHIS2 has answered at `base_url` in this run: what else answers there is trouble that passes. */
  proven(): boolean;
  /** DHIS2's address, for people. */
  readonly baseUrl: string;
  /**
   * Reads, with retries. Statuses such as 403, 404 and 409 are for the caller to judge.
   *
   * @param path - From `/api/` on, without a query.
   * @throws ConfigError, TransientError As {@link DataValueSink.send}.
   */
  get(path: string, params?: Query): Promise<Reply>;
  /**
   * Reads a long answer as it comes. Trouble that passes is waited for; a read that took too long, or whose answer broke off,
   * is not repeated: `unknown`. So is none that was refused, whoever refused it.
   *
   * @param query - The text behind the `?`.
   * @returns The body is '' where the taker had it.
   * @throws ConfigError, TransientError As {@link DataValueSink.send}.
   */
  stream(path: string, query: string, how: Streamed): Promise<Answer>;
  /** Bytes that the head of a GET of the path has now beside its query: what is left of a server's limit is the query's. */
  headBytes(path: string): Promise<number>;
  /** Writes one JSON body, with retries: only for requests that may be repeated. */
  submit(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Reply>;
  /** @throws {@link ConfigError} If base_url is no DHIS2, or one older than 2.40. */
  version(): Promise<Dhis2Version>;
  /** Who the credentials belong to. */
  me(): Promise<Me>;
  /** Has DHIS2 judge a payload without storing it. */
  dryRun(payload: Payload, patience?: Patience): Promise<Answer>;
  /** Ends the kept connections. */
  close(): void;
}

/**
 * The client of one DHIS2. Nothing is sent before the first call.
 *
 * @throws {@link ConfigError} If `ca_certificates` cannot be read.
 */
export function createClient(deps: TransportDeps): Client {
  const transport = new Transport(deps);
  const { importStrategy } = deps.settings;

  const importValues = (payload: Payload, dryRun: boolean, patience?: Patience): Promise<Answer> =>
    transport.request(importCall(payload, dryRun, importStrategy), patience);

  const requests = requestsOf(transport);
  return {
    baseUrl: deps.settings.baseUrl,
    proven: () => transport.proven,
    send: (payload, patience) => importValues(payload, false, patience),
    dryRun: (payload, patience) => importValues(payload, true, patience),
    complete: (registrations) =>
      transport.request({
        method: 'POST',
        path: '/api/completeDataSetRegistrations',
        body: registrationsBody(registrations),
        tells: whereSlow(registrations),
      }),
    ...requests,
    version: async () =>
      readVersion(textOf((await requests.get('/api/system/info', { fields: 'version' })).body, 'version')),
    me: async () => readMe(await requests.get('/api/me', { fields: ME })),
    close: () => transport.close(),
  };
}

function requestsOf(transport: Transport): Pick<Client, 'get' | 'stream' | 'headBytes' | 'submit'> {
  return {
    get: async (path, params) =>
      whole(await transport.request({ method: 'GET', path, ...(params ? { query: params } : {}) }), path),
    stream: (path, query, streamed) => transport.request({ method: 'GET', path, query, streamed, tells: SLOW }),
    headBytes: (path) => transport.headBytes(path),
    submit: async (method, path, body) =>
      whole(
        await transport.request({ method, path, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
        path,
      ),
  };
}

function importCall(payload: Payload, dryRun: boolean, strategy: ImportStrategy): Call {
  const importStrategy = payload.action === 'delete' ? 'DELETE' : strategy;
  return {
    method: 'POST',
    path: '/api/dataValueSets',
    query: { importStrategy, ...(dryRun ? { dryRun: 'true' } : {}) },
    body: payloadBody(payload),
    carriesValues: true,
    tells: dryRun ? whereSlow(payload.values) : ANY_REASON,
  };
}

/** A request that may land later than another: its sender must know, whatever the reason. */
const ANY_REASON: readonly NoAnswer[] = ['timeout', 'gateway', 'cut', 'foreign'];

const SLOW: readonly NoAnswer[] = ['timeout', 'gateway'];

/** What may be repeated at any time: its sender need only know when it is better sent in parts. */
function whereSlow({ length }: { readonly length: number }): readonly NoAnswer[] {
  return length > 1 ? SLOW : [];
}

function whole(answer: Answer, path: string): Reply {
  if (answer.kind === 'answered') return { status: answer.status, body: answer.body };
  const what = answer.kind === 'unknown' ? 'never came' : `is too large to be read (${answer.status})`;
  throw new TransientError(`DHIS2's answer to ${path} ${what}.`);
}

function readMe({ status, body }: Reply): Me {
  const { authorities, organisationUnits, userGroups } = (body ?? {}) as Partial<Me>;
  const username = textOf(body, 'username');
  if (status !== 200 || username === undefined || !Array.isArray(authorities)) {
    throw new ConfigError(
      `DHIS2 does not say who the credentials belong to (/api/me answered ${status}). Check base_url and credentials.`,
    );
  }
  const id = textOf(body, 'id') ?? '';
  return { id, username, authorities, organisationUnits: organisationUnits ?? [], userGroups: userGroups ?? [] };
}

function textOf(body: unknown, field: string): string | undefined {
  const value = ((body ?? {}) as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : undefined;
}
