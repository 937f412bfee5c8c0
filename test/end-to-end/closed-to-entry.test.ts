import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state } from '../support/connector';
import { writeInProcess } from '../support/in-process';
import { sampled } from '../support/sample';
import { basic, PASSWORDS, startTestSandbox } from '../support/sandbox';

/** What depends on the clock, on approvals and on the user's rights: no preflight tells of it, DHIS2 does. */
const ROWS = [
  { data_set: 'dsAPPROV001', data_element: 'deAPPROV001', org_unit: 'ouFACIL0001', period: '202401', value: '5' },
  { data_set: 'dsAPPROV001', data_element: 'deAPPROV001', org_unit: 'ouFACIL0001', period: '202402', value: '6' },
  { data_set: 'dsEXPIRED01', data_element: 'deEXPIRED01', org_unit: 'ouFACIL0001', period: '202401', value: '5' },
  { data_set: 'dsMONTHLY01', data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', period: '202401', value: '7' },
  { data_set: 'dsMONTHLY01', data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', period: '202712', value: '7' },
  { data_set: 'dsMONTHLY01', data_element: 'deINTEGER01', org_unit: 'ouFACIL0002', period: '202401', value: '7' },
  { data_set: 'dsMONTHLY01', data_element: 'deINTEGER01', org_unit: 'ouCLOSED001', period: '202401', value: '7' },
  { data_set: 'dsNOSHARE01', data_element: 'deNOSHARE01', org_unit: 'ouFACIL0001', period: '202401', value: '7' },
];

/** Line of the refused row → DHIS2's code; up to 2.42 a row of a closed org unit (line 7) is stored. */
const REFUSED = {
  '2.41': { 1: 'E7642', 3: 'E7640', 5: 'E7641', 8: 'E7601' },
  '2.42': { 1: 'E7642', 3: 'E7640', 5: 'E7641', 8: 'E7601' },
  '2.43': { 1: 'E8033', 3: 'E8030', 5: 'E8030', 7: 'E8031', 8: 'E8010' },
} as const;

describe.each(sampled(['2.41', '2.42', '2.43'] as const))('rows that DHIS2 %s is closed to', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  /** A stored value of the first row's cell, approved by the admin (recorded exchanges 294, 295). */
  const approve = async (): Promise<void> => {
    const headers = { authorization: basic('admin'), 'content-type': 'application/json', accept: 'application/json' };
    const dataValues = [
      { dataElement: 'deAPPROV001', period: '202401', orgUnit: 'ouFACIL0001', value: '1', dataSet: 'dsAPPROV001' },
    ];
    const body = JSON.stringify({ dataSet: 'dsAPPROV001', dataValues });
    await fetch(`${sandbox.url}/api/dataValueSets`, { method: 'POST', headers, body });
    const approval = '/api/dataApprovals?wf=wfAPPROV001&pe=202401&ou=ouFACIL0001';
    expect((await fetch(sandbox.url + approval, { method: 'POST', headers })).ok).toBe(true);
  };

  test.each(['packed', 'grouped'])(
    'are refused by name in %s requests, and the rows around them are stored',
    async (shape) => {
      await approve();
      const { error, logs, states } = await writeInProcess({
        config: {
          base_url: sandbox.url,
          credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
          request_shape: shape,
        },
        lines: [...ROWS.map((row) => record(row)), state('end')],
      });
      expect(error).toBeUndefined();
      const refused = logs.flatMap((line) => {
        const [, at, code] = /^WARN Row refused: .*line (\d+) .* — [a-z-]+ \((E\d+)\), DHIS2: /.exec(line) ?? [];
        return at === undefined ? [] : [[at, code]];
      });
      expect(Object.fromEntries(refused)).toEqual(REFUSED[version]);
      const count = Object.keys(REFUSED[version]).length;
      expect(states.join()).toContain(`"rejectedRecordCount":${count}`);
      const approved = (await sandbox.values()).find(
        (each) => each.dataElement === 'deAPPROV001' && each.period === '202401',
      );
      expect([(await sandbox.values()).length, approved?.value]).toEqual([ROWS.length - count + 1, '1']);
    },
  );
});
