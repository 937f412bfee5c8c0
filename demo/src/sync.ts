import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describeProgress, type WriteResult, readConnectorOutput } from './connector-output';
import { finish, runConnector, spawnNode, writeJson } from './connector-process';
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
 * @param progress - Is told each state that the connector gives back, as it comes.
 * @throws {@link DemoError} If either of them fails.
 */
export async function runSync(plan: SyncPlan, progress: (text: string) => void): Promise<SyncResult> {
  const config = await writeJson(`config-${plan.name}.json`, plan.config);
  const catalog = await writeJson(`catalog-${plan.name}.json`, plan.catalog);
  const sourceConfig = await writeJson('source.json', { database_url: plan.databaseUrl });
  const startedAt = performance.now();
  const source = spawnNode([SOURCE, 'read', '--config', sourceConfig, '--catalog', catalog]);
  const connector = spawnNode([CONNECTOR, 'write', '--config', config, '--catalog', catalog]);
  connector.stdin!.on('error', () => {}); // it ended early: its exit code and trace say why
  source.stdout!.pipe(connector.stdin!);
  source.stdin!.end();
  const lines: string[] = [];
  createInterface({ input: connector.stdout! }).on('line', (line) => {
    if (!isMessage(line)) return;
    lines.push(line);
    const text = describeProgress(line);
    if (text !== undefined) progress(text);
  });
  const [read, written] = await Promise.all([finish(source, { stdout: false }), finish(connector, { stdout: false })]);
  const result = readConnectorOutput(lines);
  await writeFile(join(STATE_FOLDER, `log-${plan.name}.txt`), `${result.log.join('\n')}\n`);
  if (written.code !== 0) throw new DemoError(`The connector failed: ${result.failure ?? `exit code ${written.code}`}`);
  if (read.code !== 0) throw new DemoError(`The Postgres source failed: ${read.stderr.trim()}`);
  return { ...result, seconds: (performance.now() - startedAt) / 1000 };
}

/** Runs `destination-dhis2 check`. @returns What it says of the connection. @throws {@link DemoError} If it says no. */
export async function runCheck(name: string, config: object): Promise<string> {
  const { stdout } = await runConnector('check', await writeJson(`config-${name}.json`, config));
  const messages = stdout
    .split('\n')
    .filter(isMessage)
    .map((line) => JSON.parse(line) as { connectionStatus?: ConnectionStatus });
  const status = messages.find(({ connectionStatus }) => connectionStatus)?.connectionStatus;
  if (status?.status !== 'SUCCEEDED') throw new DemoError(`check: ${status?.message ?? 'no answer'}`);
  return status.message ?? 'succeeded';
}

interface ConnectionStatus {
  readonly status: string;
  readonly message?: string;
}

function isMessage(line: string): boolean {
  return line.startsWith('{');
}
