/**
 * Connector and floor in turn on the same rows, into the same sink.
 *
 * `node bench/lib/run.js [rows, 500,000] [pairs, 3]`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CATALOG, linesOf } from './rows';
import type { Counted } from './sink';

/** What one run of a program took. */
interface Usage {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly maxRssMiB: number;
  readonly requests: number;
}

interface Program {
  readonly name: 'connector' | 'floor';
  readonly parameters: readonly string[];
}

/** Where the sink listens, where the files are, how many rows there are. */
interface Bench {
  readonly url: string;
  readonly folder: string;
  readonly rows: number;
}

async function main(): Promise<void> {
  const rows = Number(process.argv[2] ?? 500_000);
  const pairs = Number(process.argv[3] ?? 3);
  const folder = await mkdtemp(join(tmpdir(), 'destination-dhis2-bench-'));
  const sink = spawn(process.execPath, [join(__dirname, 'sink.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [url] = (await once(createInterface({ input: sink.stdout }), 'line')) as [string];
    const bench = { url, folder, rows };
    const programs = await prepare(bench);
    const runs = { connector: [] as Usage[], floor: [] as Usage[] };
    for (let pair = 0; pair < pairs; pair += 1) {
      const turn = pair % 2 === 0 ? programs : [...programs].reverse();
      for (const program of turn) runs[program.name].push(await run(bench, program));
    }
    print(rows, runs.connector, runs.floor);
  } finally {
    sink.kill();
    await rm(folder, { recursive: true });
  }
}

async function prepare({ url, folder, rows }: Bench): Promise<readonly Program[]> {
  const [input, config, catalog] = ['rows.jsonl', 'config.json', 'catalog.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const file = openSync(input, 'w');
  for (const text of linesOf(rows)) writeSync(file, text);
  closeSync(file);
  await writeFile(catalog, JSON.stringify(CATALOG));
  await writeFile(
    config,
    JSON.stringify({ base_url: url, credentials: { auth_type: 'basic', username: 'bench', password: 'bench' } }),
  );
  const connector = join(__dirname, '..', '..', 'bin', 'destination-dhis2');
  return [
    { name: 'connector', parameters: [connector, 'write', '--config', config, '--catalog', catalog] },
    { name: 'floor', parameters: [join(__dirname, 'floor.js'), url] },
  ];
}

async function run({ url, folder, rows }: Bench, { name, parameters }: Program): Promise<Usage> {
  const usageFile = join(folder, 'usage.json');
  const input = openSync(join(folder, 'rows.jsonl'), 'r');
  const output = openSync(join(folder, `${name}.out`), 'w');
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--require', join(__dirname, 'measure.js'), ...parameters], {
    stdio: [input, output, 'inherit'],
    env: { ...process.env, MEASURE_FILE: usageFile },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  const wallSeconds = (performance.now() - startedAt) / 1000;
  closeSync(input);
  closeSync(output);
  const counted = (await (await fetch(`${url}/counted`)).json()) as Counted;
  if (code !== 0) throw new Error(`${name} ended with code ${code}; ${await lastLine(join(folder, `${name}.out`))}`);
  if (counted.values !== rows) throw new Error(`${name} sent ${counted.values} of ${rows} values`);
  const usage = JSON.parse(await readFile(usageFile, 'utf8')) as { cpuMicros: number; maxRssKiB: number };
  return {
    wallSeconds,
    cpuSeconds: usage.cpuMicros / 1e6,
    maxRssMiB: usage.maxRssKiB / 1024,
    requests: counted.requests,
  };
}

async function lastLine(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n').pop() ?? '';
}

function print(rows: number, connector: readonly Usage[], floor: readonly Usage[]): void {
  const line = (label: string, of: (usage: Usage) => number, digits: number): string => {
    const ours = median(connector.map(of));
    const theirs = median(floor.map(of));
    const cells = [ours.toFixed(digits), theirs.toFixed(digits), (ours / theirs).toFixed(2)];
    return `${label.padEnd(20)}${cells.map((cell) => cell.padStart(12)).join('')}`;
  };
  const lines = [
    `${rows} rows, Node.js ${process.version}, median of ${connector.length} runs each`,
    `${''.padEnd(20)}${['connector', 'floor', 'ratio'].map((cell) => cell.padStart(12)).join('')}`,
    line('wall time, s', (usage) => usage.wallSeconds, 2),
    line('CPU time, s', (usage) => usage.cpuSeconds, 2),
    line('peak RSS, MiB', (usage) => usage.maxRssMiB, 0),
    line('values per second', (usage) => rows / usage.wallSeconds, 0),
    line('requests', (usage) => usage.requests, 0),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
