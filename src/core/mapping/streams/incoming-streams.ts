import type { CatalogStream, ConfiguredCatalog } from '../../model/catalog';
import type { DataValue } from '../../model/data-value';
import { schemesOf } from '../../model/id-schemes';
import type { Log } from '../../model/ports';
import type { IncomingStream, RecordMapper, Row } from '../../model/record-mapper';
import type { CoreSettings } from '../../model/settings';
import type { Dhis2Version } from '../../model/version';
import type { StreamContext } from '../map-record';
import { compileDeletes, compileMapper } from '../map-record';
import { DeletesFirst, isDelete } from './deletes-first';
import { ConfigError } from '../../../errors';
import type { MetadataIndex } from '../metadata/metadata-index';
import { streamFinder } from './find-stream';
import { settingsForStream } from './stream-settings';

/** What the mappers of a sync's streams are compiled from. */
export interface StreamsContext {
  readonly catalog: ConfiguredCatalog;
  readonly core: CoreSettings;
  readonly metadata: MetadataIndex;
  readonly version: Dhis2Version;
  readonly log: Log;
}

/** Finds a message's stream; each has the mapper that its settings and its first rows make. */
export type StreamOf = (name: string, namespace: string | null) => IncomingStream;

/** The streams of a sync. */
export interface OpenStreams {
  readonly streamOf: StreamOf;
  /** Names a value in a message by the ids that its stream uses; never its value. */
  readonly describe: (value: DataValue) => string;
}

/** Opens the streams of the catalog. @throws {@link ConfigError} If an entry of `streams` fits two of them. */
export function openStreams(context: StreamsContext): OpenStreams {
  const { catalog, metadata } = context;
  const find = streamFinder(catalog);
  const opened = catalog.streams.map((stream) => [stream, openStream(stream, context)] as const);
  const streams = new Map(opened);
  const byKey = new Map(opened.map(([{ key }, stream]) => [key, stream]));
  return {
    streamOf: (name, namespace) => streams.get(find(name, namespace))!,
    describe: (value) => (byKey.get(value.record.origin.stream)?.metadata ?? metadata).describe(value),
  };
}

/** A stream with the index that finds its ids. */
interface OpenStream extends IncomingStream {
  readonly metadata: MetadataIndex;
}

function openStream(stream: CatalogStream, context: StreamsContext): OpenStream {
  const { catalog, version, log } = context;
  const settings = settingsForStream(context.core.streams, stream, catalog.streams);
  const core = { ...context.core, idSchemes: schemesOf(context.core, settings) };
  const metadata = context.metadata.by(core.idSchemes);
  const common = { stream: stream.key, settings, core, metadata, habits: version.habits, tell: sayingOnce(log) };
  const compileAll = (columns: readonly string[], sample: readonly Row[] = []): RecordMapper => {
    const mapper = compileMapper({ ...common, columns, sample });
    log('INFO', mapper.description);
    for (const doubt of mapper.doubts ?? []) common.tell(doubt, 'WARN');
    return mapper;
  };
  return {
    key: stream.key,
    metadata,
    compile: ({ rows, leftOut, more }) => {
      const columns = [...new Set([...stream.columns, ...rows.flatMap(Object.keys), ...leftOut])];
      try {
        return compileAll(columns, rows);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        if (more && isIncomplete(stream, columns)) return undefined;
        if (!rows.every(isDelete)) throw error;
        return new DeletesFirst(columns, {
          ofDeletes: (found) => compileDeletes({ ...common, columns: found }),
          ofAll: compileAll,
        });
      }
    },
  };
}

/** Sentences of one stream: a view whose rows have ever new properties must not fill the log. */
const MAX_SENTENCES = 50;

function sayingOnce(log: Log): NonNullable<StreamContext['tell']> {
  const said = new Set<string>();
  return (sentence, level) => {
    if (said.size >= MAX_SENTENCES || said.has(sentence)) return;
    said.add(sentence);
    log(level ?? 'INFO', sentence);
  };
}

/** Whether later rows may have columns that no row has shown yet: the catalog does not tell them all. */
function isIncomplete(stream: CatalogStream, columns: readonly string[]): boolean {
  return stream.columns.length === 0 || columns.length > stream.columns.length;
}
