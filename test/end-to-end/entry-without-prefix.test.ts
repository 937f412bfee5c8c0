import { record, state } from '../support/connector';
import { writeInProcess, type Outcome } from '../support/in-process';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

const ROW = { data_set: 'dsMONTHLY01', data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', period: '202110' };
const ENTRY = { stream: 'mv', columns: [{ column: 'confirmed', field: 'value' }] };

test.each(['2.41', '2.42', '2.43'] as const)(
  'an entry of `streams` without the prefix that the connection got later stores nothing under a wrong name, with DHIS2 %s',
  async (version) => {
    const sandbox = await startTestSandbox({ version });
    const write = (streams: readonly object[]): Promise<Outcome> => {
      const credentials = { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector };
      const lines = [record({ ...ROW, value: 100, confirmed: 7 }, 'hmis_mv'), state(1, 'hmis_mv')];
      return writeInProcess({ config: { base_url: sandbox.url, credentials, streams }, streams: ['hmis_mv'], lines });
    };
    const stored = async (): Promise<(string | null)[]> => (await sandbox.values()).map(({ value }) => value);
    try {
      const refused = await write([ENTRY]);
      expect(refused.error).toMatchObject({
        failureType: 'config_error',
        message: expect.stringMatching(/for mv fits no stream .* stream hmis_mv .*\{"stream": "hmis_mv"\}/) as unknown,
      });
      expect([refused.states, await stored()]).toEqual([[], []]);
      // The two ways out that it names.
      expect((await write([{ ...ENTRY, stream: 'hmis_mv' }])).error).toBeUndefined();
      expect(await stored()).toEqual(['7']);
      expect((await write([ENTRY, { stream: 'hmis_mv' }])).error).toBeUndefined();
      expect(await stored()).toEqual(['100']);
    } finally {
      await sandbox.close();
    }
  },
);
