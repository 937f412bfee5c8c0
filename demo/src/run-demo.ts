import { configureByCodes, configureByIds, VIEWS_BY_CODE, VIEWS_BY_ID, VIEWS_WITH_MISTAKES } from './connection';
import { DemoError } from './demo-error';
import type { Dhis2 } from './dhis2';
import { measureWarehouse, refreshViews, SCHEMA } from './load-warehouse';
import { fillLookup } from './lookup';
import { readBack } from './read-back';
import { describeOutcome, type NamedResult, refusedRows, resultRows } from './result-table';
import { describeViews } from './source-catalog';
import { compare, facilityRows, readExpected } from './stored-table';
import { runCheck, runSync } from './sync';
import { count, layOut, wrap } from './table';
import { growingLine, labelled, tell, tellWhile, type Terminal } from './terminal';
import { type Warehouse, withClient } from './warehouse';

/** What the demo works with. */
export interface Stage {
  readonly warehouse: Warehouse;
  readonly dhis2: Dhis2;
  readonly terminal: Terminal;
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
  stage.terminal.print('\nCounts, as the connector gives them with its states');
  stage.terminal.print(layOut(resultRows(results)));
  stage.terminal.print('\nRefused rows, as the connector names them');
  for (const line of refusedRows(results)) stage.terminal.print(line);
  await showStored(stage);
}

async function prepare({ warehouse, dhis2, terminal }: Stage): Promise<void> {
  await withClient(warehouse.url, async (client) => {
    await tellWhile(terminal, 'lookup', async () => {
      const { dataElements, orgUnits } = await fillLookup(client, {
        base_url: dhis2.api.url,
        credentials: dhis2.credentials,
      });
      return [
        `wrote DHIS2's ids of ${dataElements} data elements with their combos and ${orgUnits} org units into the warehouse`,
      ];
    });
    const counted = growingLine(terminal, labelled('refresh'));
    await refreshViews(client, VIEWS, counted);
    const size = await measureWarehouse(client);
    terminal.print('');
    tell(terminal, '', [
      `${VIEWS.length} materialized views of indicators, over FHIR-shaped tables in the schema ${SCHEMA}:`,
      `${count(size.patients)} patients, ${count(size.encounters)} encounters, ${count(size.observations)} observations of ${size.facilities} facilities, 2024 and 2025`,
    ]);
  });
}

async function syncAll({ warehouse, dhis2, terminal }: Stage): Promise<readonly NamedResult[]> {
  const plans = await withClient(warehouse.url, async (client) => {
    const byId = await describeViews(client, SCHEMA, VIEWS_BY_ID);
    return [
      { name: 'packed', catalog: byId, config: await configureByIds(client, dhis2, 'packed') },
      { name: 'grouped', catalog: byId, config: await configureByIds(client, dhis2, 'grouped') },
      { name: 'codes', catalog: await describeViews(client, SCHEMA, VIEWS_BY_CODE), config: configureByCodes(dhis2) },
      {
        name: 'mistakes',
        catalog: await describeViews(client, SCHEMA, VIEWS_WITH_MISTAKES),
        // All of its rows are wrong, which fails a sync unless the limit is lifted.
        config: { ...configureByCodes(dhis2), max_rejected_percent: 100 },
      },
    ];
  });
  await tellWhile(terminal, 'check', async () => wrap(await runCheck(plans[0]!.name, plans[0]!.config), 0));
  terminal.print('');
  const results: NamedResult[] = [];
  for (const plan of plans) {
    const progress = growingLine(terminal, `${labelled('write')}${plan.name.padEnd(8)} `);
    const result = await runSync({ ...plan, databaseUrl: warehouse.url }, progress);
    terminal.print(`\n${labelled('')}${''.padEnd(8)} ${describeOutcome(result)}`);
    results.push({ name: plan.name, result });
  }
  if (countsAllAsUpdated(dhis2.version))
    terminal.print('           DHIS2 2.43 calls every value that it takes updated, also one that is as before');
  return results;
}

async function showStored({ warehouse, dhis2, terminal }: Stage): Promise<void> {
  const expected = await withClient(warehouse.url, readExpected);
  const stored = await readBack(dhis2.api);
  const { equal, foreign } = compare(expected, stored);
  terminal.print('\nRead back from DHIS2');
  terminal.print(
    `  ${count(equal)} of ${count(expected.length)} cells hold what the views hold; ${count(foreign)} others`,
  );
  for (const choice of SHOWN) {
    terminal.print(`\n  ${choice.facility}`);
    terminal.print(layOut(facilityRows(expected, stored, choice), 4));
  }
  if (equal !== expected.length) throw new DemoError('DHIS2 does not hold what the views hold.');
}

function countsAllAsUpdated(version: string): boolean {
  return Number(version.split('.')[1]) >= 43;
}
