import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DemoError } from './demo-error';
import { DHIS2_METADATA, END_WITH_PARENT, SANDBOX } from './places';

/** A sandbox DHIS2 in a process of its own, which ends with this one. */
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
    [
      '--require',
      END_WITH_PARENT,
      SANDBOX,
      '--version',
      version,
      '--port',
      '0',
      '--data',
      folder,
      '--metadata',
      DHIS2_METADATA,
    ],
    // DATABASE_URL is the warehouse; the sandbox would keep its own data there.
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, DATABASE_URL: undefined } },
  );
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
  const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await once(child, 'exit');
  clearTimeout(impatience);
}
