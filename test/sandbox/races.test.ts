import { meeting } from '../../sandbox/src/faults';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { startTestSandbox } from '../support/sandbox';
import { countsOf, importValues, manyValues } from './payloads';
import type { Answer } from './payloads';

const LANES = 4;

const lanesAtOnce = (sandbox: Sandbox, year: number): Promise<readonly Answer[]> =>
  Promise.all(
    Array.from({ length: LANES }, (_, lane) =>
      importValues(sandbox.url, manyValues({ count: 100, year, lane, lanes: LANES })),
    ),
  );

const storedBy = (answers: readonly Answer[]): number =>
  answers.map(countsOf).reduce((sum, { imported, updated }) => sum + imported + updated, 0);

describe.each(['2.42', '2.43'])('imports beside each other on %s', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  it('lose values when they use a period first, with races on', async () => {
    sandbox.faults.races = true;
    sandbox.faults.raceWindow = meeting(LANES);
    const answers = await lanesAtOnce(sandbox, 2023);
    const stored = (await sandbox.values()).length;
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(LANES * 100);
    expect(storedBy(answers)).toBe(stored);
  });

  it('lose nothing once the period was introduced', async () => {
    sandbox.faults.races = true;
    await importValues(sandbox.url, manyValues({ count: 1, year: 2023 }));
    const answers = await lanesAtOnce(sandbox, 2023);
    expect((await sandbox.values()).length).toBe(LANES * 100);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('wait for each other with races off', async () => {
    expect(storedBy(await lanesAtOnce(sandbox, 2023))).toBe(LANES * 100);
  });
});

describe('imports beside each other on 2.41', () => {
  it('lose nothing even with races on, since they wait for each other', async () => {
    const sandbox = await startTestSandbox({ version: '2.41' });
    sandbox.faults.races = true;
    expect(storedBy(await lanesAtOnce(sandbox, 2023))).toBe(LANES * 100);
    await sandbox.close();
  });
});
