import type { Client } from 'pg';
import { runConnector, writeJson } from './connector-process';
import { DemoError } from './demo-error';
import { SCHEMA } from './load-warehouse';

/** What the lookup holds. */
export interface LookupSize {
  readonly dataElements: number;
  readonly orgUnits: number;
}

/**
 * Has `destination-dhis2 lookup` write the ids of the demo's data sets as SQL, and runs that in the demo's schema.
 * @param config - The connector's configuration.
 * @throws {@link DemoError} If the connector fails, or DHIS2 lacks what an indicator needs.
 */
export async function fillLookup(client: Client, config: object): Promise<LookupSize> {
  const { code, stdout, stderr } = await runConnector('lookup', await writeJson('config.json', config), [
    '--data-set',
    'DEMO_MONTHLY',
    'DEMO_WEEKLY',
  ]);
  if (code !== 0) throw new DemoError(`destination-dhis2 lookup failed: ${stderr.trim() || stdout.trim()}`);
  await client.query(`SET search_path TO ${SCHEMA}`);
  await client.query(stdout);
  const missing = await client.query<{ indicator: string }>(
    'SELECT indicator FROM indicator EXCEPT SELECT indicator FROM indicator_id ORDER BY 1',
  );
  if (missing.rows.length > 0) {
    throw new DemoError(
      `DHIS2 has no data element, or no category option combo, for ${missing.rows.map(({ indicator }) => indicator).join(', ')}. ` +
        'Are the data sets DEMO_MONTHLY and DEMO_WEEKLY there as the demo made them?',
    );
  }
  const { rows } = await client.query<LookupSize>(
    `SELECT (SELECT count(*)::int FROM dhis2_data_element) AS "dataElements",
            (SELECT count(*)::int FROM dhis2_org_unit) AS "orgUnits"`,
  );
  return rows[0]!;
}
