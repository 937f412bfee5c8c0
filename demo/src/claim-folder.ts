import { readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DemoError } from './demo-error';

/**
 * Claims the folder for this process: two runs on the same databases would spoil them.
 * @returns What gives the folder free.
 * @throws {@link DemoError} If a run that is still alive has it.
 */
export async function claimFolder(folder: string): Promise<{ close(): Promise<void> }> {
  const path = join(folder, 'running.pid');
  const owner = Number(await readFile(path, 'utf8').catch(() => ''));
  if (owner > 0 && owner !== process.pid && isAlive(owner)) {
    throw new DemoError(`Another run of the demo is going on (process ${owner}). Wait for it, or stop it.`);
  }
  await writeFile(path, String(process.pid));
  return { close: () => unlink(path) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
