/**
 * How fast stdin is read, beside the least that would do: readline and JSON.parse.
 *
 * `npm run build && node bench/lib/reading.js [rows.jsonl]` — 200 MB of rows are made if no file is given.
 */
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type * as ReaderModule from '../lib/airbyte/read-messages';

const { readMessages } = createRequire(__filename)('../../lib/airbyte/read-messages.js') as typeof ReaderModule;

const MEGABYTE = 1_000_000;
const ROUNDS = 3;

async function ours(path: string): Promise<number> {
  let records = 0;
  for await (const messages of readMessages(createReadStream(path), { log: () => undefined }))
    records += messages.length;
  return records;
}

async function readlineAndParse(path: string): Promise<number> {
  let records = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if ((JSON.parse(line) as { type: string }).type === 'RECORD') records += 1;
  }
  return records;
}

/** Writes rows as a Postgres source gives them. */
function makeRows(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  let written = 0;
  for (let row = 0; written < bytes; row += 1000) {
    const lines = Array.from({ length: 1000 }, (_, index) => {
      const data = {
        data_set: 'dsPERF00001',
        data_element: `dePERF${String((row + index) % 20).padStart(5, '0')}`,
        org_unit: `ouPERF${String(((row + index) * 7) % 500).padStart(5, '0')}`,
        period: '202501',
        category_option_combo: null,
        value: ((row + index) * 7919) % 10_007,
        comment: 'Zählung',
      };
      return JSON.stringify({ type: 'RECORD', record: { stream: 'monthly', data, emitted_at: 1_763_974_800_000 } });
    });
    written += writeSync(file, `${lines.join('\n')}\n`);
  }
  closeSync(file);
}

async function measure(name: string, path: string, read: (path: string) => Promise<number>): Promise<void> {
  const started = performance.now();
  const { user: before } = process.cpuUsage();
  const records = await read(path);
  const seconds = (performance.now() - started) / 1000;
  const cpu = (process.cpuUsage().user - before) / 1e6;
  const speed = statSync(path).size / MEGABYTE / seconds;
  console.log(
    `${name.padEnd(22)} ${speed.toFixed(0).padStart(4)} MB/s  ${Math.round(records / seconds / 1000)},000 rows/s  ${cpu.toFixed(2)} s CPU`,
  );
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const path = process.argv[2] ?? join(folder, 'rows.jsonl');
    if (process.argv[2] === undefined) makeRows(path, 200 * MEGABYTE);
    for (let round = 0; round < ROUNDS; round += 1) {
      await measure('read-messages', path, ours);
      await measure('readline + JSON.parse', path, readlineAndParse);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
