import { PGlite } from '@electric-sql/pglite';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../../sandbox/src/sandbox';
import { runLookup } from '../../../src/commands/lookup/lookup';
import { lookupWriter, type LookupFormat } from '../../../src/commands/lookup/format';
import { dataSetRows, orgUnitRow } from '../../../src/commands/lookup/rows';
import type { Get } from '../../../src/dhis2/metadata/load';
import { mapRow, outcome } from '../../support/mapping';
import { basic, startTestSandbox } from '../../support/sandbox';

const GUIDE = join(__dirname, '../../../docs/dhis2.md');

describe('lookup', () => {
  let sandbox: Sandbox;
  let database: PGlite;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    database = await PGlite.create();
  });
  afterAll(async () => {
    await sandbox.close();
    await database.close();
  });

  const get: Get = async (path, params) => {
    const url = `${sandbox.url}${path}?${new URLSearchParams(params).toString()}`;
    const reply = await fetch(url, { headers: { authorization: basic('clerk'), accept: 'application/json' } });
    return { status: reply.status, body: await reply.json() };
  };
  const lookup = async (format: LookupFormat, dataSets: readonly string[] = []): Promise<string> => {
    const written: string[] = [];
    const write = (text: string) => Promise.resolve(void written.push(text));
    await runLookup({ format, dataSets }, { get, write });
    return written.join('');
  };

  test('as SQL fills a table that may be filled again, with views to join', async () => {
    await database.exec(await lookup('sql'));
    await database.exec(await lookup('sql'));
    const elements = await database.query(
      `SELECT data_set, data_element_code, category_option_combo_name FROM dhis2_data_element
       WHERE data_set_code = 'DS_MONTHLY' AND data_element_code IN ('DE_INT', 'DE_SEX') ORDER BY 2, 3`,
    );
    expect(elements.rows).toEqual([
      { data_set: 'dsMONTHLY01', data_element_code: 'DE_INT', category_option_combo_name: 'default' },
      { data_set: 'dsMONTHLY01', data_element_code: 'DE_SEX', category_option_combo_name: 'Female' },
      { data_set: 'dsMONTHLY01', data_element_code: 'DE_SEX', category_option_combo_name: 'Male' },
    ]);
    const partners = await database.query('SELECT code FROM dhis2_attribute_option_combo WHERE data_set_code = $1', [
      'DS_ATTR',
    ]);
    expect(partners.rows).toHaveLength(3);
  });

  test('makes the view of docs/dhis2.md one that needs no settings', async () => {
    await database.exec(await lookup('sql'));
    const [, view = ''] = /```sql\n(CREATE MATERIALIZED VIEW[^`]+)```/.exec(readFileSync(GUIDE, 'utf8')) ?? [];
    await database.exec(`
      CREATE SCHEMA reporting;
      CREATE TABLE visits (facility_code text, kind text, started_at timestamp);
      CREATE TABLE indicators (kind text, data_element_code text, combo_code text);
      INSERT INTO visits VALUES ('F1', 'man', '2025-01-03'), ('F1', 'man', '2025-01-31'), ('F2', 'case', '2025-02-01');
      INSERT INTO indicators VALUES ('man', 'DE_SEX', 'COC_MALE'), ('case', 'DE_INT', 'default');
      ${view}`);
    const { rows } = await database.query<Record<string, unknown>>(
      'SELECT * FROM reporting.mv_monthly ORDER BY period',
    );
    expect(rows.map((row) => outcome(mapRow(row)))).toEqual([
      ['dsMONTHLY01 deDISAG0001.ZuZjAFjA9gY.default ouFACIL0001 202501 = 2'],
      ['dsMONTHLY01 deINTEGER01.default.default ouFACIL0002 202502 = 1'],
    ]);
  });

  test("has the org units of the user's hierarchy", async () => {
    await database.exec(await lookup('sql'));
    const orgUnits = await database.query('SELECT code, path, level FROM dhis2_org_unit ORDER BY code');
    expect(orgUnits.rows).toEqual([
      { code: 'D1', path: '/ouROOT00001/ouDISTR0001', level: 2 },
      { code: 'F1', path: '/ouROOT00001/ouDISTR0001/ouFACIL0001', level: 3 },
      { code: 'F2', path: '/ouROOT00001/ouDISTR0001/ouFACIL0002', level: 3 },
      { code: 'FC', path: '/ouROOT00001/ouDISTR0001/ouCLOSED001', level: 3 },
    ]);
  });

  test('has every org unit for an administrator who has none of their own', async () => {
    const written: string[] = [];
    const withoutOwn: Get = async (path, params) =>
      path === '/api/me' ? { status: 200, body: {} } : await get(path, params);
    const write = (text: string) => Promise.resolve(void written.push(text));
    await runLookup({ format: 'csv', dataSets: [] }, { get: withoutOwn, write });
    expect(written.join('')).toContain('org_unit,ouROOT00001,');
    expect(await lookup('csv')).not.toContain('org_unit,ouROOT00001,');
  });

  test('as CSV has the data sets asked for, by UID or code, and their org units', async () => {
    const [head, ...lines] = (await lookup('csv', ['DS_WEEKLY'])).trimEnd().split('\n');
    expect(head).toContain('kind,id,code,name,data_set');
    expect(lines.map((line) => line.split(',').slice(0, 3).join(' '))).toEqual([
      'data_set dsWEEKLY001 DS_WEEKLY',
      expect.stringMatching(/^data_element deWEEKLY001 /),
      'attribute_option_combo HllvX50cXC0 default',
      'org_unit ouCLOSED001 FC',
      'org_unit ouFACIL0001 F1',
      'org_unit ouFACIL0002 F2',
    ]);
  });

  test('says which data sets there are when asked for another', async () => {
    await expect(lookup('csv', ['DS_NOPE'])).rejects.toThrow(/DS_NOPE\. It shows: .*dsMONTHLY01 \(DS_MONTHLY\)/);
  });

  test('keeps any name whole, in SQL and in CSV', async () => {
    const names = [
      "O'Brien's",
      'back\\slash',
      'a, "b"\nc',
      "'); DROP TABLE dhis2_lookup; --",
      "\\'; SELECT 1; --",
      'Ünïcode 🏥',
    ];
    const rows = names.map((name, index) => orgUnitRow({ id: `ou${index}`, name, path: `/ou${index}` }));
    const sql = lookupWriter('sql');
    await database.exec(sql.head + sql.rows(rows) + sql.tail);
    const { rows: stored } = await database.query<{ name: string }>('SELECT name FROM dhis2_org_unit ORDER BY id');
    expect(stored.map(({ name }) => name)).toEqual(names);
    const csv = lookupWriter('csv');
    expect(csv.rows([{ kind: 'org_unit', id: 'ou', name: 'a, "b"', code: '' }])).toContain(
      'org_unit,ou,"","a, ""b""",',
    );
  });
});

test('the combos of an element are those that the data set gives it', () => {
  const set = {
    id: 'ds',
    periodType: 'Monthly',
    access: { data: { write: true } },
    dataSetElements: [{ dataElement: { id: 'de' }, categoryCombo: { id: 'ccOTHER' } }],
  };
  const metadata = {
    optionCombos: new Map([
      ['ccOWN', [{ id: 'coc1', name: 'own' }]],
      ['ccOTHER', [{ id: 'coc2', name: 'other' }]],
    ]),
    dataElements: new Map([['de', { id: 'de', valueType: 'INTEGER', categoryCombo: { id: 'ccOWN' } }]]),
  };
  const rows = dataSetRows(set, metadata).filter(({ kind }) => kind === 'data_element');
  expect(rows.map((row) => row.category_option_combo)).toEqual(['coc2']);
});
