import { ConfigError, TransientError } from '../errors';
import type { Payload } from '../core/model/data-value';
import type { Answer, DataValueSink } from '../core/model/ports';
import { type Dhis2Version, readVersion } from '../core/model/version';
import { type Query, Transport, type TransportDeps } from './transport';
import { payloadBody, registrationsBody } from './wire';

/** An answer to a read or a small write. */
export interface Reply {
  readonly status: number;
  /** Parsed JSON, or text, or '' if there was none. */
  readonly body: unknown;
}

/** The user that the credentials belong to. */
export interface Me {
  readonly username: string;
  readonly authorities: readonly string[];
  /** Where the user may enter data; units below them count too. */
  readonly organisationUnits: readonly { readonly id: string; readonly path: string }[];
}

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
  /** Writes one JSON body, with retries: only for requests that may be repeated. */
  submit(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Reply>;
  /** @throws {@link ConfigError} If base_url is no DHIS2, or one older than 2.40. */
  version(): Promise<Dhis2Version>;
  /** Who the credentials belong to. */
  me(): Promise<Me>;
  /** Has DHIS2 judge a payload without storing it. */
  dryRun(payload: Payload): Promise<Answer>;
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

  const importValues = (payload: Payload, dryRun: boolean): Promise<Answer> =>
    transport.request({
      method: 'POST',
      path: '/api/dataValueSets',
      query: {
        importStrategy: payload.action === 'delete' ? 'DELETE' : importStrategy,
        ...(dryRun ? { dryRun: 'true' } : {}),
      },
      body: payloadBody(payload),
      mayGzip: true,
      divisible: payload.values.length > 1,
    });

  const get: Client['get'] = async (path, params) =>
    whole(await transport.request({ method: 'GET', path, ...(params ? { query: params } : {}) }), path);

  return {
    baseUrl: deps.settings.baseUrl,
    proven: () => transport.proven,
    send: (payload) => importValues(payload, false),
    dryRun: (payload) => importValues(payload, true),
    complete: (registrations) =>
      transport.request({
        method: 'POST',
        path: '/api/completeDataSetRegistrations',
        body: registrationsBody(registrations),
        divisible: registrations.length > 1,
      }),
    get,
    submit: async (method, path, body) =>
      whole(
        await transport.request({ method, path, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
        path,
      ),
    version: async () => readVersion(textOf((await get('/api/system/info', { fields: 'version' })).body, 'version')),
    me: async () => readMe(await get('/api/me', { fields: 'username,authorities,organisationUnits[id,path]' })),
    close: () => transport.close(),
  };
}

function whole(answer: Answer, path: string): Reply {
  if (answer.kind === 'answered') return { status: answer.status, body: answer.body };
  const what = answer.kind === 'unknown' ? 'never came' : `is too large to be read (${answer.status})`;
  throw new TransientError(`DHIS2's answer to ${path} ${what}.`);
}

function readMe({ status, body }: Reply): Me {
  const { authorities, organisationUnits } = (body ?? {}) as Partial<Me>;
  const username = textOf(body, 'username');
  if (status !== 200 || username === undefined || !Array.isArray(authorities)) {
    throw new ConfigError(
      `DHIS2 does not say who the credentials belong to (/api/me answered ${status}). Check base_url and credentials.`,
    );
  }
  return { username, authorities, organisationUnits: organisationUnits ?? [] };
}

function textOf(body: unknown, field: string): string | undefined {
  const value = ((body ?? {}) as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : undefined;
}
