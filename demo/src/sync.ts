import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type WriteResult, readConnectorOutput } from './connector-output';
import { DemoError } from './demo-error';
import { CONNECTOR, SOURCE, STATE_FOLDER } from './places';

/** One sync: what the source reads, and how the connector is set. */
export interface SyncPlan {
  /** Part of the names of its files in `.demo/`. */
  readonly name: string;
  readonly databaseUrl: string;
  readonly catalog: object;
  /** The connector's configuration, as a user would write it. */
  readonly config: object;
}

/** A sync that ended well. */
export interface SyncResult extends WriteResult {
  readonly seconds: number;
}

/**
 * Pipes the source into `destination-dhis2 write`, as Airbyte does.
 *
 * Leaves `config-<name>.json`, `catalog-<name>.json` and the connector's log in `.demo/`.
 * @throws {@link DemoError} If either of them fails.
 */
export async function runSync(plan: SyncPlan): Promise<SyncResult> {
  const config = await writeJson(`config-${plan.name}.json`, plan.config);
  const catalog = await writeJson(`catalog-${plan.name}.json`, plan.catalog);
  const sourceConfig = await writeJson('source.json', { database_url: plan.databaseUrl });
  const startedAt = performance.now();
  const source = spawnNode([SOURCE, 'read', '--config', sourceConfig, '--catalog', catalog]);
  const connector = spawnNode([CONNECTOR, 'write', '--config', config, '--catalog', catalog]);
  connector.stdin!.on('error', () => {}); // it ended early: its exit code and trace say why
  source.stdout!.pipe(connector.stdin!);
  source.stdin!.end();
  const [read, complaints, written] = await Promise.all([
    finish(source, false),
    text(source.stderr!),
    finish(connector, true),
  ]);
  const result = readConnectorOutput(written.lines);
  await writeFile(join(STATE_FOLDER, `log-${plan.name}.txt`), `${result.log.join('\n')}\n`);
  if (written.code !== 0) throw new DemoError(`The connector failed: ${result.failure ?? `exit code ${written.code}`}`);
  if (read.code !== 0) throw new DemoError(`The Postgres source failed: ${complaints.trim()}`);
  return { ...result, seconds: (performance.now() - startedAt) / 1000 };
}

/** Runs `destination-dhis2 check`. @returns What it says of the connection. @throws {@link DemoError} If it says no. */
export async function runCheck(config: object): Promise<string> {
  const child = spawnNode([CONNECTOR, 'check', '--config', await writeJson('config-packed.json', config)]);
  child.stdin!.end();
  const { lines } = await finish(child, true);
  const messages = lines.map((line) => JSON.parse(line) as { connectionStatus?: { status: string; message?: string } });
  const status = messages.find(({ connectionStatus }) => connectionStatus)?.connectionStatus;
  if (status?.status !== 'SUCCEEDED') throw new DemoError(`check: ${status?.message ?? 'no answer'}`);
  return status.message ?? 'succeeded';
}

function spawnNode(parameters: readonly string[]): ChildProcess {
  return spawn(process.execPath, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
}

async function finish(
  child: ChildProcess,
  collect: boolean,
): Promise<{ code: number | null; lines: readonly string[] }> {
  const output = collect ? text(child.stdout!) : Promise.resolve('');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, lines: (await output).split('\n').filter((line) => line.startsWith('{')) };
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  for await (const chunk of stream.setEncoding('utf8')) all += String(chunk);
  return all;
}

/** Configurations hold secrets: only their owner may read them. */
async function writeJson(name: string, value: object): Promise<string> {
  const path = join(STATE_FOLDER, name);
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  return path;
}
