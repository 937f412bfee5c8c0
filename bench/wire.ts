/**
 * What it costs to write and compress the body of an import: values a second on one core, and bytes on the wire.
 *
 * `npm run build && node bench/lib/wire.js [values a request]`
 *
 * A recorded DHIS2 takes 21,000 values a second at its best, so this is cheap enough as long as it is far beyond that.
 */
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type * as WireModule from '../lib/dhis2/wire';

type Wire = typeof WireModule;

const { payloadBody } = createRequire(__filename)('../../lib/dhis2/wire.js') as Wire;
type Payload = Parameters<Wire['payloadBody']>[0];

const VALUES = Number(process.argv[2] ?? 1_000);
const SECONDS = 2;

const uid = (kind: string, number: number): string => kind + String(number).padStart(11 - kind.length, '0');

/** As a materialized view gives them: ids that repeat, values that do not. */
const values = Array.from({ length: VALUES }, (_, index) => ({
  dataSet: 'dsPERF00001',
  dataElement: uid('dePERF', index % 20),
  categoryOptionCombo: 'HllvX50cXC0',
  attributeOptionCombo: 'HllvX50cXC0',
  orgUnit: uid('ouPERF', Math.floor(index / 20)),
  period: '202501',
  action: 'store' as const,
  value: String((index * 7919) % 10_007),
  record: undefined as never,
}));

function rate(what: string, work: () => unknown): void {
  for (let warm = 0; warm < 20; warm += 1) work();
  const until = performance.now() + SECONDS * 1_000;
  const started = performance.now();
  let rounds = 0;
  while (performance.now() < until) {
    work();
    rounds += 1;
  }
  const seconds = (performance.now() - started) / 1_000;
  console.log(`${what}: ${Math.round((rounds * VALUES) / seconds).toLocaleString('en')} values/s`);
}

for (const grouped of [false, true]) {
  const payload: Payload = { dataSet: 'dsPERF00001', action: 'store', values, grouped };
  const body = payloadBody(payload);
  console.log(`${grouped ? 'grouped' : 'packed'}, ${VALUES} values: ${body.length} bytes`);
  rate('  written', () => payloadBody(payload));
  for (const level of [1, 6]) {
    console.log(`  gzip ${level}: ${gzipSync(body, { level }).length} bytes`);
    rate(`  written and compressed (${level})`, () => gzipSync(payloadBody(payload), { level }));
  }
}
