import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CONNECTOR = join(__dirname, '../../bin/destination-dhis2');
const CATALOG = { streams: [{ stream: { name: 'views', json_schema: {} }, destination_sync_mode: 'append' }] };

interface Ended {
  readonly code: number | null;
  readonly lines: readonly { readonly type: string; readonly [key: string]: unknown }[];
  readonly stderr: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [CONNECTOR, ...args], { env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      resolve({ code, lines: lines.map((line) => JSON.parse(line) as Ended['lines'][number]), stderr });
    });
  });
  return { child, ended };
}

/** A DHIS2 that takes requests and never answers. */
async function silentServer(onRequest: () => void): Promise<Server> {
  const server = createServer(onRequest);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('the executable', () => {
  let folder: string;
  let catalog: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'main-'));
    catalog = await file('catalog.txt', CATALOG);
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function file(name: string, content: unknown): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  const settings = (port: number): object => ({
    base_url: `http://127.0.0.1:${port}`,
    credentials: { auth_type: 'personal_access_token', token: 'd2p_hunter2' },
  });

  it.each([
    ['no command', [], 'no command was given'],
    ['an unknown command', ['wrote'], "unknown command 'wrote' (Did you mean write?). See --help."],
    ['an unknown option', ['spec', '--loud'], "unknown option '--loud'"],
    ['a missing option', ['write', '--config', 'x'], "required option '--catalog <file>' not specified"],
    [
      'a file that is not there',
      ['write', '--config', '/nowhere', '--catalog', '/nowhere'],
      '--config names cannot be read',
    ],
    ['discover without settings', ['discover', '--config', '/nowhere'], '--config names cannot be read'],
  ])('answers %s with one TRACE, exit code 1 and nothing on stderr', async (_, args, message) => {
    const { code, lines, stderr } = await start(args).ended;
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      type: 'TRACE',
      trace: {
        type: 'ERROR',
        error: { message: expect.stringContaining(message) as string, failure_type: 'config_error' },
      },
    });
  });

  it('quotes nothing of settings or a catalog that are no JSON', async () => {
    const bad = await file('bad.txt', 'module.exports = "hunter2"');
    const good = await file('config.json', settings(1));
    for (const args of [
      ['write', '--config', bad, '--catalog', catalog],
      ['write', '--config', good, '--catalog', bad],
      ['check', '--config', bad],
    ]) {
      const { lines, stderr } = await start(args).ended;
      expect(stderr).toBe('');
      expect(JSON.stringify(lines)).toMatch(/is not JSON from line 1, column 1 on/);
      expect(JSON.stringify(lines)).not.toContain('hunter2');
    }
  });

  it.each([[['--config', '/nowhere']], [['--config']], [[]]])(
    'answers check with one CONNECTION_STATUS and exit code 0, whatever is wrong (%j)',
    async (options) => {
      const { code, lines } = await start(['check', ...options]).ended;
      expect({ code, types: lines.map(({ type }) => type) }).toEqual({ code: 0, types: ['CONNECTION_STATUS'] });
      expect(lines[0]).toMatchObject({ connectionStatus: { status: 'FAILED' } });
    },
  );

  it('prints its help for people on stdout', async () => {
    const child = spawn(process.execPath, [CONNECTOR, '--help']);
    let text = '';
    for await (const part of child.stdout) text += String(part);
    for (const command of ['spec', 'check', 'discover', 'write', 'lookup', 'authorize', 'register-client']) {
      expect(text).toContain(command);
    }
  });

  it("keeps Node.js's own warnings off stderr", async () => {
    const { code, stderr } = await start(['spec'], {
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      NODE_OPTIONS: '--pending-deprecation',
    }).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('ends a sync on SIGTERM within 10 seconds, though DHIS2 is silent and stdin open', async () => {
    let asked = (): void => undefined;
    const firstRequest = new Promise<void>((resolve) => (asked = resolve));
    const server = await silentServer(() => asked());
    try {
      const { port } = server.address() as AddressInfo;
      const config = await file('silent.json', settings(port));
      const { child, ended } = start(['write', '--config', config, '--catalog', catalog]);
      await firstRequest;
      const signalled = performance.now();
      child.kill('SIGTERM');
      const end = await ended;
      expect({ code: end.code, stderr: end.stderr }).toEqual({ code: 143, stderr: '' });
      expect(performance.now() - signalled).toBeLessThan(10_000);
      const traces = end.lines.filter(({ type }) => type === 'TRACE');
      expect(traces).toMatchObject([
        {
          trace: {
            error: { failure_type: 'transient_error', message: expect.stringContaining('asked to stop') as string },
          },
        },
      ]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('ends without a word when nobody reads its output', async () => {
    const child = spawn(process.execPath, [CONNECTOR, 'spec']);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });
});
