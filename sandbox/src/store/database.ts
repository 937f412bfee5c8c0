import { Pool } from 'pg';
import { openEmbedded } from './embedded';

/** A row as PostgreSQL gave it. */
export type Row = Readonly<Record<string, unknown>>;

/** The part of PostgreSQL that the sandbox needs: its own (PGlite, in memory or on disk) or a real server. */
export interface Database {
  /** Runs one statement with parameters; arrays go as PostgreSQL arrays. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs several statements without parameters. */
  exec(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** Where the data lives; in memory if nothing is given. */
export interface DatabaseOptions {
  /** Folder for an embedded database on disk. */
  readonly dataDir?: string | undefined;
  /** Address of a real PostgreSQL. */
  readonly databaseUrl?: string | undefined;
}

/** Opens the database. */
export async function openDatabase({ dataDir, databaseUrl }: DatabaseOptions): Promise<Database> {
  if (databaseUrl !== undefined) return serverDatabase(databaseUrl);
  const embedded = await openEmbedded(dataDir);
  return {
    query: async (sql, parameters = []) => (await embedded.query<Row>(sql, [...parameters])).rows,
    exec: async (sql) => void (await embedded.exec(sql)),
    close: () => embedded.close(),
  };
}

function serverDatabase(connectionString: string): Database {
  const pool = new Pool({ connectionString, max: 8 });
  return {
    query: async (sql, parameters = []) => (await pool.query<Row>(sql, [...parameters])).rows,
    exec: async (sql) => void (await pool.query(sql)),
    close: () => pool.end(),
  };
}

/** Whether the error is PostgreSQL's unique violation: somebody else stored the same key first. */
export function isUniqueViolation(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '23505';
}

/** Whether the error is PostgreSQL's refusal of a text with a NUL (transcript 976). */
export function isUnstorableText(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '22021';
}

/** Whether the error is PostgreSQL's way out of two transactions that wait for each other. */
export function isDeadlock(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '40P01';
}
