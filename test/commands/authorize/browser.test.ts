import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '../../../src/commands/authorize/browser';
import { startServer } from '../../dhis2/support/server';
import { folderOfEachTest } from '../../support/folder';

describe('opening a browser', () => {
  const folder = folderOfEachTest();

  test.each([
    ['linux', 'xdg-open', 1],
    ['darwin', 'open', 1],
    ['win32', 'rundll32', 2],
  ] as const)('hands the address on %s to %s as one argument', async (platform, command, position) => {
    let visited: (path: string) => void = () => undefined;
    const visit = new Promise<string>((resolve) => (visited = resolve));
    const server = await startServer((request, response) => {
      response.end();
      visited(request.path);
    });
    const script = `#!${process.execPath}\nrequire('node:http').get(process.argv[${position + 1}]);\n`;
    writeFileSync(join(folder(), command), script, { mode: 0o755 });
    openBrowser(`${server.url}/oauth2/authorize?a=1&b=$(id)`, { platform, env: { PATH: folder() } });
    expect(await visit).toBe('/oauth2/authorize?a=1&b=$(id)');
    await server.close();
  });

  test('does without where there is none', async () => {
    openBrowser('http://127.0.0.1/', { platform: 'linux', env: { PATH: folder() } });
    // The error of a program that is not there comes in a later turn; unheard, it would end the process.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(process.exitCode).toBeUndefined();
  });
});
