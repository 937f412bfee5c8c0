import type { DataValue, Payload } from '../../../src/core/model/data-value';
import type { Clock, LogLevel } from '../../../src/core/model/ports';
import { type Client, createClient } from '../../../src/dhis2/client';
import type { ConnectionSettings } from '../../../src/dhis2/connection';
import type { TransportDeps } from '../../../src/dhis2/transport';
import { aValue } from '../../support/data-values';

/** A clock on which sleeping takes no time but moves it on. */
export class FakeClock implements Clock {
  readonly pauses: number[] = [];
  #now = Date.parse('2026-11-23T23:00:00Z');

  now(): number {
    return this.#now;
  }

  sleep(ms: number): Promise<void> {
    this.pauses.push(ms);
    this.#now += ms;
    return Promise.resolve();
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

/** A client with everything around it, for one test. */
export interface Rig {
  readonly client: Client;
  readonly clock: FakeClock;
  readonly log: { readonly level: LogLevel; readonly message: string }[];
  readonly rotated: string[];
}

/** Strings that must never be seen in a message. */
export const CANARY = {
  token: 'd2p_CANARYtokenCANARYtokenCANARYtokenCANARYtoken',
  password: 'CANARY-password',
  clientSecret: 'CANARY-client-secret',
  refreshToken: 'CANARY-refresh-token',
  value: 'CANARY-value',
} as const;

/** What a test may set differently. */
export type Settings = Partial<ConnectionSettings>;
/** What a test may put in place of the surroundings. */
export type Deps = Partial<TransportDeps>;

function buildRig(baseUrl: string, settings: Settings = {}, deps: Deps = {}): Rig {
  const clock = new FakeClock();
  const log: { level: LogLevel; message: string }[] = [];
  const rotated: string[] = [];
  const client = createClient({
    settings: {
      baseUrl,
      credentials: { kind: 'personal_access_token', token: CANARY.token },
      requestTimeoutMs: 120_000,
      maxConcurrentRequests: 4,
      importStrategy: 'CREATE_AND_UPDATE',
      ...settings,
    },
    clock,
    log: (level, message) => log.push({ level, message }),
    random: () => 0.5,
    onRotated: (refreshToken) => {
      rotated.push(refreshToken);
      return Promise.resolve();
    },
    ...deps,
  });
  return { client, clock, log, rotated };
}

/** A function that builds a rig against a base URL; the clients of a test are closed after it. */
export function rigsOfEachTest(): typeof buildRig {
  const open: Rig[] = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.client.close();
  });
  return (...args) => {
    const one = buildRig(...args);
    open.push(one);
    return one;
  };
}

/** A data value that must never be seen in a message. */
export function dataValue(more: Partial<DataValue> = {}): DataValue {
  return aValue({ value: CANARY.value, ...more });
}

/** A payload of `count` values of different periods. */
export function payload(count = 1, more: Partial<Payload> = {}): Payload {
  const values = Array.from({ length: count }, (_, index) => dataValue({ period: String(200001 + index) }));
  return { dataSet: 'dsMONTHLY01', action: 'store', values, grouped: false, ...more };
}

/** DHIS2's body for an import that went well. */
export const SUMMARY = {
  httpStatus: 'OK',
  httpStatusCode: 200,
  status: 'OK',
  response: { status: 'SUCCESS', importCount: { imported: 1, updated: 0, ignored: 0, deleted: 0 }, conflicts: [] },
};
