import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONNECTOR, STATE_FOLDER } from './places';

/** A process that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs one of the connector's commands to its end.
 * @param config - Path of the configuration.
 */
export async function runConnector(command: string, config: string, more: readonly string[] = []): Promise<Ended> {
  const child = spawnNode([CONNECTOR, command, '--config', config, ...more]);
  child.stdin!.end();
  return finish(child);
}

/** Starts a Node.js program with its three streams as pipes. */
export function spawnNode(parameters: readonly string[]): ChildProcess {
  return spawn(process.execPath, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Waits for the end, keeping what the process prints, except for a stdout that is piped elsewhere. */
export async function finish(child: ChildProcess, { stdout = true } = {}): Promise<Ended> {
  const printed = [stdout ? text(child.stdout!) : '', text(child.stderr!)] as const;
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: await printed[0], stderr: await printed[1] };
}

/** Writes a JSON file into the demo's folder. Configurations hold secrets: only their owner may read them. */
export async function writeJson(name: string, value: object): Promise<string> {
  const path = join(STATE_FOLDER, name);
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  return path;
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  for await (const chunk of stream.setEncoding('utf8')) all += String(chunk);
  return all;
}
