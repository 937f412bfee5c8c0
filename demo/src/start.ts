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
import { type Dhis2, openDhis2 } from './dhis2';
import { describePath, STATE_FOLDER } from './places';
import { runDemo } from './run-demo';
import { openWarehouse, type Warehouse } from './warehouse';

async function main(): Promise<void> {
  const startedAt = performance.now();
  await mkdir(STATE_FOLDER, { recursive: true });
  const claim = await claimFolder(STATE_FOLDER);
  try {
    await withServers(async (warehouse, dhis2) => {
      await runDemo({ warehouse, dhis2, print });
      if (process.argv.includes('--stay')) await stay(warehouse.url, dhis2.api.url);
    });
  } finally {
    await claim.close();
  }
  print(`\nDone in ${Math.round((performance.now() - startedAt) / 1000)} s.`);
}

/** Opens both servers at once, lends them, and closes whichever came up. */
async function withServers(use: (warehouse: Warehouse, dhis2: Dhis2) => Promise<void>): Promise<void> {
  const opening = [openWarehouse(process.env['DATABASE_URL']), openDhis2(process.env)] as const;
  try {
    await use(...(await Promise.all(opening)));
  } finally {
    for (const opened of await Promise.allSettled(opening)) {
      if (opened.status === 'fulfilled') await opened.value.close();
    }
  }
}

async function stay(warehouseUrl: string, dhis2Url: string): Promise<void> {
  print(`\nStill up, until Ctrl-C: the warehouse at ${warehouseUrl}, DHIS2 at ${dhis2Url}. Try, in another terminal:`);
  const folder = describePath(STATE_FOLDER);
  print(`  node demo/lib/source.js read --config ${folder}/source.json --catalog ${folder}/catalog-packed.json |`);
  print(
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

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', () => process.exit(143));
main().catch((error: unknown) => {
  const isExplained = error instanceof DemoError || !(error instanceof Error);
  process.stderr.write(`\n${isExplained ? String((error as Error).message ?? error) : error.stack}\n`);
  process.exitCode = 1;
});
