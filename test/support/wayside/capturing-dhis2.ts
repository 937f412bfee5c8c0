import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A data value as it stood in a body, with what the body said around it. */
export interface ArrivedValue {
  readonly dataSet: string;
  readonly deletes: boolean;
  readonly dataElement: string;
  readonly orgUnit: string;
  readonly period: string;
  readonly categoryOptionCombo: string;
  readonly attributeOptionCombo: string;
  readonly value?: string;
  readonly comment?: string;
  readonly followUp?: boolean;
}

/** A registration as it stood in a body. */
export interface ArrivedRegistration {
  readonly dataSet: string;
  readonly organisationUnit: string;
  readonly period: string;
  readonly date: string;
}

/** A DHIS2 that takes everything and keeps every body; what it is asked for comes from a sandbox. */
export interface CapturingDhis2 {
  readonly url: string;
  readonly values: readonly ArrivedValue[];
  readonly registrations: readonly ArrivedRegistration[];
  /** Forgets what arrived. */
  clear(): void;
  close(): Promise<void>;
}

/** @param source - Address of the sandbox that has the metadata; each answer of it is asked for once. */
export async function startCapturingDhis2(source: string): Promise<CapturingDhis2> {
  const values: ArrivedValue[] = [];
  const registrations: ArrivedRegistration[] = [];
  const reads = new Map<string, Promise<string>>();
  const read = (path: string, authorization: string): Promise<string> => {
    const known =
      reads.get(path) ?? fetch(`${source}${path}`, { headers: { authorization } }).then((each) => each.text());
    reads.set(path, known);
    return known;
  };
  const answer = async (request: IncomingMessage): Promise<string> => {
    const url = request.url ?? '';
    if (request.method !== 'POST') return read(url, request.headers.authorization ?? '');
    const body = JSON.parse(await bodyOf(request)) as Record<string, unknown>;
    if (url.startsWith('/api/completeDataSetRegistrations')) {
      const arrived = body['completeDataSetRegistrations'] as ArrivedRegistration[];
      registrations.push(...arrived);
      return summary({ imported: arrived.length });
    }
    const { dataValues, ...outer } = body as { dataValues: object[] };
    const deletes = url.includes('importStrategy=DELETE');
    for (const each of dataValues) values.push({ ...outer, ...each, deletes } as ArrivedValue);
    return summary(deletes ? { deleted: dataValues.length } : { imported: dataValues.length });
  };
  const server: Server = createServer((request, response) => {
    void answer(request).then((text) => response.setHeader('content-type', 'application/json').end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    values,
    registrations,
    clear: () => {
      values.splice(0);
      registrations.splice(0);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
}

function summary(counts: object): string {
  const importCount = { imported: 0, updated: 0, ignored: 0, deleted: 0, ...counts };
  const response = {
    responseType: 'ImportSummary',
    status: 'SUCCESS',
    importCount,
    conflicts: [],
    rejectedIndexes: [],
  };
  return JSON.stringify({ httpStatus: 'OK', httpStatusCode: 200, status: 'OK', response });
}
