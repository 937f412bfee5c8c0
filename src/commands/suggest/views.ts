import { parseCatalog } from '../../airbyte/catalog';
import { readMessages } from '../../airbyte/read-messages';
import { readJsonFile } from '../../config/read-json-file';
import { type CatalogStream, streamKey } from '../../core/model/catalog';
import type { Incoming } from '../../core/model/incoming';
import type { Log } from '../../core/model/ports';
import type { Row } from '../../core/model/record-mapper';
import { ConfigError } from '../../errors';

/** A stream, as far as its catalog and its first rows show it. */
export interface View {
  readonly name: string;
  readonly namespace: string | null;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** Rows of a stream that are looked at, and lines that are read for them. */
const MAX_ROWS = 1_000;
const MAX_LINES = 50_000;

/**
 * Reads the streams of a catalog, of the rows on stdin, or of both.
 * @throws {@link ConfigError} If there are neither.
 */
export async function readViews({
  catalogPath,
  stdin,
  log,
}: {
  readonly catalogPath: string | undefined;
  readonly stdin: AsyncIterable<Buffer> & { readonly isTTY?: boolean };
  readonly log: Log;
}): Promise<readonly View[]> {
  const catalog = catalogPath === undefined ? [] : parseCatalog(await readJsonFile(catalogPath, 'catalog')).streams;
  // A terminal holds no rows.
  const rows = stdin.isTTY ? new Map<string, OpenView>() : await readRows(readMessages(stdin, { log }));
  const views = new Map<string, View>(catalog.map((stream) => [stream.key, fromCatalog(stream, rows.get(stream.key))]));
  for (const [key, view] of rows) if (!views.has(key)) views.set(key, view);
  if (views.size > 0) return [...views.values()];
  throw new ConfigError('There is nothing to look at: pipe rows into `suggest`, as into `write`, or give --catalog.');
}

interface OpenView extends View {
  readonly columns: string[];
  readonly rows: Row[];
}

async function readRows(messages: AsyncIterable<readonly Incoming[]>): Promise<ReadonlyMap<string, OpenView>> {
  const views = new Map<string, OpenView>();
  let lines = 0;
  for await (const batch of messages) {
    for (const message of batch) {
      lines += 1;
      if (message.kind !== 'record') continue;
      const { stream: name, namespace, data } = message;
      const key = streamKey(name, namespace);
      const view = views.get(key) ?? { name, namespace, columns: [], rows: [] };
      views.set(key, view);
      if (view.rows.length >= MAX_ROWS) continue;
      view.rows.push(data);
      for (const column in data) if (!view.columns.includes(column)) view.columns.push(column);
    }
    if (lines >= MAX_LINES || [...views.values()].every(({ rows }) => rows.length >= MAX_ROWS)) break;
  }
  return views;
}

function fromCatalog({ name, namespace, columns }: CatalogStream, found: OpenView | undefined): View {
  return { name, namespace, columns: [...new Set([...columns, ...(found?.columns ?? [])])], rows: found?.rows ?? [] };
}
