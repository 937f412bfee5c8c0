import { join, relative } from 'node:path';

/** The project's folder. */
export const PROJECT = join(__dirname, '..', '..');

/** Where the demo keeps both databases and the files of the last run; safe to delete. `DEMO_FOLDER` puts it elsewhere. */
export const STATE_FOLDER = process.env['DEMO_FOLDER'] ?? join(PROJECT, '.demo');

/** The SQL that makes the warehouse, in the order of its loading. */
export const WAREHOUSE_SQL = ['01-tables.sql', '02-records.sql', '03-lookup.sql', '04-views.sql'].map((file) =>
  join(PROJECT, 'demo', 'warehouse', file),
);

/** What the demo's DHIS2 knows: org units, data sets, data elements, users. */
export const DHIS2_METADATA = join(PROJECT, 'demo', 'dhis2-metadata.json');

/** The connector, as Airbyte's image runs it. */
export const CONNECTOR = join(PROJECT, 'bin', 'destination-dhis2');

/** The small Postgres source. */
export const SOURCE = join(__dirname, 'source.js');

/** What makes a process end with its parent. */
export const END_WITH_PARENT = join(__dirname, 'end-with-parent.js');

/** The sandbox DHIS2. */
export const SANDBOX = join(PROJECT, 'sandbox', 'lib', 'main.js');

/** A path for people: from the current folder if it is in there. */
export function describePath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}
