import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { linesOf, STREAM } from '../../bench/rows';
import { folderOfEachTest } from '../support/folder';
import { prepareJob, start, statesOf, type Running } from '../support/connector';

/** Rows of the longer sync: `FAULT_MEMORY_ROWS` for `npm run test:faults`. */
const ROWS = Number(process.env['FAULT_MEMORY_ROWS'] ?? 600_000);
/** Rows of the shorter one: a tenth, but enough for the heap to have grown to what it needs. */
const FEW_ROWS = Math.max(ROWS / 10, 300_000);
/** The heap that the image leaves to V8 in a container of 256 MiB (Dockerfile). */
const HEAP = ['--max-old-space-size=128', '--max-semi-space-size=8'];

/** Feeds lines as fast as the connector takes them. */
async function feed({ child, ended }: Running, blocks: Iterable<string>): Promise<void> {
  let isOver = false;
  const over = ended.then(() => (isOver = true));
  for (const lines of blocks) {
    if (isOver) return;
    if (!child.stdin.write(lines)) await Promise.race([once(child.stdin, 'drain'), over]);
  }
  child.stdin.end();
}

/** Rows of which one in 250 has a value: those that wait to be sent came in as many chunks of the input. */
function* sparse(rows: number): Generator<string> {
  let row = 0;
  for (const lines of linesOf(rows)) {
    yield lines.replace(/"value":("[^"]*"|[\d.]+)/g, (value) => ((row += 1) % 250 === 0 ? value : '"value":null'));
  }
}

/** A DHIS2 that counts what it gets, in a process of its own. */
async function withSink<T>(delayMs: string, use: (url: string) => Promise<T>): Promise<T> {
  const sinkFile = join(__dirname, '..', '..', 'bench', 'lib', 'sink.js');
  const sink = spawn(process.execPath, [sinkFile], {
    env: { ...process.env, SINK_DELAY_MS: delayMs },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [url] = (await once(createInterface({ input: sink.stdout }), 'line')) as [string];
    return await use(url);
  } finally {
    sink.kill();
  }
}

const folder = folderOfEachTest();

/** The most memory the process had resident, in MiB, as Linux counts it. */
function peakMiB(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

async function peakOfSync(url: string, rows: number): Promise<number> {
  const job = prepareJob({ base_url: url, credentials: { auth_type: 'basic', username: 'a', password: 'b' } }, [
    STREAM,
  ]);
  let peak = 0;
  const running = start(
    ['write', ...job.args],
    ({ type }, child) => {
      if (type === 'STATE') peak = Math.max(peak, peakMiB(child.pid!));
    },
    HEAP,
  );
  await feed(running, linesOf(rows));
  const run = await running.ended;
  job.remove();
  expect(run.code).toBe(0);
  expect(statesOf(run).reduce((sum, { recordCount }) => sum + recordCount, 0)).toBe(rows);
  return peak;
}

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('memory, with a DHIS2 that answers slowly', () => {
  test(`${ROWS} rows take no more than ${FEW_ROWS} do, within a tenth`, async () => {
    await withSink('10', async (url) => {
      const few = await peakOfSync(url, FEW_ROWS);
      const many = await peakOfSync(url, ROWS);
      console.log(`peak RSS: ${few.toFixed(0)} MiB for ${FEW_ROWS} rows, ${many.toFixed(0)} MiB for ${ROWS} rows`);
      expect(many).toBeLessThan(few * 1.1);
    });
  }, 1_800_000);

  test.each(['groups with dates, long', 'groups with dates, packaged, one state', 'states without rows'])(
    'a heap of 128 MiB bears %s',
    async (kind) => {
      const rows = Math.min(ROWS, 600_000);
      const command = [join(__dirname, '..', '..', 'bench', 'lib', 'memory.js'), String(rows), '128', kind];
      const { stdout } = await promisify(execFile)(process.execPath, command);
      expect(stdout).toMatch(new RegExp(`${kind} +${rows} values +\\d+$`, 'm'));
    },
    1_800_000,
  );

  test('a kept line keeps nothing but itself, where few of many rows wait to be sent', async () => {
    const run = await withSink('0', async (url) => {
      const credentials = { auth_type: 'basic', username: 'a', password: 'b' };
      const job = prepareJob({ base_url: url, credentials, reports_dir: folder() }, [STREAM]);
      const running = start(['write', ...job.args], undefined, HEAP);
      await feed(running, sparse(600_000));
      return running.ended.finally(() => job.remove());
    });
    expect(run).toMatchObject({ code: 0, signal: null });
  }, 1_800_000);
});
