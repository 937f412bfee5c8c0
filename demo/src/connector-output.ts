import { count } from './table';

/** What the connector printed in one `write`, counted. */
export interface WriteResult {
  /** Sums over the states that left. */
  readonly records: number;
  readonly rejectedRecords: number;
  readonly values: Readonly<Record<ValueCount, number>>;
  readonly states: number;
  /** Requests to DHIS2, and reports registered as complete: from the summary in the connector's log. */
  readonly requests: number;
  readonly completed: number;
  /** Its log, one line a message. */
  readonly log: readonly string[];
  readonly warnings: readonly string[];
  /** Message of the TRACE ERROR, if it failed. */
  readonly failure: string | undefined;
}

/** Names of `additionalStats` that the demo shows. */
export type ValueCount = (typeof VALUE_COUNTS)[number];
const VALUE_COUNTS = ['imported', 'updated', 'unchanged', 'deleted', 'skipped', 'superseded', 'rejected'] as const;

interface Message {
  readonly type: string;
  readonly log?: { readonly level: string; readonly message: string };
  readonly trace?: { readonly error?: { readonly message: string } };
  readonly state?: {
    readonly stream?: { readonly stream_descriptor: { readonly name: string } };
    readonly destinationStats?: DestinationStats;
  };
}

interface DestinationStats {
  readonly recordCount: number;
  readonly rejectedRecordCount: number;
  readonly additionalStats: Readonly<Record<string, number>>;
}

/** Counts the messages of one `write`. @param lines - The connector's stdout. */
export function readConnectorOutput(lines: readonly string[]): WriteResult {
  const messages = lines.map((line) => JSON.parse(line) as Message);
  const stats = messages.flatMap(({ state }) => (state?.destinationStats ? [state.destinationStats] : []));
  const sum = (of: (state: DestinationStats) => number): number => stats.reduce((total, state) => total + of(state), 0);
  const logged = messages.flatMap(({ log }) => (log ? [log] : []));
  const summary = logged.find(({ message }) => message.startsWith('Summary'))?.message ?? '';
  return {
    records: sum((state) => state.recordCount),
    rejectedRecords: sum((state) => state.rejectedRecordCount),
    values: Object.fromEntries(
      VALUE_COUNTS.map((name) => [name, sum((state) => state.additionalStats[name] ?? 0)]),
    ) as Record<ValueCount, number>,
    states: stats.length,
    requests: inSummary(summary, 'requests'),
    completed: inSummary(summary, 'data sets registered as complete'),
    log: logged.map(({ level, message }) => `${level.padEnd(5)} ${message}`),
    warnings: logged.filter(({ level }) => level === 'WARN').map(({ message }) => message),
    failure: messages.find(({ trace }) => trace?.error)?.trace?.error?.message,
  };
}

/** What a state says while the sync goes on, for people: its stream, and how many of its rows are dealt with since the last. */
export function describeProgress(line: string): string | undefined {
  const { state } = JSON.parse(line) as Message;
  if (state?.stream === undefined || state.destinationStats === undefined) return undefined;
  return `${state.stream.stream_descriptor.name} ${count(state.destinationStats.recordCount)}`;
}

/** A count of the summary table; 0 for a line that it leaves out. */
function inSummary(summary: string, label: string): number {
  const line = summary.split('\n').find((text) => text.trim().startsWith(`${label} `));
  return Number(/\d+$/.exec(line ?? '')?.[0] ?? 0);
}
