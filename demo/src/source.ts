/**
 * A small Postgres source: reads whole views through a cursor and prints Airbyte RECORD and STATE lines.
 *
 * `node demo/lib/source.js read --config config.json --catalog catalog.json`; the config is `{"database_url": "postgres://…"}`.
 * It reads on only as fast as its stdout is read.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Client, types, type CustomTypesConfig } from 'pg';
import Cursor from 'pg-cursor';
import type { ConfiguredCatalog, ConfiguredStream } from './source-catalog';

/** Rows fetched at a time. */
const PAGE_ROWS = 1000;

/** A state follows this many records, and the last one. */
const RECORDS_PER_STATE = 10_000;

type Row = Readonly<Record<string, unknown>>;

async function main(): Promise<void> {
  const { values } = parseArgs({
    allowPositionals: true,
    options: { config: { type: 'string' }, catalog: { type: 'string' } },
  });
  if (values.config === undefined || values.catalog === undefined) {
    throw new Error('Usage: source.js read --config config.json --catalog catalog.json');
  }
  const config = JSON.parse(await readFile(values.config, 'utf8')) as { readonly database_url: string };
  const catalog = JSON.parse(await readFile(values.catalog, 'utf8')) as ConfiguredCatalog;
  const client = new Client({ connectionString: config.database_url, types: asAirbyteWrites });
  await client.connect();
  try {
    for (const { stream } of catalog.streams) await readStream(client, stream);
  } finally {
    await client.end();
  }
}

async function readStream(client: Client, stream: ConfiguredStream['stream']): Promise<void> {
  const view = `${client.escapeIdentifier(stream.namespace)}.${client.escapeIdentifier(stream.name)}`;
  const cursor = client.query(new Cursor<Row>(`SELECT * FROM ${view}`));
  const { name, namespace } = stream;
  let read = 0;
  let sinceState = 0;
  for (let rows = await cursor.read(PAGE_ROWS); rows.length > 0; rows = await cursor.read(PAGE_ROWS)) {
    const emitted_at = Date.now();
    await print(rows.map((data) => ({ type: 'RECORD', record: { namespace, stream: name, emitted_at, data } })));
    read += rows.length;
    sinceState += rows.length;
    if (sinceState >= RECORDS_PER_STATE) {
      await print([state(stream, read, sinceState)]);
      sinceState = 0;
    }
  }
  await cursor.close();
  await print([state(stream, read, sinceState)]);
}

function state({ name, namespace }: ConfiguredStream['stream'], read: number, recordCount: number): object {
  return {
    type: 'STATE',
    state: {
      type: 'STREAM',
      stream: { stream_descriptor: { name, namespace }, stream_state: { rows_read: read } },
      sourceStats: { recordCount },
    },
  };
}

/** Prints one line a message; resolves when stdout takes more. */
async function print(messages: readonly object[]): Promise<void> {
  const text = messages.map((message) => `${JSON.stringify(message)}\n`).join('');
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** Values as Airbyte's Postgres source writes them: numbers as JSON numbers, days and JSON as text. */
const asAirbyteWrites: CustomTypesConfig = {
  getTypeParser(oid, format) {
    switch (oid) {
      case types.builtins.NUMERIC:
      case types.builtins.INT8:
        return (text: string) => Number(text);
      case types.builtins.DATE:
      case types.builtins.JSON:
      case types.builtins.JSONB:
        return (text: string) => text;
      default:
        return types.getTypeParser(oid, format) as (text: string) => unknown;
    }
  },
};

process.stdout.on('error', () => process.exit(1)); // whoever reads has gone
main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
