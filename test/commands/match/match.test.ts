import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'papaparse';
import type { Sandbox } from '../../../sandbox/src/sandbox';
import type { Dhis2Candidate } from '../../../src/commands/match/candidates';
import { matchOwnList } from '../../../src/commands/match/match';
import { readOwnList } from '../../../src/commands/match/own-list';
import { runMatch } from '../../../src/commands/match/run-match';
import { writeUnmatched } from '../../../src/commands/match/unmatched';
import type { Get } from '../../../src/dhis2/metadata/load';
import { folderOfEachTest } from '../../support/folder';
import { basic, startTestSandbox } from '../../support/sandbox';

const FACILITIES: readonly Dhis2Candidate[] = [
  { uid: 'ouKANDOHC01', name: 'Kando HC', within: ['Land', 'Mwera'], level: 3 },
  { uid: 'ouLUMBAHC01', name: 'Lumba Health Centre', within: ['Land', 'Mwera'], level: 3 },
  { uid: 'ouSOFALA001', name: 'Sofala', within: ['Land', 'Mwera'], level: 3 },
  { uid: 'ouMWERA0001', name: 'Mwera', within: ['Land'], level: 2 },
];

interface Run {
  readonly rows: readonly Record<string, string>[];
  readonly csv: string;
  readonly notes: readonly string[];
  readonly unmatched: readonly string[];
}

function match(csv: string, candidates = FACILITIES): Run {
  const list = readOwnList(csv, {});
  const matched = matchOwnList(list, candidates, { style: 'facility', floor: 0.75 });
  const { data } = parse<Record<string, string>>(matched.csv.replace(/^\ufeff/, ''), { header: true });
  return { ...matched, rows: data, unmatched: matched.unmatched.map(({ uid }) => uid) };
}

const LIST =
  'Facility Code,Facility,District,beds\nA1,Kando Health Center,MWERA,12\nA2,Lumbaa,Mwera,\nA3,Zanzi,Mwera,"3,5"\n';

/** The CSV of a run with something written into `decided`, by line. */
function decide({ rows }: Run, decided: Readonly<Record<number, string>>): string {
  const columns = Object.keys(rows[0]!);
  const lines = rows.map((row, at) =>
    columns.map((column) => (column === 'decided' ? (decided[at + 2] ?? '') : `"${row[column]}"`)),
  );
  return [columns, ...lines].map((line) => line.join(',')).join('\n');
}

