/**
 * `npm start`: the whole way from a warehouse's views to data values in DHIS2, on this machine alone.
 *
 * `npm start -- --stay` leaves the warehouse and DHIS2 up until Ctrl-C. `DATABASE_URL` and `DHIS2_URL` put real ones in
 * their place; `DHIS2_VERSION` picks whose habits the sandbox has.
 */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { relative } from 'node:path';
import { claimFolder } from './claim-folder';
import { DemoError } from './demo-error';
import { openDhis2 } from './dhis2';
import { STATE_FOLDER } from './places';
import { runDemo } from './run-demo';
import { openWarehouse } from './warehouse';

async function main(): Promise<void> {
  const startedAt = performance.now();
  await mkdir(STATE_FOLDER, { recursive: true });
  await using(
    () => claimFolder(STATE_FOLDER),
    () =>
      using(
        () => openWarehouse(process.env['DATABASE_URL']),
        (warehouse) =>
          using(
            () => openDhis2(process.env),
            async (dhis2) => {
              await runDemo({ warehouse, dhis2, print });
              if (process.argv.includes('--stay')) await stay(warehouse.url, dhis2.api.url);
            },
          ),
      ),
  );
  print(`\nDone in ${Math.round((performance.now() - startedAt) / 1000)} s.`);
}

/** Opens something, uses it, and closes it whatever happens. */
async function using<T extends { close(): Promise<void> }>(
  open: () => Promise<T>,
  use: (opened: T) => Promise<void>,
): Promise<void> {
  const opened = await open();
  try {
    await use(opened);
  } finally {
    await opened.close();
  }
}

async function stay(warehouseUrl: string, dhis2Url: string): Promise<void> {
  print(`\nStill up, until Ctrl-C: the warehouse at ${warehouseUrl}, DHIS2 at ${dhis2Url}. Try, in another terminal:`);
  const folder = relative(process.cwd(), STATE_FOLDER);
  print(`  node demo/lib/source.js read --config ${folder}/source.json --catalog ${folder}/catalog-packed.json |`);
  print(
    `    bin/destination-dhis2 write --config ${folder}/config-packed.json --catalog ${folder}/catalog-packed.json`,
  );
  const heartbeat = setInterval(() => {}, 60_000);
  await once(process, 'SIGINT');
  clearInterval(heartbeat);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  const isExplained = error instanceof DemoError || !(error instanceof Error);
  process.stderr.write(`\n${isExplained ? String((error as Error).message ?? error) : error.stack}\n`);
  process.exitCode = 1;
});
