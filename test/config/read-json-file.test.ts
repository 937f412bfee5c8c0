import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJsonFile } from '../../src/config/read-json-file';

describe('readJsonFile', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'catalog-'))));
  afterAll(() => rm(folder, { recursive: true }));

  it('reads a file of any name', async () => {
    const path = join(folder, 'catalog.txt');
    await writeFile(path, JSON.stringify({ streams: [] }));
    expect(await readJsonFile(path, 'catalog')).toEqual({ streams: [] });
  });

  it('says which option names a file that is not there', async () => {
    await expect(readJsonFile(join(folder, 'none'), 'catalog')).rejects.toThrow(
      /--catalog names cannot be read \(ENOENT\)/,
    );
  });

  it('quotes nothing of a file that is no JSON', async () => {
    const path = join(folder, 'bad.txt');
    await writeFile(path, 'password=hunter2');
    await expect(readJsonFile(path, 'catalog')).rejects.toThrow(
      /^The file that --catalog names is not JSON from line 1, column 1 on\. Look there/,
    );
  });
});
