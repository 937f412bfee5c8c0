import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The executable, as users run it. */
export const CONNECTOR = join(__dirname, '..', '..', 'bin', 'destination-dhis2');

/** A state that came out: its own data, and the counts that were added. */
export interface StateOut {
  readonly data: unknown;
  readonly recordCount: number;
  readonly rejectedRecordCount: number;
  readonly values: Readonly<Record<string, number>>;
}

/** A message on stdout. */
export interface Message {
  readonly type: string;
  readonly log?: { readonly level: string; readonly message: string };
  readonly trace?: { readonly error: { readonly message: string; readonly failure_type: string } };
  readonly state?: {
    readonly stream?: { readonly stream_state: unknown };
    readonly destinationStats?: {
      readonly recordCount: number;
      readonly rejectedRecordCount: number;
      readonly additionalStats: Readonly<Record<string, number>>;
    };
  };
  readonly connectionStatus?: { readonly status: string; readonly message: string };
  readonly control?: { readonly connectorConfig: { readonly config: Readonly<Record<string, unknown>> } };
}

/** How a run ended. */
export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly messages: readonly Message[];
  readonly stdout: string;
  readonly stderr: string;
}

/** A run in progress. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Run>;
}

/** Starts the connector; `onMessage` hears of each message as it comes. */
export function start(
  args: readonly string[],
  onMessage: (message: Message, child: ChildProcessWithoutNullStreams) => void = () => undefined,
  nodeOptions: readonly string[] = [],
): Running {
  const child = spawn(process.execPath, [...nodeOptions, CONNECTOR, ...args]);
  const messages: Message[] = [];
  let stdout = '';
  let stderr = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    stdout += `${line}\n`;
    const message = JSON.parse(line) as Message;
    messages.push(message);
    onMessage(message, child);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // A connector that was killed reads no more; what is still written to it is in vain.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Run>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, messages, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs a command that reads no input. */
export async function run(...args: readonly string[]): Promise<Run> {
  const { child, ended } = start(args);
  child.stdin.end();
  return ended;
}

/** A folder with the files that a write needs, removed by `remove`. */
export interface Job {
  readonly folder: string;
  readonly args: readonly string[];
  remove(): void;
}

/** Lays out config and catalog for a write of the given streams. */
export function prepareJob(config: object, streams: readonly string[] = ['values']): Job {
  const folder = mkdtempSync(join(tmpdir(), 'connector-'));
  const catalog = {
    streams: streams.map((name) => ({
      stream: { name, json_schema: { properties: {} } },
      sync_mode: 'full_refresh',
      destination_sync_mode: 'append',
    })),
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'catalog.json'), JSON.stringify(catalog));
  return {
    folder,
    args: ['--config', join(folder, 'config.json'), '--catalog', join(folder, 'catalog.json')],
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Writes the lines as one sync and waits for its end. */
export async function write(config: object, lines: Iterable<string>, ...more: readonly string[]): Promise<Run> {
  const job = prepareJob(config);
  try {
    const { child, ended } = start(['write', ...job.args, ...more]);
    child.stdin.end([...lines].map((line) => `${line}\n`).join(''));
    return await ended;
  } finally {
    job.remove();
  }
}

/** A RECORD line of the stream `values`. */
export function record(data: object, stream = 'values'): string {
  return JSON.stringify({ type: 'RECORD', record: { stream, emitted_at: 1, data } });
}

/** A STREAM state line of the stream `values`. */
export function state(data: unknown, stream = 'values'): string {
  const body = { stream_descriptor: { name: stream }, stream_state: data };
  return JSON.stringify({ type: 'STATE', state: { type: 'STREAM', stream: body } });
}

/** The states that came out, in their order. */
export function statesOf({ messages }: Pick<Run, 'messages'>): StateOut[] {
  return messages.flatMap(({ state }) => {
    if (!state) return [];
    const { recordCount = -1, rejectedRecordCount = -1, additionalStats = {} } = state.destinationStats ?? {};
    return [{ data: state.stream?.stream_state, recordCount, rejectedRecordCount, values: additionalStats }];
  });
}

/** The log's messages of one level, or all. */
export function logOf({ messages }: Run, level?: string): string[] {
  return messages.flatMap(({ log }) => (log && (level === undefined || log.level === level) ? [log.message] : []));
}
