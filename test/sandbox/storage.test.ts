import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { omit } from 'lodash';
import { basic, recordedMetadata, startTestSandbox } from '../support/sandbox';
import { ask, countsOf, importValues, manyValues } from './payloads';

describe('what the sandbox keeps', () => {
  it('is there again when it is started on the same folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    const first = await startTestSandbox({ dataDir: folder });
    await importValues(first.url, manyValues({ count: 100, year: 2023 }));
    await first.close();
    const second = await startTestSandbox({ dataDir: folder });
    expect(countsOf(await importValues(second.url, manyValues({ count: 100, year: 2023 })))).toMatchObject({
      imported: 0,
      ignored: 100,
    });
    await second.close();
    rmSync(folder, { recursive: true });
  });

  it('is gone after a reset', async () => {
    const sandbox = await startTestSandbox();
    await importValues(sandbox.url, manyValues({ count: 100, year: 2023 }));
    await sandbox.reset();
    expect(await sandbox.values()).toEqual([]);
    expect(sandbox.requests).toEqual([]);
    await sandbox.close();
  });

  it('makes the option combos of a category combo that comes without', async () => {
    const metadata = omit(recordedMetadata(), 'categoryOptionCombos');
    const sandbox = await startTestSandbox({ metadata });
    const answer = await ask(`${sandbox.url}/api/categoryCombos/ccPARTN0001?fields=categoryOptionCombos[name]`, {
      headers: { authorization: basic('connector') },
    });
    const { categoryOptionCombos } = answer.body as { categoryOptionCombos: readonly { name: string }[] };
    expect(categoryOptionCombos.map(({ name }) => name).sort()).toEqual(['Partner A', 'Partner B', 'Partner Old']);
    await sandbox.close();
  });

  it('takes 10,000 more org units and still answers for one of them', async () => {
    const metadata = recordedMetadata();
    const units = Array.from({ length: 10_000 }, (_, i) => ({
      id: `ouMANY${String(i).padStart(5, '0')}`,
      code: `MANY_${i}`,
      name: `Many ${i}`,
      parent: { id: 'ouDISTR0002' },
      openingDate: '2000-01-01T00:00:00.000',
    }));
    metadata['organisationUnits']?.push(...units);
    const sandbox = await startTestSandbox({ metadata });
    const filter = 'filter=code:in:[MANY_9999]&fields=id,path&paging=false';
    const { body } = await ask(`${sandbox.url}/api/organisationUnits?${filter}`, {
      headers: { authorization: basic('connector') },
    });
    expect(body).toEqual({ organisationUnits: [{ id: 'ouMANY09999', path: '/ouROOT00001/ouDISTR0002/ouMANY09999' }] });
    await sandbox.close();
  });
});
