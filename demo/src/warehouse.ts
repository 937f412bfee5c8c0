import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { Client } from 'pg';
import { DemoError } from './demo-error';
import { describePath, STATE_FOLDER } from './places';

/** A PostgreSQL server that holds, or will hold, the demo's records. */
export interface Warehouse {
  /** Where clients connect. The embedded one takes one client at a time. */
  readonly url: string;
  /** For people. */
  readonly description: string;
  close(): Promise<void>;
}

/**
 * Opens the server that `DATABASE_URL` names, or else one embedded in this process, with its data on disk.
 * @param databaseUrl - `postgres://…`, or undefined.
 * @param say - Is told what it begins to do.
 * @throws {@link DemoError} If the named server cannot be used.
 */
export async function openWarehouse(databaseUrl: string | undefined, say: (line: string) => void): Promise<Warehouse> {
  if (databaseUrl) {
    say(`connecting to ${withoutPassword(databaseUrl)} …`);
    await withClient(databaseUrl, (client) => client.query('SELECT 1'));
    return { url: databaseUrl, description: `PostgreSQL at ${withoutPassword(databaseUrl)}`, close: async () => {} };
  }
  const folder = join(STATE_FOLDER, 'warehouse');
  const isNew = (await mkdir(folder, { recursive: true })) !== undefined;
  say(`${isNew ? 'making' : 'opening'} an embedded PostgreSQL (PGlite) in ${describePath(folder)} …`);
  const database = await PGlite.create(folder);
  const server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0, maxConnections: 1 });
  await server.start();
  return {
    url: `postgres://postgres@${server.getServerConn()}/postgres?sslmode=disable`,
    description: `PostgreSQL in this process (PGlite), data in ${describePath(folder)}`,
    close: async () => {
      await server.stop();
      await database.close();
    },
  };
}

/**
 * Lends a connection and closes it.
 * @throws {@link DemoError} If the server cannot be reached or does not let us in.
 */
export async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
  } catch (error) {
    throw new DemoError(
      `The warehouse at ${withoutPassword(url)} cannot be used: ${(error as Error).message}. Is DATABASE_URL right?`,
    );
  }
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** The address without user and password, for messages. */
function withoutPassword(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return host + pathname;
  } catch {
    throw new DemoError('DATABASE_URL is not an address such as postgres://user:password@host:5432/database.');
  }
}
