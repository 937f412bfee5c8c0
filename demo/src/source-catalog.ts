import type { Client } from 'pg';

/** A stream as the configured catalog names it. */
export interface ConfiguredStream {
  readonly stream: {
    readonly name: string;
    readonly namespace: string;
    readonly json_schema: { readonly type: 'object'; readonly properties: Readonly<Record<string, JsonType>> };
    readonly supported_sync_modes: readonly ['full_refresh'];
  };
  readonly sync_mode: 'full_refresh';
  readonly destination_sync_mode: 'append';
}

/** Airbyte's configured catalog. */
export interface ConfiguredCatalog {
  readonly streams: readonly ConfiguredStream[];
}

interface JsonType {
  readonly type: readonly string[];
  readonly format?: string;
}

/** How Airbyte's Postgres source types the columns that the demo's views have; anything else is text. */
const JSON_TYPES: Readonly<Record<string, JsonType>> = {
  int4: { type: ['null', 'integer'] },
  int8: { type: ['null', 'integer'] },
  numeric: { type: ['null', 'number'] },
  bool: { type: ['null', 'boolean'] },
  date: { type: ['null', 'string'], format: 'date' },
  timestamptz: { type: ['null', 'string'], format: 'date-time' },
};

const TEXT: JsonType = { type: ['null', 'string'] };

/** Reads the columns of views into a catalog that copies them whole. */
export async function describeViews(
  client: Client,
  schema: string,
  views: readonly string[],
): Promise<ConfiguredCatalog> {
  const { rows } = await client.query<{ view: string; column: string; type: string }>(
    `SELECT pg_class.relname AS view, attname AS column, typname AS type
     FROM pg_class
     JOIN pg_namespace ON pg_namespace.oid = relnamespace
     JOIN pg_attribute ON attrelid = pg_class.oid
     JOIN pg_type ON pg_type.oid = atttypid
     WHERE nspname = $1 AND pg_class.relname = ANY ($2) AND attnum > 0 AND NOT attisdropped
     ORDER BY pg_class.relname, attnum`,
    [schema, views],
  );
  const propertiesOf = (view: string): Record<string, JsonType> =>
    Object.fromEntries(
      rows.filter((row) => row.view === view).map(({ column, type }) => [column, JSON_TYPES[type] ?? TEXT]),
    );
  return {
    streams: views.map((name) => ({
      stream: {
        name,
        namespace: schema,
        json_schema: { type: 'object', properties: propertiesOf(name) },
        supported_sync_modes: ['full_refresh'],
      },
      sync_mode: 'full_refresh',
      destination_sync_mode: 'append',
    })),
  };
}
