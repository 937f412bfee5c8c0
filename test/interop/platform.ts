import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { omit } from 'lodash';

/** One message of a source; `state` is the text of the state object, so that no digit of it is lost on the way. */
export type SourceMessage =
  | { readonly kind: 'record'; readonly stream: string; readonly namespace?: string; readonly data: object }
  | { readonly kind: 'state'; readonly state: string; readonly stream?: string; readonly namespace?: string };

/** What a sync is made of. */
export interface Sync {
  readonly config: object;
  readonly catalog: object;
  readonly messages: readonly SourceMessage[];
}

/** A state as the platform sent it to the destination. */
export interface SentState {
  readonly id: number;
  /** The state object's text, with the platform's `sourceStats` and `id`. */
  readonly text: string;
  /** The stream whose state it is; undefined for GLOBAL and legacy states. */
  readonly stream: string | undefined;
  /** Records since the previous state of the same stream, or of any stream where it has none. */
  readonly records: number;
}

/** Everything the platform saw of one run of a destination. */
export interface SyncOutcome {
  readonly sent: readonly SentState[];
  readonly stdout: readonly string[];
  readonly stderr: string;
  /** Undefined when a signal ended the process. */
  readonly exitCode: number | undefined;
}

/**
 * Runs a destination as Airbyte's platform does: a job's folder as working directory with the platform's file names in
 * it, `WORKER_JOB_ID` set, RECORD and STATE messages only, and an integer `id` and `sourceStats` on each state.
 *
 * Source: airbyte-platform 310e6cb6, container orchestrator (`StatsTracker.kt`, `StateCheckSumCountEventHandler.kt`).
 * @param command - The executable and what comes before `write`.
 */
export async function playSync(command: readonly string[], sync: Sync): Promise<SyncOutcome> {
  const job = await mkdtemp(join(tmpdir(), 'platform-'));
  const dest = join(job, 'dest');
  try {
    await mkdir(dest);
    await writeFile(join(dest, 'connectorConfig.json'), JSON.stringify(sync.config));
    await writeFile(join(dest, 'catalog.json'), JSON.stringify(sync.catalog));
    const { lines, sent } = asPlatformLines(sync.messages);
    return { sent, ...(await run(command, dest, `${lines.join('\n')}\n`)) };
  } finally {
    await rm(job, { recursive: true });
  }
}

/** The lines that reach the destination's stdin, and the states among them. */
export function asPlatformLines(messages: readonly SourceMessage[]): { lines: string[]; sent: SentState[] } {
  const since = new Map<string, number>();
  const sent: SentState[] = [];
  const lines = messages.map((message) => {
    if (message.kind === 'record') {
      const { stream, namespace, data } = message;
      const key = streamKey(stream, namespace);
      since.set(key, (since.get(key) ?? 0) + 1);
      return JSON.stringify({ type: 'RECORD', record: { stream, namespace, data, emitted_at: 1_700_000_000_000 } });
    }
    const key = message.stream === undefined ? undefined : streamKey(message.stream, message.namespace);
    const closed = key === undefined ? [...since.keys()] : [key];
    const records = closed.reduce((sum, stream) => sum + (since.get(stream) ?? 0), 0);
    for (const stream of closed) since.delete(stream);
    const id = sent.length + 1;
    // The platform's counts are doubles, and Jackson writes them with a fraction.
    const text = withMembers(message.state, `"sourceStats":{"recordCount":${records}.0},"id":${id}`);
    sent.push({ id, text, stream: key, records });
    return `{"type":"STATE","state":${text}}`;
  });
  return { lines, sent };
}

/** A stream's name with its namespace, for counting. */
export function streamKey(stream: string, namespace?: string | null): string {
  return namespace ? `${namespace}.${stream}` : stream;
}

function withMembers(object: string, members: string): string {
  return object.replace(/\}\s*$/, `,${members}}`);
}

async function run(command: readonly string[], dest: string, input: string): Promise<Omit<SyncOutcome, 'sent'>> {
  const [file, ...before] = command;
  const args = [
    ...before,
    'write',
    '--config',
    join(dest, 'connectorConfig.json'),
    '--catalog',
    join(dest, 'catalog.json'),
  ];
  // NODE_OPTIONS is the test run's own affair.
  const inherited = omit(process.env, 'NODE_OPTIONS');
  const env = { ...inherited, WORKER_JOB_ID: '42', WORKER_ATTEMPT_ID: '0', WORKER_ENVIRONMENT: 'DOCKER' };
  const child = spawn(file!, args, { cwd: dest, env, stdio: 'pipe' });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A destination that gives up stops reading; the exit code tells, not the broken pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const lines = Buffer.concat(stdout).toString('utf8').split('\n');
  return {
    stdout: lines.filter((line) => line !== ''),
    stderr: Buffer.concat(stderr).toString('utf8'),
    exitCode: code ?? undefined,
  };
}
