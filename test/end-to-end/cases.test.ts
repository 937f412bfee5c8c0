import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state } from '../support/connector';
import { writeInProcess, type Outcome } from '../support/in-process';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

type Row = Readonly<Record<string, unknown>>;

const DISAGGREGATED = { element: 'deDISAG0001', period: '202307', orgUnit: 'ouFACIL0001' };

/** Views as people have them, each row a value that DHIS2 ought to hold in the end. */
describe.each(['2.41', '2.42', '2.43'] as const)('on DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  let combos: ReadonlyMap<string, string>;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
    combos = await optionCombos(sandbox.url);
  });
  afterEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  const write = (rows: readonly Row[], settings: object = {}): Promise<Outcome> => {
    const config = {
      base_url: sandbox.url,
      credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
      ...settings,
    };
    return writeInProcess({ config, lines: [...rows.map((row) => record(row)), state({ cursor: '1' })] });
  };

  /** `element.combo orgUnit period = value`, and what stands beside it. */
  const stored = async (): Promise<readonly string[]> => {
    const names = new Map([...combos].map(([name, uid]) => [uid, name]));
    const values = await sandbox.values();
    return values
      .map((each) => {
        const combo = names.get(each.categoryOptionCombo) ?? each.categoryOptionCombo;
        const notes = [each.comment ?? '', each.followUp ? 'follow up' : ''].filter((note) => note !== '').join(', ');
        return `${each.dataElement}.${combo} ${each.orgUnit} ${each.period} = ${each.value}${notes && ` (${notes})`}`;
      })
      .sort();
  };

  const counts = ({ states }: Outcome) => {
    const last = JSON.parse(states.at(-1) ?? '{}') as { state: { destinationStats: Record<string, number> } };
    return last.state.destinationStats;
  };

  test.each([true, false])("the headers of DHIS2's CSV are understood (case 06), preflight %s", async (preflight) => {
    const { element, period, orgUnit } = DISAGGREGATED;
    const csv = (catoptcombo: string, value: string): Row => ({
      ...{ dataelement: element, period, orgunit: orgUnit, catoptcombo: combos.get(catoptcombo) },
      ...{
        attroptcombo: combos.get('default'),
        value,
        strby: 'x',
        lstupd: '2023-08-01',
        cmt: 'checked',
        flwup: 'true',
      },
    });
    const outcome = await write([csv('Male', '3'), csv('Female', '9')], { preflight });
    expect(outcome.error).toBeUndefined();
    expect(await stored()).toEqual([
      'deDISAG0001.Female ouFACIL0001 202307 = 9 (checked, follow up)',
      'deDISAG0001.Male ouFACIL0001 202307 = 3 (checked, follow up)',
    ]);
    expect(counts(outcome)).toMatchObject({ recordCount: 2, rejectedRecordCount: 0 });
    expect(outcome.logs.join('\n')).toContain('Not used: strby, lstupd.');
  });

  test.each([
    ['without settings', {}],
    [
      'with some of them in the settings',
      {
        preflight: false,
        streams: [
          {
            stream: 'values',
            layout: 'long',
            columns: [
              { column: 'de', field: 'data_element' },
              { column: 'ou', field: 'org_unit' },
              { column: 'pe', field: 'period' },
            ],
          },
        ],
      },
    ],
  ])("PEPFAR's short names keep their combos (case 07), %s", async (_how, settings) => {
    const { element: de, orgUnit: ou } = DISAGGREGATED;
    const row = (coc: string, value: string): Row => ({
      ...{ de, pe: '202306', ou, coc: combos.get(coc), acoc: combos.get('default'), value },
    });
    const outcome = await write([row('Male', '1'), row('Female', '2')], settings);
    expect(outcome.error).toBeUndefined();
    expect(await stored()).toEqual([
      'deDISAG0001.Female ouFACIL0001 202306 = 2',
      'deDISAG0001.Male ouFACIL0001 202306 = 1',
    ]);
  });

  test("the names of DHIS2's analytics do, too", async () => {
    const { element: dx, orgUnit: ou } = DISAGGREGATED;
    const { error } = await write([
      { dx, pe: '202306', ou, co: combos.get('Male'), ao: combos.get('default'), value: 1 },
    ]);
    expect(error).toBeUndefined();
    expect(await stored()).toEqual(['deDISAG0001.Male ouFACIL0001 202306 = 1']);
  });

  const LONG = { data_set: 'dsMONTHLY01', data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', value: 12 };

  test('a long view with a column `payload` is long (case 09)', async () => {
    const payload = { resourceType: 'MeasureReport', status: 'complete' };
    const { error, logs } = await write([{ ...LONG, period: '202305', payload }]);
    expect(error).toBeUndefined();
    expect(await stored()).toEqual(['deINTEGER01.default ouFACIL0001 202305 = 12']);
    expect(logs.join('\n')).toContain('Not used: payload.');
  });

  test("the word default, and blanks, are the server's default combo (case 13)", async () => {
    const row = { ...LONG, period: '202202' };
    const outcome = await write([
      { ...row, category_option_combo: 'default' },
      { ...row, org_unit: 'ouFACIL0002', category_option_combo: ' ', attribute_option_combo: 'DEFAULT' },
    ]);
    expect(counts(outcome)).toMatchObject({ recordCount: 2, rejectedRecordCount: 0 });
    expect(await stored()).toEqual([
      'deINTEGER01.default ouFACIL0001 202202 = 12',
      'deINTEGER01.default ouFACIL0002 202202 = 12',
    ]);
  });

  test('an infinite date is named as one, and period_from is not advised where it is set (case 15)', async () => {
    const streams = [{ stream: 'values', period_from: { column: 'd', period_type: 'Monthly' } }];
    const { logs } = await write([{ ...LONG, d: 'infinity' }], { streams, max_rejected_percent: 100 });
    const text = logs.join('\n');
    expect(text).toContain('The date in d is infinity, which is in no period.');
    expect(text).not.toContain('can be used with `period_from`');
    expect(text).toContain('leave rows with infinity');
  });

  test('a delete with its key alone that comes first decides nothing, and holds back the state behind it', async () => {
    const outcome = await write(
      [
        { id: 1, _ab_cdc_deleted_at: '2025-01-01T00:00:00Z' },
        { data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', period: '202305' },
        { ...LONG, period: '202305' },
      ],
      { max_rejected_percent: 100 },
    );
    expect(outcome.error).toBeUndefined();
    expect(await stored()).toEqual(['deINTEGER01.default ouFACIL0001 202305 = 12']);
    expect(counts(outcome)).toMatchObject({ recordCount: 2, rejectedRecordCount: 1 });
    expect(outcome.logs.join('\n')).toContain('sent its key alone');
  });

  test('rows that never tell what they are end the sync, and no state leaves', async () => {
    const { error, states } = await write([{ facility: 'x' }, { facility: 'y', cases: 3 }]);
    expect(String(error)).toContain('Columns found: facility, cases.');
    expect(states).toEqual([]);
  });

  test('a stream has id schemes of its own, and near names are told', async () => {
    const streams = [{ stream: 'values', id_schemes: { org_unit: 'Code', data_element: 'name' } }];
    const settings = { streams, max_rejected_percent: 100 };
    const row = { ...LONG, org_unit: 'f1', data_element: 'Malaria\u00a0cases', period: '202305' };
    const { logs } = await write(
      [row, { ...row, data_element: 'Malarya cases' }, { ...row, org_unit: 'ouFACIL0001' }],
      settings,
    );
    expect(await stored()).toEqual(['deINTEGER01.default ouFACIL0001 202305 = 12']);
    expect(logs.join('\n')).toContain('Did you mean Malaria cases (deINTEGER01)?');
    expect(logs.join('\n')).toContain('`ouFACIL0001` is the UID of Facility One: the scheme of org_unit is code.');
  });
});

/** Option combos have other UIDs in each version. */
async function optionCombos(url: string): Promise<ReadonlyMap<string, string>> {
  const authorization = `Basic ${Buffer.from(`connector:${PASSWORDS.connector}`).toString('base64')}`;
  const reply = await fetch(`${url}/api/categoryOptionCombos?fields=id,name&paging=false`, {
    headers: { authorization },
  });
  const { categoryOptionCombos } = (await reply.json()) as { categoryOptionCombos: { id: string; name: string }[] };
  return new Map(categoryOptionCombos.map(({ id, name }) => [name, id]));
}
