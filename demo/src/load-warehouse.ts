import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Client } from 'pg';
import { DemoError } from './demo-error';
import { WAREHOUSE_SQL } from './places';

/** The schema that the demo makes for itself; Airbyte calls it the namespace. */
export const SCHEMA = 'dhis2_demo';

/** What the schema's comment begins with: the sign that it is the demo's own and may be dropped. */
const MARK = 'destination-dhis2 demo';

/** How many rows the warehouse holds. */
export interface WarehouseSize {
  readonly patients: number;
  readonly encounters: number;
  readonly observations: number;
  readonly facilities: number;
}

/**
 * Makes the demo's schema, unless the same SQL has made it before.
 * @param say - Is told what it begins to do.
 * @throws {@link DemoError} If the database has a schema of that name that is somebody else's.
 */
export async function loadWarehouse(client: Client, say: (line: string) => void): Promise<void> {
  const sql = await Promise.all(WAREHOUSE_SQL.map((path) => readFile(path, 'utf8')));
  const mark = `${MARK} ${createHash('sha256').update(sql.join()).digest('hex').slice(0, 16)}`;
  const found = await client.query<{ comment: string | null }>(
    `SELECT obj_description(oid, 'pg_namespace') AS comment FROM pg_namespace WHERE nspname = $1`,
    [SCHEMA],
  );
  const comment = found.rows[0]?.comment ?? '';
  if (comment === mark) return;
  if (found.rows.length > 0 && !comment.startsWith(MARK)) {
    throw new DemoError(
      `The warehouse has a schema ${SCHEMA} that this demo did not make. Rename it, or use another database.`,
    );
  }
  say('filling it with two years of made-up records …');
  await inTransaction(client, [
    `DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`,
    ...sql,
    `COMMENT ON SCHEMA ${SCHEMA} IS '${mark}'`,
  ]);
}

/** Counts what is in the warehouse. */
export async function measureWarehouse(client: Client): Promise<WarehouseSize> {
  const count = (table: string): string => `(SELECT count(*)::int FROM ${SCHEMA}.${table})`;
  const { rows } = await client.query<WarehouseSize>(
    `SELECT ${count('patient')} AS patients, ${count('encounter')} AS encounters,
            ${count('observation')} AS observations, ${count('location')} AS facilities`,
  );
  return rows[0]!;
}

/** Counts the indicators anew, as the nightly job does. @param counted - Is told each view when it is done. */
export async function refreshViews(
  client: Client,
  views: readonly string[],
  counted: (view: string) => void,
): Promise<void> {
  for (const view of views) {
    await client.query(`REFRESH MATERIALIZED VIEW ${SCHEMA}.${view}`);
    counted(view);
  }
}

async function inTransaction(client: Client, statements: readonly string[]): Promise<void> {
  await client.query('BEGIN');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
