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
    ...(typeof object === 'string' ? { destinationObject: object } : {}),
  };
}

/** Finds the stream of the catalog that a record or a state belongs to. */
export type FindStream = (name: string, namespace: string | null) => CatalogStream;

/**
 * Makes the finder: name and namespace as they are, else, where one side has no namespace, the name if it is unambiguous.
 *
 * The finder throws a {@link ConfigError} for a stream that is not there, since a record is never dropped silently.
 */
export function streamFinder(catalog: ConfiguredCatalog): FindStream {
  const found = new Map<string, Map<string | null, CatalogStream>>();
  return (name, namespace) => {
    const byNamespace = found.get(name) ?? new Map<string | null, CatalogStream>();
    const known = byNamespace.get(namespace);
    if (known) return known;
    const stream = lookUp(catalog, name, namespace);
    found.set(name, byNamespace.set(namespace, stream));
    return stream;
  };
}

function lookUp(catalog: ConfiguredCatalog, name: string, namespace: string | null): CatalogStream {
  const named = catalog.streams.filter((stream) => stream.name === name);
  const exact = named.find((stream) => stream.namespace === namespace);
  if (exact) return exact;
  const [only] = named;
  if (only && named.length === 1 && (namespace === null || only.namespace === null)) return only;
  const key = streamKey(name, namespace);
  if (named.length > 1 && namespace === null) {
    const names = named.map((stream) => stream.key).join(', ');
    throw new ConfigError(`A message of stream ${key} has no namespace, and it may be any of ${names}.`);
  }
  throw new ConfigError(
    `The input has a message of stream ${key}, which is not in the catalog. ` +
      'Refresh the schema of the connection, or check the stream prefix and namespace settings.',
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
