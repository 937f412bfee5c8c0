import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { linesOf, STREAM } from '../../bench/rows';
import { prepareJob, start, statesOf, type Running } from '../support/connector';

/** Rows of the longer sync: `FAULT_MEMORY_ROWS` for `npm run test:faults`. */
const ROWS = Number(process.env['FAULT_MEMORY_ROWS'] ?? 600_000);
/** Rows of the shorter one: a tenth, but enough for the heap to have grown to what it needs. */
const FEW_ROWS = Math.max(ROWS / 10, 300_000);
/** The heap that the image leaves to V8 in a container of 256 MiB (Dockerfile). */
const HEAP = ['--max-old-space-size=128', '--max-semi-space-size=8'];

/** Feeds rows as fast as the connector takes them; a state every 10,000. */
async function feed({ child }: Running, rows: number): Promise<void> {
  for (const lines of linesOf(rows)) if (!child.stdin.write(lines)) await once(child.stdin, 'drain');
  child.stdin.end();
}

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
  await feed(running, rows);
  const run = await running.ended;
  job.remove();
  expect(run.code).toBe(0);
  expect(statesOf(run).reduce((sum, { recordCount }) => sum + recordCount, 0)).toBe(rows);
  return peak;
}

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('memory, with a DHIS2 that answers slowly', () => {
  test(`${ROWS} rows take no more than ${FEW_ROWS} do, within a tenth`, async () => {
    const sinkFile = join(__dirname, '..', '..', 'bench', 'lib', 'sink.js');
    const sink = spawn(process.execPath, [sinkFile], {
      env: { ...process.env, SINK_DELAY_MS: '10' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [url] = (await once(createInterface({ input: sink.stdout }), 'line')) as [string];
      const few = await peakOfSync(url, FEW_ROWS);
      const many = await peakOfSync(url, ROWS);
      console.log(`peak RSS: ${few.toFixed(0)} MiB for ${FEW_ROWS} rows, ${many.toFixed(0)} MiB for ${ROWS} rows`);
      expect(many).toBeLessThan(few * 1.1);
    } finally {
      sink.kill();
    }
  });
});
