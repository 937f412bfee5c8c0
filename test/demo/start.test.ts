import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROJECT = join(__dirname, '../..');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-start-'));
});

afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm start` without the variables of whoever runs the test. */
function start(variables: Record<string, string> = {}): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, DEMO_FOLDER: folder, ...variables };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(PROJECT, 'demo/lib/start.js')], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T;
}

describe('npm start', () => {
  it('brings every value of the views into DHIS2, and finds nothing to do the second time', async () => {
    const first = await start();
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/write +packed .*\n +imported 2,902, updated 0, unchanged 0, rejected 0\n/);
    expect(first.stdout).toMatch(/write +grouped .*\n +imported 0, updated 0, unchanged 2,902, rejected 0\n/);
    expect(first.stdout).toMatch(/write +codes .*\n +imported 0, updated 0, unchanged 576, rejected 0\n/);
    expect(first.stdout).toMatch(/write +mistakes .*\n +imported 0, updated 0, unchanged 0, rejected 3\n/);
    for (const cause of ['bad-period', 'unknown-org-unit', 'value-not-of-type'])
      expect(first.stdout).toContain(`${cause} (E`);
    expect(first.stdout).toContain('2,902 of 2,902 cells hold what the views hold; 0 others');

    const second = await start();
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout.match(/imported 0, updated 0, unchanged/g)).toHaveLength(4);
    expect(second.stdout).toContain('2,902 of 2,902 cells hold what the views hold; 0 others');
  });

  it('uses the same settings as the files beside compose.yaml', async () => {
    const ours = await readJson<{ streams: unknown }>(join(folder, 'config-packed.json'));
    const theirs = await readJson<{ streams: unknown }>(join(PROJECT, 'demo/compose/destination.json'));
    expect(theirs.streams).toEqual(ours.streams);
    expect(await readJson(join(PROJECT, 'demo/compose/catalog.json'))).toEqual(
      await readJson(join(folder, 'catalog-packed.json')),
    );
  });

  it.each([
    ['a DHIS2 that does not answer', { DHIS2_URL: 'http://127.0.0.1:9', DHIS2_TOKEN: 'x' }, 'cannot be reached'],
    ['a DHIS2 without a sign-in', { DHIS2_URL: 'http://127.0.0.1:9' }, 'DHIS2_TOKEN, or DHIS2_USERNAME'],
    [
      'a warehouse that does not answer',
      { DATABASE_URL: 'postgres://me:secret@127.0.0.1:9/w' },
      'Is DATABASE_URL right?',
    ],
    ['a DATABASE_URL that is none', { DATABASE_URL: 'warehouse' }, 'is not an address'],
  ])('explains %s in one sentence, without a stack or a secret', async (_, variables, explanation) => {
    const { code, stderr } = await start(variables);
    expect(code).toBe(1);
    expect(stderr).toContain(explanation);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('secret');
  });

  it('leaves a folder alone that another run uses', async () => {
    await writeFile(join(folder, 'running.pid'), String(process.ppid));
    const { code, stderr } = await start();
    expect(code).toBe(1);
    expect(stderr).toContain(`process ${process.ppid}`);
    await rm(join(folder, 'running.pid'));
  });
});
