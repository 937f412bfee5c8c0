import { openAsBlob } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/** Where an empty database is kept between starts: making one takes seconds, taking a copy does not. */
const TEMPLATE = join(__dirname, '..', '..', '..', 'node_modules', '.cache', 'dhis2-sandbox', 'empty-database.tar');

/** Opens an embedded database: on disk in a folder, or in memory. */
export async function openEmbedded(dataDir: string | undefined): Promise<PGlite> {
  if (dataDir !== undefined) return PGlite.create({ dataDir });
  const template = await kept();
  if (template !== undefined) {
    const copy = await PGlite.create({ loadDataDir: template }).catch(() => undefined);
    if (copy !== undefined) return copy;
  }
  const made = await PGlite.create();
  await keep(made).catch(() => undefined);
  return made;
}

/** The empty database, if one was kept. Node 20 throws at once, not by the promise, where there is no such file. */
async function kept(): Promise<Blob | undefined> {
  try {
    return await openAsBlob(TEMPLATE);
  } catch {
    return undefined;
  }
}

/** Writes under another name first, as several processes may do this at once. */
async function keep(database: PGlite): Promise<void> {
  const dump = await database.dumpDataDir('none');
  const draft = `${TEMPLATE}.${process.pid}`;
  await mkdir(dirname(TEMPLATE), { recursive: true });
  await writeFile(draft, new Uint8Array(await dump.arrayBuffer()));
  await rename(draft, TEMPLATE);
}
