/**
 * The most memory that a sync takes: peak resident set of the connector's process, one line a kind of rows.
 *
 * `node bench/lib/memory.js [values, 300,000] [heap limit in MiB, Node.js's own] [part of a kind's name, all kinds]`
 *
 * The image takes half of the container's memory for the heap, so 128 is a container of 256 MiB, and 1024 one of 2 GiB.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DATA_ELEMENTS, DATA_SET, ORG_UNITS, TEXT_ELEMENT } from './metadata';
import { CATALOG, linesOf, STREAM } from './rows';
import type { Counted } from './sink';

/** One kind of sync. */
interface Kind {
  readonly name: string;
  readonly lines: (values: number) => Iterable<string>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Of the server. */
  readonly server?: Readonly<Record<string, string>>;
  /** Share of the values; long texts are many bytes each. */
  readonly share?: number;
  /** Values that the server is to get, where that is not their number. */
  readonly sent?: (values: number) => number;
}

const CODES = { data_set: 'CODE', org_unit: 'CODE', data_element: 'CODE' } as const;

/** A national DHIS2: each of its data sets is assigned to all org units. */
const national = (orgUnits: number) => ({ BENCH_ORG_UNITS: String(orgUnits), BENCH_DATA_SETS: '25' });

const KINDS: readonly Kind[] = [
  { name: 'long rows', lines: linesOf },
  { name: 'long rows, reports_dir', lines: linesOf, settings: { reports_dir: 'reports' } },
  { name: 'long rows, grouped', lines: linesOf, settings: { request_shape: 'grouped' } },
  {
    name: 'long rows, largest size settings',
    lines: linesOf,
    settings: { max_values_per_request: 100_000, max_concurrent_requests: 16 },
  },
  { name: 'long rows, DHIS2 takes 2 s a request', lines: linesOf, server: { SINK_DELAY_MS: '2000' }, share: 0.2 },
  { name: 'wide rows of 100 values', lines: wideRows },
  { name: 'texts of 50,000 characters', lines: longTexts, share: 1 / 50 },
  {
    name: 'texts of 50,000 characters, reports_dir',
    lines: longTexts,
    share: 1 / 50,
    settings: { reports_dir: 'reports' },
  },
  { name: '10,000 org units, 25 data sets', lines: linesOf, server: national(10_000) },
  { name: '50,000 org units, 25 data sets', lines: linesOf, server: national(50_000) },
  { name: '100,000 org units, 25 data sets', lines: linesOf, server: national(100_000) },
  {
    name: '100,000 org units, 25 data sets, by code',
    lines: linesOf,
    server: national(100_000),
    settings: { id_schemes: CODES },
  },
  { name: 'groups with dates, long', lines: longWithDates, server: national(10_000) },
  { name: 'groups with dates, packaged, one state', lines: packagedWithDates, server: national(10_000) },
  { name: 'states without rows', lines: statesAlone, sent: () => 1 },
  {
    name: 'rare data sets, reports_dir',
    lines: rareDataSets,
    server: national(10_000),
    settings: { reports_dir: 'reports' },
  },
];

/** 10,000 org units, and months from 1960 on: each number is a group of its own. */
function groupOfMany(index: number): { readonly org_unit: string; readonly period: string } {
  const month = Math.floor(index / 10_000);
  return {
    org_unit: `BenchO${String(index % 10_000).padStart(5, '0')}`,
    period: String(1960 + Math.floor(month / 12)) + String((month % 12) + 1).padStart(2, '0'),
  };
}

/** As many groups as values, each with its complete date; a state every 10,000 rows. */
function* longWithDates(values: number): Generator<string> {
  for (let row = 0; row < values; row += 1) {
    const value = { data_element: DATA_ELEMENTS[0], value: row % 1000, complete_date: '2026-01-15' };
    yield record({ ...groupOfMany(row), data_set: DATA_SET, ...value }) + (row % 10_000 === 9_999 ? state(row) : '');
  }
}

/** As many groups as values, each a packaged row with its complete date; one state, at the end. */
function* packagedWithDates(values: number): Generator<string> {
  for (let row = 0; row < values; row += 1) {
    const { org_unit: orgUnit, period } = groupOfMany(row);
    const dataValues = [{ dataElement: DATA_ELEMENTS[0], value: String(row % 1000) }];
    yield record({ data_values: { dataSet: DATA_SET, orgUnit, period, completeDate: '2026-01-15', dataValues } });
  }
  yield state(values);
}

/** One row, then as many states as values are wished. */
function* statesAlone(values: number): Generator<string> {
  yield record({ ...groupOf(0), data_set: DATA_SET, data_element: DATA_ELEMENTS[0], value: 1 });
  for (let row = 0; row < values; row += 1) yield state(row);
}

/** One row in 40 is of one of 24 other data sets, which wait long for enough to fill a request. */
function* rareDataSets(values: number): Generator<string> {
  for (let row = 0; row < values; row += 1) {
    const other = `BenchD${String(Math.floor(row / 40) % 24).padStart(5, '0')}`;
    const isRare = row % 40 === 39;
    const data_element = DATA_ELEMENTS[isRare ? 0 : row % 100];
    const group = groupOfMany(isRare ? 5_000_000 + row : Math.floor(row / 100));
    yield (
      record({ ...group, data_set: isRare ? other : DATA_SET, data_element, value: row % 1000 }) +
      (row % 10_000 === 9_999 ? state(row) : '')
    );
  }
}

