import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { basic, RECORDED_METADATA, startTestSandbox } from '../support/sandbox';
import { ask, countsOf, importValues, manyValues } from './payloads';

const MAIN = join(__dirname, '..', '..', 'sandbox', 'lib', 'main.js');
const headers = { authorization: basic('connector') };

describe('starting the sandbox', () => {
  it('from the command line prints the address that it then answers at, and ends when it is told to', async () => {
    const options = [
      '--version',
      '2.43',
      '--port',
      '0',
      '--metadata',
      RECORDED_METADATA,
      '--password',
      'connector=Connector1!',
    ];
    const child = spawn(process.execPath, [MAIN, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { body } = await ask(`${url}/api/system/info?fields=version`, { headers });
    expect(body).toEqual({ version: '2.43.1' });
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });

  it.each([
    ['its port is taken', (port: string) => ['--metadata', RECORDED_METADATA, '--port', port], 'EADDRINUSE'],
    ['there is no such metadata', () => ['--metadata', '/nowhere.json', '--port', '0'], 'ENOENT'],
  ])('from the command line ends with what is wrong when %s', async (_, options, message) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    const child = spawn(process.execPath, [MAIN, ...options(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
    const lines = createInterface(child.stderr);
    const [[line], [code]] = (await Promise.all([once(lines, 'line'), once(child, 'exit')])) as [[string], [number]];
    expect({ line, code }).toEqual({ line: expect.stringContaining(message) as string, code: 1 });
    other.close();
  });

  it('under a context path answers there, and sends to the login page there', async () => {
    const sandbox = await startTestSandbox({ version: '2.42', contextPath: '/dhis' });
    expect(sandbox.url).toMatch(/\/dhis$/);
    expect(countsOf(await importValues(sandbox.url, manyValues({ count: 1, year: 2023 }))).imported).toBe(1);
    expect((await ask(`${sandbox.url}/api/me`)).headers.get('location')).toBe(`${sandbox.url}/dhis-web-login/`);
    const outside = sandbox.url.replace('/dhis', '');
    expect((await ask(`${outside}/api/me`, { headers })).status).not.toBe(200);
    await sandbox.close();
  });

  it('may tell of another version than the one that it answers as', async () => {
    const sandbox = await startTestSandbox({ version: '2.41', reportedVersion: '2.40.3' });
    const { body } = await ask(`${sandbox.url}/api/system/info?fields=version`, { headers });
    expect(body).toEqual({ version: '2.40.3' });
    await sandbox.close();
  });

  it('as a version that was not recorded is refused', async () => {
    await expect(startTestSandbox({ version: '2.38' })).rejects.toThrow('2.38 was not recorded');
  });
});
