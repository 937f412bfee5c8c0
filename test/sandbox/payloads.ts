import { basic } from '../support/sandbox';
import type { PASSWORDS } from '../support/sandbox';

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What an import summary tells of counts. */
export interface Counts {
  readonly imported: number;
  readonly updated: number;
  readonly ignored: number;
  readonly deleted: number;
}

/** Asks, without following redirects. */
export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== '';
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}

/** Imports a payload as a recorded user. */
export function importValues(
  url: string,
  payload: unknown,
  user: keyof typeof PASSWORDS = 'connector',
): Promise<Answer> {
  return ask(`${url}/api/dataValueSets`, {
    method: 'POST',
    headers: { authorization: basic(user), 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  });
}

/** The counts in an answer. */
export function countsOf({ body }: Answer): Counts {
  return (body as { response: { importCount: Counts } }).response.importCount;
}

/** A payload of many values of the recorded load-test data set: 2,000 cells a period, org units of a lane only. */
export function manyValues(options: {
  readonly count: number;
  readonly year: number;
  readonly lane?: number;
  readonly lanes?: number;
}): unknown {
  const { count, year, lane = 0, lanes = 1 } = options;
  const units = Array.from(
    { length: 100 / lanes },
    (_, i) => `ouPERF00${String(i * lanes + lane + 1).padStart(3, '0')}`,
  );
  const perMonth = units.length * 20;
  const dataValues = Array.from({ length: count }, (_, i) => ({
    dataElement: `dePERF000${String((i % 20) + 1).padStart(2, '0')}`,
    orgUnit: units[Math.floor(i / 20) % units.length],
    period: `${year}${String(Math.floor(i / perMonth) + 1).padStart(2, '0')}`,
    value: String(i + 1),
  }));
  return { dataSet: 'dsPERF00001', dataValues };
}