describe('match', () => {
  test('adds a proposal to each row, and leaves its columns as they came', () => {
    const { csv, notes, unmatched } = match(LIST);
    expect(csv.split('\n')).toEqual([
      'Facility Code,Facility,District,beds,dhis2_id,dhis2_name,score,reason,runner_up_id,runner_up_name,runner_up_score,decided',
      'A1,Kando Health Center,MWERA,12,ouKANDOHC01,Kando HC,1,name_in_parent,,,,',
      'A2,Lumbaa,Mwera,,ouLUMBAHC01,Lumba Health Centre,0.889,near_name_in_parent,,,,',
      'A3,Zanzi,Mwera,"3,5",,,,not_found,,,,',
    ]);
    expect(notes).toEqual([
      '3 rows: 2 with a proposal to review, 0 decided by a person, 1 without (nothing scores 0.75 or more; the runner_up columns have the nearest).',
    ]);
    expect(unmatched).toEqual(['ouSOFALA001']);
  });

  test('run again over what it wrote, changes nothing', () => {
    const first = match(LIST);
    const second = match(first.csv);
    expect(second.csv).toBe(first.csv);
    expect(second.notes).toContain('No row is new since the last run.');
  });

  test('keeps what a person decided, whatever it would propose', () => {
    const { rows } = match(decide(match(LIST), { 2: 'none', 3: 'Yes', 4: 'ouSOFALA001' }));
    expect(rows.map(({ dhis2_id, dhis2_name, reason, decided }) => [dhis2_id, dhis2_name, reason, decided])).toEqual([
      ['', '', 'decided', 'none'],
      ['ouLUMBAHC01', 'Lumba Health Centre', 'near_name_in_parent', 'Yes'],
      ['ouSOFALA001', 'Sofala', 'decided', 'ouSOFALA001'],
    ]);
  });

  test('proposes nothing that a person gave to another row', () => {
    const { rows } = match(decide(match(LIST), { 4: 'ouKANDOHC01' }));
    expect(rows[0]).toMatchObject({ dhis2_id: '', reason: 'not_found' });
  });

  test('says what is new, what has changed, and what a person should look at', () => {
    const reviewed = decide(match(LIST), { 2: 'ouNOWHERE01', 3: 'ask Maria' });
    const { notes } = match(`${reviewed}\nA4,Sofala HC,Mwera,,,,,,,,,`, FACILITIES.slice(0, 3));
    expect(notes.slice(1)).toEqual([
      'New since the last run: line 5.',
      'line 2: DHIS2 shows this user no ouNOWHERE01.',
      'line 3: `decided` is neither a UID, nor yes, nor none.',
    ]);
    const changed = match(match(LIST).csv, [{ ...FACILITIES[0]!, uid: 'ouKANDONEW1' }, ...FACILITIES.slice(1)]);
    expect(changed.notes).toContain('Another proposal than in the last run: line 2.');
  });

  test('says which rows were decided to be the same', () => {
    const { notes } = match(decide(match(LIST), { 2: 'ouSOFALA001', 4: 'ouSOFALA001' }));
    expect(notes).toContain('lines 2, 4: all decided to be ouSOFALA001.');
  });

  test('keeps the semicolons and the mark of a spreadsheet', () => {
    const { csv } = match('\ufeffnom;district\r\nKando;Mwera\r\n');
    expect(csv).toBe(
      '\ufeffnom;district;dhis2_id;dhis2_name;score;reason;runner_up_id;runner_up_name;runner_up_score;decided\n' +
        'Kando;Mwera;ouKANDOHC01;Kando HC;0.97;near_name_in_parent;;;;',
    );
  });

  test.each([
    [
      'a list without names or codes',
      'beds,staff\n1,2\n',
      /No column of the list is known to hold names or codes: beds, staff/,
    ],
    ['an empty file', '', /it is empty/],
    [
      'a column of its own name that it did not write',
      'name,score\nA,1\n',
      /columns that `match` writes itself: score/,
    ],
  ])('refuses %s', (_, csv, message) => {
    expect(() => readOwnList(csv, {})).toThrow(message);
  });

  test('takes the columns that the command line names', () => {
    const list = readOwnList('a,b\nKando,Mwera\n', { name: 'a', parent: 'b' });
    expect(list.rows[0]!.entry).toMatchObject({ name: 'Kando', parent: 'Mwera' });
    expect(() => readOwnList('a,b\n', { name: 'c' })).toThrow('The list has no column c. Its columns: a, b.');
  });
});

describe('match against DHIS2', () => {
  let sandbox: Sandbox;
  const folder = folderOfEachTest();
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(async () => {
    await sandbox.close();
  });
  const get: Get = async (path, params) => {
    const url = `${sandbox.url}${path}?${new URLSearchParams(params).toString()}`;
    const reply = await fetch(url, { headers: { authorization: basic('clerk') } });
    return { status: reply.status, body: await reply.json() };
  };
  const run = async (what: 'orgUnits' | 'dataElements', csv: string): Promise<readonly string[]> => {
    const printed: string[] = [];
    const options = { list: readOwnList(csv, {}), what, floor: 0.75, unmatchedFile: undefined };
    await runMatch(options, { get, print: (text) => Promise.resolve(void printed.push(text)), note: () => undefined });
    return printed
      .join('')
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(-8, -4).join(' '));
  };

  test("finds org units of the user's hierarchy, by code and by name", async () => {
    const csv =
      'code,name,district,lat,lon\nF1,First,,,\n,Two Facility,District One,0,0\n,Facility Three,District Two,,\n';
    const lines = await run('orgUnits', csv);
    expect(lines).toEqual([
      'ouFACIL0001 Facility One 0.8 code',
      'ouFACIL0002 Facility Two 0.98 near_name_in_parent',
      '   not_found',
    ]);
  });

  test('finds data elements in their data sets', async () => {
    expect(await run('dataElements', 'name,data set\nMalaria case,Monthly\nVisit by sex,Monthly report\n')).toEqual([
      'deINTEGER01 Malaria cases 0.877 near_name',
      'deDISAG0001 Visits by sex 0.923 near_name_in_parent',
    ]);
  });

  test('lists what DHIS2 has beside, and what of it is new', async () => {
    const file = join(folder(), 'unmatched.csv');
    expect(await writeUnmatched(file, FACILITIES.slice(0, 2))).toBe(`What DHIS2 has and no row is: ${file}.`);
    expect(await writeUnmatched(file, FACILITIES.slice(0, 3))).toContain('new in it: Sofala (ouSOFALA001).');
    expect(readFileSync(file, 'utf8')).toContain('ouLUMBAHC01,,Lumba Health Centre,Land / Mwera\n');
  });
});
