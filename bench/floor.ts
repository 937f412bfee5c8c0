/**
 * The floor: the least that a Node.js program can do to bring rows into DHIS2. It reads lines, parses them, builds bodies
 * of 1,000 values, compresses and posts them, two at a time. It checks nothing and understands no answer.
 *
 * `node bench/lib/floor.js http://127.0.0.1:8080 [bodies in flight] < rows.jsonl`
 */
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const VALUES_PER_BODY = 1_000;

interface Message {
  readonly type: string;
  readonly record: { readonly data: Readonly<Record<string, string | number>> };
}

const compress = promisify(gzip);
const url = new URL('/api/dataValueSets', process.argv[2]);
const inFlightAtMost = Number(process.argv[3] ?? 2);
const agent = new Agent({ keepAlive: true });

async function post(values: readonly string[]): Promise<void> {
  const body = await compress(`{"dataValues":[${values.join(',')}]}`, { level: 1 });
  await new Promise<void>((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'content-length': body.length,
    };
    request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', resolve);
    })
      .on('error', reject)
      .end(body);
  });
}

async function main(): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  let values: string[] = [];
  const flush = async (): Promise<void> => {
    if (inFlight.size >= inFlightAtMost) await Promise.race(inFlight);
    const sending = post(values).finally(() => inFlight.delete(sending));
    inFlight.add(sending);
    values = [];
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const { type, record } = JSON.parse(line) as Message;
    if (type !== 'RECORD') continue;
    const { data } = record;
    values.push(
      JSON.stringify({
        dataElement: data['data_element'],
        period: data['period'],
        orgUnit: data['org_unit'],
        categoryOptionCombo: data['category_option_combo'],
        attributeOptionCombo: data['attribute_option_combo'],
        value: String(data['value']),
      }),
    );
    if (values.length === VALUES_PER_BODY) await flush();
  }
  if (values.length > 0) await flush();
  await Promise.all(inFlight);
  agent.destroy();
}

void main();
