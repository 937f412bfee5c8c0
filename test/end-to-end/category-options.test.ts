import type { Sandbox } from '../../sandbox/src/sandbox';
import { prepareJob, record, start } from '../support/connector';
import { sampled } from '../support/sample';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

const GROUP = { org_unit: 'ouFACIL0001', data_set: 'dsMONTHLY01' };
const ROWS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['long', { ...GROUP, period: '202501', data_element: 'deDISAG0001', sex: 'Male', value: 1 }],
  ['long', { ...GROUP, period: '202501', data_element: 'deINTEGER01', sex: null, value: 2 }],
  ['long', { ...GROUP, period: '202501', data_element: 'deDISAG0001', sex: 'Femal', value: 3 }],
  ['wide', { ...GROUP, period: '202502', men: 4, women: 5 }],
  [
    'packaged',
    { ...GROUP, period: '202503', payload: [{ dataElement: 'deDISAG0001', categoryOptions: ['Female'], value: 6 }] },
  ],
  [
    'packaged',
    {
      org_unit: 'ouFACIL0001',
      period: '202503',
      payload: {
        dataSet: 'dsATTRIB001',
        attributeOptions: ['Partner B'],
        dataValues: [{ dataElement: 'deATTRIB001', value: 7 }],
      },
    },
  ],
];

const STREAMS = [
  { stream: 'long', columns: [{ column: 'sex', field: 'category_option' }] },
  {
    stream: 'wide',
    indicators: [
      { column: 'men', data_element: 'deDISAG0001', category_options: ['Male'] },
      { column: 'women', data_element: 'deDISAG0001', category_options: ['Female'] },
    ],
  },
];

describe.each(sampled(['2.41', '2.42', '2.43'] as const))('category options on DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
  });
  afterAll(() => sandbox.close());

  test('are stored on the combo that they make, in every layout; a row of an unknown one is refused', async () => {
    const job = prepareJob(
      {
        base_url: sandbox.url,
        credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
        id_schemes: { category_option: 'NAME' },
        streams: STREAMS,
        max_rejected_percent: 50,
      },
      ['long', 'wide', 'packaged'],
    );
    const { child, ended: running } = start(['write', ...job.args]);
    child.stdin.end(ROWS.map(([stream, data]) => `${record(data, stream)}\n`).join(''));
    const ended = await running.finally(() => job.remove());
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const stored = await sandbox.values();
    const cells = stored.map((each) =>
      [each.dataElement, each.categoryOptionCombo, each.attributeOptionCombo, each.value].join(' '),
    );
    expect(cells.sort()).toEqual([
      'deATTRIB001 HllvX50cXC0 F6OtOnQyYW6 7',
      'deDISAG0001 ZuZjAFjA9gY HllvX50cXC0 1',
      'deDISAG0001 ZuZjAFjA9gY HllvX50cXC0 4',
      'deDISAG0001 pStZ6M58tUx HllvX50cXC0 5',
      'deDISAG0001 pStZ6M58tUx HllvX50cXC0 6',
      'deINTEGER01 HllvX50cXC0 HllvX50cXC0 2',
    ]);
    expect(ended.stdout).toContain('DHIS2 has no category option with the name `Femal`');
    expect(ended.stdout).toContain('Did you mean FEMALE');
  });
});
