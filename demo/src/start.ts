/**
 * `npm start`: the whole way from a warehouse's views to data values in DHIS2, on this machine alone.
 *
 * `npm start -- --stay` leaves the warehouse and DHIS2 up until Ctrl-C. `DATABASE_URL` and `DHIS2_URL` put real ones in
 * their place; `DHIS2_VERSION` picks whose habits the sandbox has.
 */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { claimFolder } from './claim-folder';
import { DemoError } from './demo-error';
import { describePath, STATE_FOLDER } from './places';
import { runDemo } from './run-demo';
import { withServers } from './servers';
import type { Terminal } from './terminal';

const terminal: Terminal = {
  print: (line) => void process.stdout.write(`${line}\n`),
  write: (part) => void process.stdout.write(part),
};

async function main(): Promise<void> {
  const startedAt = performance.now();
  await mkdir(STATE_FOLDER, { recursive: true });
  const claim = await claimFolder(STATE_FOLDER);
  try {
    await withServers(process.env, terminal, async ({ warehouse, dhis2 }) => {
      await runDemo({ warehouse, dhis2, terminal });
      if (process.argv.includes('--stay')) await stay(warehouse.url, dhis2.api.url);
    });
  } finally {
    await claim.close();
  }
  terminal.print(`\nDone in ${Math.round((performance.now() - startedAt) / 1000)} s.`);
}

async function stay(warehouseUrl: string, dhis2Url: string): Promise<void> {
  terminal.print(
    `\nStill up, until Ctrl-C: the warehouse at ${warehouseUrl}, DHIS2 at ${dhis2Url}. Try, in another terminal:`,
  );
  const folder = describePath(STATE_FOLDER);
  terminal.print(
    `  node demo/lib/source.js read --config ${folder}/source.json --catalog ${folder}/catalog-packed.json |`,
  );
  terminal.print(
    `    bin/destination-dhis2 write --config ${folder}/config-packed.json --catalog ${folder}/catalog-packed.json`,
  );
  const heartbeat = setInterval(() => {}, 60_000);
  process.off('SIGINT', interrupt);
  await once(process, 'SIGINT');
  clearInterval(heartbeat);
}

/** Ends at once; whoever waits for this process learns by which signal. */
function interrupt(): never {
  process.exit(130);
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', () => process.exit(143));
main().catch((error: unknown) => {
  const isExplained = error instanceof DemoError || !(error instanceof Error);
  process.stderr.write(`\n${isExplained ? String((error as Error).message ?? error) : error.stack}\n`);
  process.exitCode = 1;
});
