/**
 * What reading metadata and mapping rows cost: memory with 100,000 org units, long rows a second on one core.
 *
 * `npm run build && node --expose-gc bench/lib/mapping.js [org units] [rows]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

// The benchmarks are built into bench/lib, from where a plain import would not find lib/.
/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports */
const load = <T>(path: string): T => require(join(__dirname, '../../lib', path)) as T;
const { loadMetadata } = load<typeof import('../lib/dhis2/metadata/load')>('dhis2/metadata/load');
const { parseConfig } = load<typeof import('../lib/config/config')>('config/config');
const { compileMapper } = load<typeof import('../lib/core/mapping/map-record')>('core/mapping/map-record');
const { CheckpointLedger } = load<typeof import('../lib/core/account/checkpoint-ledger')>(
  'core/account/checkpoint-ledger',
);
type Config = import('../lib/config/config').Config;

const ORG_UNITS = Number(process.argv[2] ?? 100_000);
const ROWS = Number(process.argv[3] ?? 2_000_000);
const ELEMENTS = 500;
const DATA_SETS = 25;
const SERVE = 'serve';

const MB = 1_048_576;
const uid = (kind: string, number: number): string => kind + String(number).padStart(11 - kind.length, '0');
const range = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** A national DHIS2: five levels, elements spread over data sets, each assigned to every org unit. */
const lists: Record<string, (index: number) => unknown> = {
  categoryOptionCombos: () => ({ id: 'cocDEFAULT1', name: 'default', categoryCombo: { id: 'ccDEFAULT01' } }),
  dataElements: (i) => ({
    id: uid('de', i),
    code: `DE_${i}`,
    valueType: 'INTEGER_ZERO_OR_POSITIVE',
    zeroIsSignificant: false,
    aggregationType: 'SUM',
    categoryCombo: { id: 'ccDEFAULT01' },
  }),
  dataSets: (i) => ({
    id: uid('ds', i),
    code: `DS_${i}`,
    periodType: 'Monthly',
    categoryCombo: { id: 'ccDEFAULT01' },
    dataSetElements: range(ELEMENTS / DATA_SETS, (each) => ({
      dataElement: { id: uid('de', i * (ELEMENTS / DATA_SETS) + each) },
    })),
    access: { data: { write: true } },
  }),
  organisationUnits: (i) => ({
    id: uid('ou', i),
    code: `FACILITY_${i}`,
    path: `/${uid('ou', 0)}/${uid('ou', i % 10)}/${uid('ou', i % 100)}/${uid('ou', i % 1000)}/${uid('ou', i)}`,
  }),
};
const sizes: Record<string, number> = {
  categoryOptionCombos: 1,
  dataElements: ELEMENTS,
  dataSets: DATA_SETS,
  organisationUnits: ORG_UNITS,
};

/** A DHIS2 in a process of its own, so that its memory is not counted. */
function serve(): void {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer(url.pathname.slice('/api/'.length), url.searchParams)));
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

function answer(name: string, params: URLSearchParams): unknown {
  if (name === 'system/info') return { calendar: 'iso8601' };
  if (name.startsWith('dataSets/')) return { organisationUnits: range(ORG_UNITS, (i) => ({ id: uid('ou', i) })) };
  const [size, make] = [sizes[name] ?? 0, lists[name]];
  const [page, pageSize] = [Number(params.get('page')), Number(params.get('pageSize'))];
  const from = (page - 1) * pageSize;
  const items = range(Math.max(0, Math.min(pageSize, size - from)), (i) => make?.(from + i));
  return { pager: { page, pageCount: Math.ceil(size / pageSize) }, [name]: items };
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function settingsFor(scheme: string): Config['core'] {
  const credentials = { auth_type: 'personal_access_token', token: 'none' };
  const id_schemes = { data_set: scheme, org_unit: scheme, data_element: scheme };
  return parseConfig({ base_url: 'http://localhost', credentials, id_schemes }).core;
}

async function main(): Promise<void> {
  const server = fork(__filename, [String(ORG_UNITS), '0', SERVE]);
  const [port] = (await once(server, 'message')) as [number];
  const get: Parameters<typeof loadMetadata>[0] = async (path, params) => {
    const reply = await fetch(`http://127.0.0.1:${port}${path}?${new URLSearchParams(params).toString()}`);
    return { status: reply.status, body: await reply.json() };
  };
  const settings = ['UID', 'CODE'].map((scheme) => [scheme, settingsFor(scheme)] as const);
  const me = {
    username: 'bench',
    authorities: [],
    organisationUnits: [{ id: uid('ou', 0), path: `/${uid('ou', 0)}` }],
  };
  const idle = process.resourceUsage().maxRSS / 1024;
  for (const [scheme, core] of settings) {
    const before = heap();
    const started = performance.now();
    const metadata = await loadMetadata(get, '2.42', { schemes: [core.idSchemes], me });
    const seconds = (performance.now() - started) / 1000;
    const kept = (heap() - before) / MB;
    console.log(
      `${scheme}: ${ORG_UNITS} org units, ${DATA_SETS} data sets assigned to all: kept ${kept.toFixed(1)} MB, ` +
        `peak RSS ${(process.resourceUsage().maxRSS / 1024 - idle).toFixed(0)} MB above the ${idle.toFixed(0)} MB of an ` +
        `idle process, ${seconds.toFixed(1)} s`,
    );
    mapRows(metadata, core, scheme === 'CODE');
  }
  server.kill();
}

function mapRows(metadata: Awaited<ReturnType<typeof loadMetadata>>, core: Config['core'], byCode: boolean): void {
  const rows = range(50_000, (i) => ({
    data_set: byCode ? `DS_${i % DATA_SETS}` : uid('ds', i % DATA_SETS),
    data_element: byCode ? `DE_${(i % DATA_SETS) * 20 + (i % 20)}` : uid('de', (i % DATA_SETS) * 20 + (i % 20)),
    org_unit: byCode ? `FACILITY_${(i * 7) % ORG_UNITS}` : uid('ou', (i * 7) % ORG_UNITS),
    period: `2025${String((i % 12) + 1).padStart(2, '0')}`,
    value: i % 5000,
  })).map((row) => JSON.parse(JSON.stringify(row)) as Record<string, unknown>);
  const mapper = compileMapper({
    stream: 'bench',
    settings: undefined,
    columns: Object.keys(rows[0] ?? {}),
    core,
    metadata,
    habits: '2.42',
  });
  const ticket = new CheckpointLedger().openRecord({ stream: 'bench', line: 1, ordinal: 1 });
  for (const round of ['warm-up', 'measured']) {
    let values = 0;
    const started = process.cpuUsage();
    for (let i = 0; i < ROWS; i += 1) values += mapper.map(rows[i % rows.length]!, ticket).values.length;
    const { user, system } = process.cpuUsage(started);
    const rate = Math.round(values / ((user + system) / 1e6));
    if (round === 'measured') console.log(`  long rows mapped: ${rate.toLocaleString('en')} a second of CPU`);
  }
}

if (process.argv[4] === SERVE) serve();
else void main();
