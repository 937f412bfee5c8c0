import type { CatalogStream, ConfiguredCatalog } from '../../model/catalog';
import type { Log } from '../../model/ports';
import type { IncomingStream } from '../../model/record-mapper';
import type { CoreSettings } from '../../model/settings';
import type { Dhis2Version } from '../../model/version';
import { compileMapper } from '../map-record';
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

/** Finds a message's stream; each has the mapper that its settings and its first row make. */
export type StreamOf = (name: string, namespace: string | null) => IncomingStream;

/** Opens the streams of the catalog. @throws {@link ConfigError} If an entry of `streams` fits two of them. */
export function openStreams(context: StreamsContext): StreamOf {
  const find = streamFinder(context.catalog);
  const streams = new Map(context.catalog.streams.map((stream) => [stream, openStream(stream, context)]));
  return (name, namespace) => streams.get(find(name, namespace))!;
}

function openStream(stream: CatalogStream, { catalog, core, metadata, version, log }: StreamsContext): IncomingStream {
  const settings = settingsForStream(core.streams, stream, catalog.streams);
  return {
    key: stream.key,
    compile: (firstRow, leftOut = []) => {
      const tell = sayingOnce(log);
      const columns = [...new Set([...stream.columns, ...Object.keys(firstRow), ...leftOut])];
      const mapper = compileMapper({
        stream: stream.key,
        settings,
        columns,
        core,
        metadata,
        habits: version.habits,
        tell,
      });
      log('INFO', mapper.description);
      return mapper;
    },
  };
}

/** Sentences of one stream: a view whose rows have ever new properties must not fill the log. */
const MAX_SENTENCES = 50;

function sayingOnce(log: Log): (sentence: string) => void {
  const said = new Set<string>();
  return (sentence) => {
    if (said.size >= MAX_SENTENCES || said.has(sentence)) return;
    said.add(sentence);
    log('INFO', sentence);
  };
}
