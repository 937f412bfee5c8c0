import { type Config, parseConfig } from '../../config/config';
import { compileMapper } from '../../core/mapping/map-record';
import type { MetadataIndex } from '../../core/mapping/metadata/metadata-index';
import { settingsForStream } from '../../core/mapping/streams/stream-settings';
import { suggestEntry, type Suggestion } from '../../core/mapping/suggest/suggest';
import { streamKey } from '../../core/model/catalog';
import type { DataValue } from '../../core/model/data-value';
import { schemesInUse, schemesOf } from '../../core/model/id-schemes';
import type { RecordMapper } from '../../core/model/record-mapper';
import type { RecordTicket } from '../../core/model/record-ticket';
import type { IdScheme, IdSchemes, StreamSettings } from '../../core/model/settings';
import type { Dhis2Habits } from '../../core/model/version';
import { type Client } from '../../dhis2/client';
import { loadMetadata } from '../../dhis2/metadata/load';
import { ConfigError } from '../../errors';
import type { View } from './views';

/** What rows became with one reading of them. */
export interface Outcome {
  /** How the mapper reads the view; what is wrong with it where there is none. */
  readonly description: string;
  readonly values: number;
  /** Refused rows by what was wrong, the most frequent first. */
  readonly refused: readonly { readonly text: string; readonly rows: number }[];
  /** The first values. */
  readonly examples: readonly string[];
}

/** A stream with what is said of it. */
export interface SuggestedStream {
  readonly key: string;
  readonly rows: number;
  /** With the settings as they are; undefined where these do not tell how to read it. */
  readonly now: Outcome | undefined;
  readonly suggestion: Suggestion;
  /** With the suggested entry; undefined where something in it is still to be filled in. */
  readonly then: Outcome | undefined;
  /** Whether the entry is worth pasting: it reads more than the settings do as they are. */
  readonly helps: boolean;
}

/** Suggests an entry for each stream, and tries it on the rows. Nothing is sent. @throws As `loadMetadata`. */
export async function suggestAll(
  views: readonly View[],
  config: Config,
  client: Client,
): Promise<readonly SuggestedStream[]> {
  const version = await client.version();
  const get: Client['get'] = (path, params) => client.get(path, params);
  const kinds = (['uid', 'code', 'name'] as const).map((kind) => allBy({ kind }));
  const [first, ...more] = schemesInUse(config.core);
  const need = { schemes: [first, ...more, ...kinds] as const, me: await client.me() };
  const metadata = await loadMetadata(get, version.habits, need);
  return views.map((view) => suggestOne(view, { config, metadata, habits: version.habits }));
}

interface Surroundings {
  readonly config: Config;
  readonly metadata: MetadataIndex;
  readonly habits: Dhis2Habits;
}

function suggestOne(view: View, around: Surroundings): SuggestedStream {
  const { config, metadata } = around;
  const { name, namespace, columns, rows } = view;
  const settings = settingsForStream(config.core.streams, view, [view]);
  const suggestion = suggestEntry({
    stream: name,
    namespace: settings?.namespace,
    settings,
    columns,
    rows,
    idSchemes: schemesOf(config.core, settings),
    metadata,
  });
  const now = tryRows(view, settings, around);
  const pasted = suggestion.complete
    ? parseConfig({ ...config.raw, streams: [suggestion.entry], streams_text: null })
    : undefined;
  const then = pasted && tryRows(view, pasted.core.streams[0], around);
  const refusedBy = (outcome: Outcome | undefined): number =>
    outcome?.refused.reduce((sum, { rows: count }) => sum + count, 0) ?? Infinity;
  const helps = now === undefined || (then !== undefined && refusedBy(then) < refusedBy(now));
  return { key: streamKey(name, namespace), rows: rows.length, now, suggestion, then, helps };
}

const MAX_EXAMPLES = 5;

function tryRows(view: View, settings: StreamSettings | undefined, around: Surroundings): Outcome | undefined {
  const { config, metadata, habits } = around;
  const core = { ...config.core, idSchemes: schemesOf(config.core, settings) };
  const index = metadata.by(core.idSchemes);
  const key = streamKey(view.name, view.namespace);
  try {
    const mapper = compileMapper({ stream: key, settings, columns: view.columns, core, metadata: index, habits });
    return { description: mapper.description, ...mapAll(view, mapper, index) };
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function mapAll({ rows }: View, mapper: RecordMapper, metadata: MetadataIndex): Omit<Outcome, 'description'> {
  const refused = new Map<string, number>();
  const examples: string[] = [];
  let values = 0;
  rows.forEach((row, index) => {
    const mapped = mapper.map(row, ticketOf(index + 1));
    values += mapped.values.length;
    for (const value of mapped.values.slice(0, MAX_EXAMPLES - examples.length)) examples.push(shown(value, metadata));
    for (const text of new Set(mapped.refused.map(({ refusal }) => refusal.text))) {
      refused.set(text, (refused.get(text) ?? 0) + 1);
    }
  });
  const byCount = [...refused].sort((one, other) => other[1] - one[1]);
  return { values, examples, refused: byCount.map(([text, count]) => ({ text, rows: count })) };
}

/** Values stand in what people asked for, never in a log. */
function shown(value: DataValue, metadata: MetadataIndex): string {
  const cell = metadata.describe(value);
  return value.action === 'delete' ? `${cell} is deleted` : `${cell} = ${value.value}`;
}

/** A ticket of no ledger: nothing is booked here. */
function ticketOf(ordinal: number): RecordTicket {
  return { origin: { stream: 'suggest', line: ordinal, ordinal } } as unknown as RecordTicket;
}

function allBy(scheme: IdScheme): IdSchemes {
  return {
    dataSet: scheme,
    orgUnit: scheme,
    dataElement: scheme,
    categoryOptionCombo: scheme,
    attributeOptionCombo: scheme,
    categoryOption: scheme,
  };
}
