import { ConfigError } from '../errors';
import { streamKey, type CatalogStream, type ConfiguredCatalog, type DestinationSyncMode } from '../core/model/catalog';

const SYNC_MODES: ReadonlyMap<unknown, DestinationSyncMode> = new Map([
  ['append', 'append'],
  ['overwrite', 'overwrite'],
  // The platform's own word (its `DestinationSyncMode`), which the protocol lacks: every mode upserts cells here.
  ['overwrite_dedup', 'overwrite'],
  ['append_dedup', 'append_dedup'],
  ['update', 'update'],
  ['soft_delete', 'soft_delete'],
]);

/**
 * Reads the parts of a configured catalog that matter here.
 * @throws {@link ConfigError} Naming the first part that is not as the protocol has it.
 */
export function parseCatalog(json: unknown): ConfiguredCatalog {
  const streams = isObject(json) ? json.streams : undefined;
  if (!Array.isArray(streams))
    throw new ConfigError(
      'The catalog has no list `streams`: --catalog wants the configured catalog of the connection, such as the one in README.md.',
    );
  const parsed = streams.map((entry, index) => parseStream(entry, `streams[${index}]`));
  const names = new Map<string, string>();
  return { streams: parsed.map((stream) => withOwnKey(stream, names)) };
}

/** `a` + `b.c` and `a.b` + `c` would share a key, and the ledger would mix up their records: the second one is quoted. */
function withOwnKey(stream: CatalogStream, nameOf: Map<string, string>): CatalogStream {
  const twin = nameOf.get(stream.key);
  if (twin === stream.name) throw new ConfigError(`The catalog names the stream ${stream.key} twice.`);
  const key = twin === undefined ? stream.key : `"${stream.namespace}"."${stream.name}"`;
  nameOf.set(key, stream.name);
  return { ...stream, key };
}

function parseStream(entry: unknown, at: string): CatalogStream {
  const stream = isObject(entry) ? entry.stream : undefined;
  if (!isObject(entry) || !isObject(stream) || typeof stream.name !== 'string') {
    throw new ConfigError(`The catalog's \`${at}.stream.name\` is missing.`);
  }
  const syncMode = SYNC_MODES.get(entry.destination_sync_mode ?? 'append');
  if (!syncMode) {
    const known = [...SYNC_MODES.keys()].join(', ');
    throw new ConfigError(`The catalog's \`${at}.destination_sync_mode\` is none of ${known}.`);
  }
  const namespace = typeof stream.namespace === 'string' && stream.namespace !== '' ? stream.namespace : null;
  const properties = isObject(stream.json_schema) ? stream.json_schema.properties : undefined;
  const object = entry.destination_object_name;
  return {
    key: streamKey(stream.name, namespace),
    name: stream.name,
    namespace,
    columns: isObject(properties) ? Object.keys(properties) : [],
    syncMode,
    // 0 where earlier rows stay (Airbyte protocol, ConfiguredAirbyteStream.minimum_generation_id).
    ...(Number(entry.minimum_generation_id) > 0 && { startsAnew: true }),
    ...(typeof object === 'string' ? { destinationObject: object } : {}),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
