import { tryOneValue } from '../../../src/commands/check/trial';
import type { Client } from '../../../src/dhis2/client';

const combos = (count: number): object => ({ categoryOptionCombos: [{ id: 'coc1' }, { id: 'coc2' }].slice(0, count) });

/** What comes of a test value in a data set with so many attribute option combos, when DHIS2 answers with the code. */
async function trialOf(errorCode: string, optionCombos: number): Promise<unknown> {
  const dataSet = {
    categoryCombo: combos(optionCombos),
    dataSetElements: [{ dataElement: { id: 'de1', valueType: 'INTEGER', categoryCombo: combos(1) } }],
    organisationUnits: [{ id: 'ou1', path: '/ou1', openingDate: '2000-01-01T00:00:00.000' }],
  };
  const response = {
    status: 'ERROR',
    importCount: { imported: 0, updated: 0, ignored: 1, deleted: 0 },
    conflicts: [{ value: 'text of DHIS2', errorCode, indexes: [0] }],
    rejectedIndexes: [0],
  };
  const client = {
    get: () => Promise.resolve({ status: 200, body: dataSet }),
    dryRun: () => Promise.resolve({ kind: 'answered', status: 409, body: { httpStatusCode: 409, response } }),
  } as unknown as Client;
  return tryOneValue(client, [{ id: 'ds1', periodType: 'Monthly' }], { orgUnits: ['ou1'], today: '2026-11-23' });
}

describe('the verdict on the test value', () => {
  test.each(['E7640', 'E7639', 'E8025', 'E8030'])('leaves open what is of the moment or the cell: %s', async (code) => {
    const trial = await trialOf(code, 1);
    const says = expect.stringMatching(`has the cell closed.*period 202610; ${code}`) as string;
    expect(trial).toEqual({ kind: 'unsure', warning: says });
  });

  test.each(['E7615', 'E7616', 'E8012', 'E8023'])(
    'leaves open whether the user may write to another option combo: %s',
    async (code) => {
      const says = expect.stringMatching(`refuses one of several option combos.*${code}.*may not write`) as string;
      expect(await trialOf(code, 2)).toEqual({ kind: 'unsure', warning: says });
      expect(await trialOf(code, 1)).toMatchObject({ kind: 'refused' });
    },
  );

  test('is a problem whatever the combo where the data set itself is closed to the user', async () => {
    const says = expect.stringContaining('with E8010. ') as string;
    expect(await trialOf('E8010', 2)).toEqual({ kind: 'refused', problem: says });
  });
});
