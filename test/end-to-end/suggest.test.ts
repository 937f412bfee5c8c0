import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { prepareJob, record, start } from '../support/connector';
import { type PeopleRun, settingsFolder, type SettingsFolder, startForPeople } from '../support/people';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

type Row = Record<string, unknown>;

/** One indicator a column, names where ids are due, dates in place of periods. */
const WIDE: readonly Row[] = ['Facility One', 'Facility Two', 'Facilty Two'].flatMap((facility) =>
  [1, 2].map((month) => ({
    facility,
    report_month: `2025-0${month}-01`,
    malaria_cases: 3 * month,
    visits_male: month + 1,
    visits_female: month + 2,
    loaded_at: '2025-04-01T00:00:00',
  })),
);
/** As DATIM and DHIS2's own tables call their columns, with codes. */
const DATIM: readonly Row[] = [
  ['DE_INT', 'F1', 'default', '5'],
  ['DE_SEX', 'F2', 'COC_MALE', '6'],
].map(([element, orgUnit, combo, value]) => ({
  'Data Element': element,
  Period: '202501',
  'Organisation Unit': orgUnit,
  'Category Option Combination': combo,
  'Attribute Option Combination': 'default',
  Value: value,
}));
/** Own names for everything; a column for the disaggregation. */
const OWN: readonly Row[] = [
  { facility_code: 'F1', indicator: 'Malaria cases', month: '2025-01-01', sex: null, total: 3 },
  { facility_code: 'F2', indicator: 'Visits by sex', month: '2025-02-01', sex: 'Male', total: 4 },
];
/** The README's own view: it needs nothing. */
const PLAIN: readonly Row[] = [
  { data_set: 'dsMONTHLY01', data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', period: '202501', value: 12 },
  { data_set: 'dsMONTHLY01', data_element: 'deINTEGER01', org_unit: 'Kando HC', period: '202501', value: 7 },
];

describe('suggest', () => {
  let sandbox: Sandbox;
  let folder: SettingsFolder;
  let settings: Record<string, unknown>;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    folder = settingsFolder();
    const credentials = { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector };
    settings = { base_url: sandbox.url, credentials, max_rejected_percent: 100 };
  });
  beforeEach(() => sandbox.reset());
  afterAll(async () => {
    folder.remove();
    await sandbox.close();
  });

  const suggest = async (rows: readonly Row[], ...more: readonly string[]): Promise<PeopleRun> => {
    const config = folder.write('config.json', settings);
    const { child, ended } = startForPeople(['suggest', '--config', config, ...more]);
    child.stdin?.end(rows.map((row) => `${record(row, 'mv')}\n`).join(''));
    return ended;
  };
  const storedWith = async (streams_text: string, rows: readonly Row[]): Promise<string[]> => {
    const job = prepareJob({ ...settings, streams_text }, ['mv']);
    const { child, ended } = start(['write', ...job.args]);
    child.stdin.end(rows.map((row) => `${record(row, 'mv')}\n`).join(''));
    expect(await ended.finally(() => job.remove())).toMatchObject({ code: 0 });
    const values = await sandbox.values();
    return values.map((each) =>
      [each.dataElement, each.categoryOptionCombo, each.orgUnit, each.period, each.value].join(' '),
    );
  };

  test('of a wide view with own names gives an entry that can be pasted as it is', async () => {
    const { stdout, code } = await suggest(WIDE, '--format', 'yaml');
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({
      streams: [
        {
          stream: 'mv',
          layout: 'wide',
          id_schemes: { org_unit: 'NAME' },
          period_from: { column: 'report_month', period_type: 'Monthly' },
          columns: [{ column: 'facility', field: 'org_unit' }],
          indicators: [
            { column: 'malaria_cases', data_element: 'deINTEGER01' },
            { column: 'visits_male', data_element: 'deDISAG0001', category_options: ['coMALE00001'] },
            { column: 'visits_female', data_element: 'deDISAG0001', category_options: ['coFEMALE001'] },
          ],
        },
      ],
    });
    expect(stdout).toContain('# - facility: DHIS2 has no org unit `Facilty Two`. Near: Facility Two (ouFACIL0002).');
    expect(stdout).toContain('# - visits_male is guessed to be Visits by sex (deDISAG0001): look at it.');
    expect(await sandbox.values()).toEqual([]);
    const stored = await storedWith(stdout, WIDE);
    expect(stored).toHaveLength(12);
    expect(stored).toContain('deDISAG0001 ZuZjAFjA9gY ouFACIL0002 202502 3');
  });

  test('of a long file with the headers of other tools finds that codes stand where UIDs are due', async () => {
    const { stdout } = await suggest(DATIM, '--format', 'json');
    const { streams } = JSON.parse(stdout) as { streams: readonly { id_schemes: object }[] };
    expect(streams[0]!.id_schemes).toEqual({ org_unit: 'CODE', data_element: 'CODE', category_option_combo: 'CODE' });
    expect((await storedWith(stdout, DATIM)).sort()).toEqual([
      'deDISAG0001 ZuZjAFjA9gY ouFACIL0002 202501 6',
      'deINTEGER01 HllvX50cXC0 ouFACIL0001 202501 5',
    ]);
  });

  test('of a long view with own names for its columns finds each by what it holds', async () => {
    const { stdout } = await suggest(OWN, '--format', 'yaml');
    expect((await storedWith(stdout, OWN)).sort()).toEqual([
      'deDISAG0001 ZuZjAFjA9gY ouFACIL0002 202502 4',
      'deINTEGER01 HllvX50cXC0 ouFACIL0001 202501 3',
    ]);
  });

  test('of a view that needs no entry says so, and what its rows become', async () => {
    const { stdout, stderr } = await suggest(PLAIN);
    expect(stderr).toBe('');
    expect(stdout).toContain('Stream mv, 2 rows looked at.\nIt needs no entry: it is read as it is.');
    expect(stdout).toContain('1 x DHIS2 has no org unit with the UID `Kando HC`');
    expect(stdout).toContain('orgUnit=ouFACIL0001 period=202501 dataSet=dsMONTHLY01 = 12');
  });

  test('a config_error about such a view has the same entry', async () => {
    const job = prepareJob(settings, ['mv']);
    const { child, ended } = start(['write', ...job.args]);
    child.stdin.end(OWN.map((row) => `${record(row, 'mv')}\n`).join(''));
    const { messages } = await ended.finally(() => job.remove());
    const [error] = messages.flatMap(({ trace }) => trace?.error ?? []);
    expect(error?.failure_type).toBe('config_error');
    const entry = /\n(\{\n[^]*\n\})/.exec(error!.message)?.[1];
    expect(await storedWith(entry!, OWN)).toHaveLength(2);
  });

  test('reads a catalog where there are no rows, and asks for one of both', async () => {
    const catalog = join(dirname(folder.write('config.json', settings)), 'catalog.json');
    const properties = Object.fromEntries(['facility', 'report_month', 'malaria_cases'].map((name) => [name, {}]));
    const stream = { stream: { name: 'mv', json_schema: { properties } }, destination_sync_mode: 'append' };
    writeFileSync(catalog, JSON.stringify({ streams: [stream] }));
    const { stdout } = await suggest([], '--catalog', catalog);
    expect(stdout).toContain('Fill in what stands in <…> in the entry below.');
    expect(stdout).toContain('data_element: deINTEGER01');
    expect(await suggest([])).toMatchObject({ code: 1, stdout: '' });
  });
});
