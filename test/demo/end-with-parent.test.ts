import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const END_WITH_PARENT = join(__dirname, '../../demo/lib/end-with-parent.js');

const start = (program: string) =>
  spawn(process.execPath, ['--require', END_WITH_PARENT, '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });

describe('end-with-parent', () => {
  it('ends a process that would run for ever when its parent is gone', async () => {
    const child = start('console.log("up"); setInterval(() => {}, 1000)');
    await once(child.stdout, 'data');
    child.stdin.end(); // what the system does to the pipe of a parent that ends
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });

  it('lets a process that has done its work end before its parent', async () => {
    const child = start('console.log("done")');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
