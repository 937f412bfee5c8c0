import { setTimeout as wait } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { startTestSandbox } from '../support/sandbox';
import { countsOf, importValues, manyValues } from './payloads';

const SENT = 20_000;
const PAYLOAD = manyValues({ count: SENT, year: 2023 });

describe('a sandbox that is killed while it imports', () => {
  let sandbox: Sandbox;
  afterEach(() => sandbox.close());

  /** Kills the server as soon as something has happened, and returns how many values are stored then. */
  const killWhen = async (version: string, happened: () => Promise<boolean> | boolean): Promise<number> => {
    sandbox = await startTestSandbox({ version });
    sandbox.faults.msPerThousandValues = 100;
    const cut = expect(importValues(sandbox.url, PAYLOAD)).rejects.toThrow();
    while (!(await happened())) await wait(5);
    await sandbox.kill();
    await cut;
    await expect(fetch(sandbox.url)).rejects.toThrow();
    return (await sandbox.values()).length;
  };

  it('has stored whole batches of the payload up to 2.42, as transcript 530 found', async () => {
    const stored = await killWhen('2.42', async () => (await sandbox.values()).length > 0);
    expect(stored % 2_000).toBe(0);
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(SENT);
  });

  it('has stored nothing of it on 2.43', async () => {
    expect(await killWhen('2.43', () => sandbox.requests.some(({ values }) => values === SENT))).toBe(0);
  });

  it('takes the rest of the payload after a restart, under the same address', async () => {
    const stored = await killWhen('2.42', async () => (await sandbox.values()).length > 0);
    await sandbox.restart();
    sandbox.faults.msPerThousandValues = 0;
    const answer = await importValues(sandbox.url, PAYLOAD);
    expect(countsOf(answer)).toEqual({ imported: SENT - stored, updated: 0, ignored: stored, deleted: 0 });
  });
});
