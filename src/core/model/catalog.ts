import type { StreamDescriptor } from './incoming';

/** How Airbyte may bring rows to the destination. */
export type DestinationSyncMode = 'append' | 'overwrite' | 'append_dedup' | 'update' | 'soft_delete';

/** A stream of the connection. */
export interface CatalogStream extends StreamDescriptor {
  /** The stream for people, and its key in the ledger: `namespace.name`, or the name alone. */
  readonly key: string;
  /** The columns that the source announces, in its order; rows may lack some. */
  readonly columns: readonly string[];
  readonly syncMode: DestinationSyncMode;
  /** A refresh that is to remove what earlier syncs brought: the platform keeps no generation of rows but this sync's. */
  readonly startsAnew?: boolean;
  /** The object that the user mapped the stream to, where `discover` offered objects. */
  readonly destinationObject?: string;
}

/** The streams that this sync may bring. */
export interface ConfiguredCatalog {
  readonly streams: readonly CatalogStream[];
}

/** How people and the ledger call a stream: `namespace.name`, or the name alone. */
export function streamKey(name: string, namespace: string | null): string {
  return namespace === null ? name : `${namespace}.${name}`;
}
