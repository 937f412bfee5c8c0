import { configureByCodes, configureByIds, VIEWS_BY_CODE, VIEWS_BY_ID, VIEWS_WITH_MISTAKES } from './connection';
import { DemoError } from './demo-error';
import type { Dhis2 } from './dhis2';
import { loadWarehouse, measureWarehouse, refreshViews, SCHEMA } from './load-warehouse';
import { fillLookup } from './lookup';
import { readBack } from './read-back';
import { describeOutcome, type NamedResult, refusedRows, resultRows } from './result-table';
import { describeViews } from './source-catalog';
import { compare, facilityRows, readExpected } from './stored-table';
import { runCheck, runSync } from './sync';
import { count, layOut, wrap } from './table';
import { type Warehouse, withClient } from './warehouse';

/** What the demo works with. */
export interface Stage {
  readonly warehouse: Warehouse;
  readonly dhis2: Dhis2;
  readonly print: (line: string) => void;
}

const VIEWS = [...VIEWS_BY_ID, ...VIEWS_BY_CODE, ...VIEWS_WITH_MISTAKES];

/** The cells that the last table shows. */
const SHOWN = [
  { facility: 'Kando HC', periods: ['202510', '202511', '202512'] },
  { facility: 'Kando HC', periods: ['2025W50', '2025W51', '2025W52'] },
] as const;

/**
 * Counts the indicators, syncs them, and reads them back, telling each step.
 * @throws {@link DemoError} If a step fails, or DHIS2 does not hold what the views hold.
 */
export async function runDemo(stage: Stage): Promise<void> {
  await prepare(stage);
  const results = await syncAll(stage);
  stage.print('\nCounts, as the connector gives them with its states');
  stage.print(layOut(resultRows(results)));
  stage.print('\nRefused rows, as the connector names them');
  for (const line of refusedRows(results)) stage.print(line);
  await showStored(stage);
}

async function prepare({ warehouse, dhis2, print }: Stage): Promise<void> {
  const { size, lookup } = await withClient(warehouse.url, async (client) => {
    await loadWarehouse(client);
    const ids = await fillLookup(client, { base_url: dhis2.api.url, credentials: dhis2.credentials });
    await refreshViews(client, VIEWS);
    return { size: await measureWarehouse(client), lookup: ids };
  });
  tell(print, 'Warehouse', [
    warehouse.description,
    `FHIR-shaped tables, schema ${SCHEMA}: ${count(size.patients)} patients, ${count(size.encounters)} encounters,`,
    `${count(size.observations)} observations of ${size.facilities} facilities, 2024 and 2025; ${VIEWS.length} materialized views of indicators`,
  ]);
  tell(print, 'DHIS2', dhis2.description);
  tell(print, 'lookup', [
    `wrote DHIS2's ids of ${lookup.dataElements} data elements with their combos and ${lookup.orgUnits} org units into the warehouse`,
  ]);
}

async function syncAll({ warehouse, dhis2, print }: Stage): Promise<readonly NamedResult[]> {
  const plans = await withClient(warehouse.url, async (client) => {
    const byId = await describeViews(client, SCHEMA, VIEWS_BY_ID);
    return [
      { name: 'packed', catalog: byId, config: await configureByIds(client, dhis2, 'packed') },
      { name: 'grouped', catalog: byId, config: await configureByIds(client, dhis2, 'grouped') },
      { name: 'codes', catalog: await describeViews(client, SCHEMA, VIEWS_BY_CODE), config: configureByCodes(dhis2) },
      {
        name: 'mistakes',
        catalog: await describeViews(client, SCHEMA, VIEWS_WITH_MISTAKES),
        config: configureByCodes(dhis2),
      },
    ];
  });
  tell(print, 'check', wrap(await runCheck(plans[0]!.name, plans[0]!.config), 0));
  print('');
  const results: NamedResult[] = [];
  for (const plan of plans) {
    const result = await runSync({ ...plan, databaseUrl: warehouse.url });
    print(`write      ${plan.name.padEnd(8)} ${describeOutcome(result)}`);
    results.push({ name: plan.name, result });
  }
  if (countsAllAsUpdated(dhis2.version))
    print('           DHIS2 2.43 calls every value that it takes updated, also one that is as before');
  return results;
}

async function showStored({ warehouse, dhis2, print }: Stage): Promise<void> {
  const expected = await withClient(warehouse.url, readExpected);
  const stored = await readBack(dhis2.api);
  const { equal, foreign } = compare(expected, stored);
  print('\nRead back from DHIS2');
  print(`  ${count(equal)} of ${count(expected.length)} cells hold what the views hold; ${count(foreign)} others`);
  for (const choice of SHOWN) {
    print(`\n  ${choice.facility}`);
    print(layOut(facilityRows(expected, stored, choice), 4));
  }
  if (equal !== expected.length) throw new DemoError('DHIS2 does not hold what the views hold.');
}

/** Prints lines with a label before the first. */
function tell(print: Stage['print'], label: string, lines: readonly string[]): void {
  for (const [index, line] of lines.entries()) print(`${(index === 0 ? label : '').padEnd(10)} ${line}`);
}

function countsAllAsUpdated(version: string): boolean {
  return Number(version.split('.')[1]) >= 43;
}
