import { ConfigError } from '../../../errors';
import { streamKey, type CatalogStream, type ConfiguredCatalog } from '../../model/catalog';

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
    `The input has a message of stream ${key}, which is not in the catalog (it has ${listed(catalog)}). ` +
      'Refresh the schema of the connection, or check the stream prefix and namespace settings.',
  );
}

/** Streams named in a message; the rest is counted. */
const MAX_NAMED = 10;

function listed({ streams }: ConfiguredCatalog): string {
  const more = streams.length - MAX_NAMED;
  const names = streams.slice(0, MAX_NAMED).map(({ key }) => key);
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
