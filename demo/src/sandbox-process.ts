import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DemoError } from './demo-error';
import { DHIS2_METADATA, SANDBOX } from './places';

/** A sandbox DHIS2 in a process of its own. */
export interface SandboxProcess {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts the sandbox and waits until it listens.
 * @param folder - Where it keeps its data.
 * @throws {@link DemoError} If it ends before it listens.
 */
export async function startSandboxProcess(version: string, folder: string): Promise<SandboxProcess> {
  const child = spawn(
    process.execPath,
    [SANDBOX, '--version', version, '--port', '0', '--data', folder, '--metadata', DHIS2_METADATA],
    // DATABASE_URL is the warehouse; the sandbox would keep its own data there.
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DATABASE_URL: undefined } },
  );
  process.once('exit', () => child.kill()); // also when this process is told to end in the middle
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const address = /https?:\/\/\S+/.exec(line)?.[0];
      if (address) resolve(address.replace(/\/$/, ''));
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new DemoError(`The sandbox DHIS2 ended with code ${code} before it listened.\n${complaints.trim()}`)),
    );
  });
  return { url, close: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