/** 100 data elements a row, as columns; a state every 100 rows. */
function* wideRows(values: number): Generator<string> {
  const width = DATA_ELEMENTS.length;
  for (let row = 0; row * width < values; row += 1) {
    const data: Record<string, unknown> = { ...groupOf(row), data_set: DATA_SET };
    for (const [index, element] of DATA_ELEMENTS.entries()) data[element] = (row * 7919 + index) % 1000;
    yield record(data) + (row % 100 === 99 ? state(row) : '');
  }
}

/** One text a row; a state every 100 rows. */
function* longTexts(values: number): Generator<string> {
  for (let row = 0; row < values; row += 1) {
    const value = `${row} `.repeat(50_000).slice(0, 50_000);
    const data = { ...groupOf(row), data_set: DATA_SET, data_element: TEXT_ELEMENT, value };
    yield record(data) + (row % 100 === 99 ? state(row) : '');
  }
}

function groupOf(row: number): { readonly org_unit: string; readonly period: string } {
  const month = Math.floor(row / 500);
  return {
    org_unit: ORG_UNITS[row % 500]!,
    period: String(1990 + Math.floor(month / 12)) + String((month % 12) + 1).padStart(2, '0'),
  };
}

function record(data: object): string {
  return `${JSON.stringify({ type: 'RECORD', record: { stream: STREAM, namespace: null, emitted_at: 1767225600000, data } })}\n`;
}

function state(row: number): string {
  const stream = { stream_descriptor: { name: STREAM, namespace: null }, stream_state: { row } };
  return `${JSON.stringify({ type: 'STATE', state: { type: 'STREAM', stream } })}\n`;
}

/**
 * `MEMORY_CGROUP`, the folder of a memory control group with its limit set, is entered first: a container as the kernel makes it.
 * With version 1: `mkdir /sys/fs/cgroup/memory/bench && echo 268435456 > /sys/fs/cgroup/memory/bench/memory.limit_in_bytes`.
 */
const ENTER = process.env['MEMORY_CGROUP'] === undefined ? '' : 'echo $$ > "$MEMORY_CGROUP/cgroup.procs" &&';

/** Peak RSS in MiB. */
async function measure(kind: Kind, values: number, heapMiB: number | undefined): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'destination-dhis2-memory-'));
  const sink = spawn(process.execPath, [join(__dirname, 'sink.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...kind.server },
  });
  try {
    const [url] = (await once(createInterface({ input: sink.stdout }), 'line')) as [string];
    const parameters = await writeFiles(folder, url, kind);
    const output = openSync(join(folder, 'output'), 'w');
    // Young objects get what the image gives them.
    const heap = heapMiB === undefined ? [] : [`--max-old-space-size=${heapMiB}`, '--max-semi-space-size=8'];
    const command = [process.execPath, ...heap, '--require', join(__dirname, 'measure.js'), ...parameters];
    const child = spawn('/bin/sh', ['-c', `${ENTER} exec "$@"`, 'sh', ...command], {
      stdio: ['pipe', output, 'inherit'],
      env: { ...process.env, MEASURE_FILE: join(folder, 'usage.json') },
      cwd: folder,
    });
    const ended = once(child, 'exit') as Promise<[number | null]>;
    await feed(child, kind.lines(values));
    const [code] = await ended;
    closeSync(output);
    if (code !== 0) throw new Error(`the connector ended with ${code ?? 'a signal'}`);
    const counted = (await (await fetch(`${url}/counted`)).json()) as Counted;
    if (counted.values !== (kind.sent?.(values) ?? values))
      throw new Error(`${counted.values} of ${values} values were sent`);
    const usage = JSON.parse(await readFile(join(folder, 'usage.json'), 'utf8')) as { readonly maxRssKiB: number };
    return usage.maxRssKiB / 1024;
  } finally {
    sink.kill();
    await rm(folder, { recursive: true });
  }
}

async function writeFiles(folder: string, url: string, { settings = {} }: Kind): Promise<readonly string[]> {
  const [config, catalog] = [join(folder, 'config.json'), join(folder, 'catalog.json')];
  const credentials = { auth_type: 'basic', username: 'bench', password: 'bench' };
  await writeFile(config, JSON.stringify({ base_url: url, credentials, ...settings }));
  const [stream] = CATALOG.streams;
  const plain = { ...stream, stream: { ...stream?.stream, json_schema: {} } };
  await writeFile(catalog, JSON.stringify({ streams: [plain] }));
  return [join(__dirname, '..', '..', 'bin', 'destination-dhis2'), 'write', '--config', config, '--catalog', catalog];
}

/** Feeds lines as fast as they are taken; the exit code tells of a process that ended before them. */
async function feed({ stdin, exitCode }: ChildProcess, lines: Iterable<string>): Promise<void> {
  if (!stdin || exitCode !== null) return;
  const broken = new AbortController();
  stdin.on('error', () => broken.abort());
  for (const text of lines) {
    if (broken.signal.aborted) return;
    if (!stdin.write(text)) await once(stdin, 'drain', { signal: broken.signal }).catch(() => undefined);
  }
  stdin.end();
}

async function main(): Promise<void> {
  const values = Number(process.argv[2] ?? 300_000);
  const heapMiB = process.argv[3] === undefined ? undefined : Number(process.argv[3]);
  const heap = heapMiB === undefined ? "Node.js's own heap limit" : `a heap of ${heapMiB} MiB`;
  console.log(`peak RSS in MiB, Node.js ${process.version}, ${heap}`);
  for (const kind of KINDS.filter(({ name }) => name.includes(process.argv[4] ?? ''))) {
    const share = Math.round(values * (kind.share ?? 1));
    const peak = await measure(kind, share, heapMiB).then(
      (mib) => mib.toFixed(0),
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    console.log(`${kind.name.padEnd(42)}${String(share).padStart(8)} values  ${peak}`);
  }
}

void main();
