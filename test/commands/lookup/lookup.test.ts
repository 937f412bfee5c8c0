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
  const lookup = async (format: LookupFormat, dataSets: readonly string[] = [], schema?: string): Promise<string> => {
    const written: string[] = [];
    const write = (text: string) => Promise.resolve(void written.push(text));
    await runLookup({ format, dataSets, ...(schema !== undefined && { schema }) }, { get, write });
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
      'category_option xYerKDKCefk default',
      'data_set_org_unit ouCLOSED001 FC',
      'data_set_org_unit ouFACIL0001 F1',
      'data_set_org_unit ouFACIL0002 F2',
      'org_unit ouCLOSED001 FC',
      'org_unit ouFACIL0001 F1',
      'org_unit ouFACIL0002 F2',
    ]);
  });

  test('has the category options of combos, the options of option sets, parents, and what is assigned where', async () => {
    await database.exec(await lookup('sql'));
    const read = async (sql: string): Promise<unknown[]> => (await database.query(sql)).rows;
    expect(
      await read(`SELECT category_option_combo_code, code, name FROM dhis2_category_option
                  WHERE code IN ('MALE', 'PARTNER_A') ORDER BY 1`),
    ).toEqual([
      { category_option_combo_code: 'COC_MALE', code: 'MALE', name: 'Male' },
      { category_option_combo_code: 'COC_PARTNER_A', code: 'PARTNER_A', name: 'Partner A' },
    ]);
    expect(
      await read(
        `SELECT e.data_element_code, o.code FROM dhis2_data_element e JOIN dhis2_option o USING (option_set) ORDER BY 2`,
      ),
    ).toEqual([
      { data_element_code: 'DE_OPT', code: 'BLUE' },
      { data_element_code: 'DE_OPT', code: 'RED' },
    ]);
    expect(await read(`SELECT parent, parent_name, path_names FROM dhis2_org_unit WHERE code = 'F1'`)).toEqual([
      { parent: 'ouDISTR0001', parent_name: 'District One', path_names: 'Country / District One / Facility One' },
    ]);
    expect(
      await read(`SELECT org_unit_code FROM dhis2_data_set_org_unit WHERE data_set_code = 'DS_WEEKLY' ORDER BY 1`),
    ).toEqual([{ org_unit_code: 'F1' }, { org_unit_code: 'F2' }, { org_unit_code: 'FC' }]);
  });

  test('goes into the schema asked for, which it makes', async () => {
    await database.exec(await lookup('sql', [], 'My "ids'));
    const { rows } = await database.query('SELECT count(*)::int AS rows FROM "My ""ids".dhis2_org_unit');
    expect(rows).toEqual([{ rows: 4 }]);
    expect((await database.query('SHOW search_path')).rows).toEqual([{ search_path: 'public' }]);
  });

  test('takes over the table of an earlier version, with the views that are joined to it', async () => {
    await database.exec(`
      CREATE SCHEMA old; SET search_path TO old;
      CREATE TABLE dhis2_lookup (kind text, id text, code text, name text, data_set text, data_set_code text, data_set_name text,
        period_type text, value_type text, category_option_combo text, category_option_combo_code text,
        category_option_combo_name text, path text, level integer);
      INSERT INTO dhis2_lookup (kind, id) VALUES ('org_unit', 'ou'), ('org_unit', 'ou');
      CREATE VIEW dhis2_org_unit AS SELECT id, code, name, path, level FROM dhis2_lookup WHERE kind = 'org_unit';
      CREATE MATERIALIZED VIEW mine AS SELECT code FROM dhis2_org_unit;`);
    await database.exec(await lookup('sql'));
    await database.exec('REFRESH MATERIALIZED VIEW mine');
    expect((await database.query('SELECT code FROM mine ORDER BY 1')).rows).toHaveLength(4);
    await database.exec('SET search_path TO DEFAULT');
  });

  test('has its key, and finds by indexes what views join by', async () => {
    await database.exec(await lookup('sql'));
    const twice = `INSERT INTO dhis2_lookup (kind, id) SELECT kind, id FROM dhis2_lookup WHERE kind = 'org_unit'`;
    await expect(database.exec(twice)).rejects.toThrow(/dhis2_lookup_key/);
    await database.exec('SET enable_seqscan = off');
    const { rows } = await database.query<Record<string, string>>(
      `EXPLAIN SELECT id FROM dhis2_org_unit WHERE code = 'F1'`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join(' ')).toContain('dhis2_lookup_code');
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
    const rows = names.map((name, index) =>
      orgUnitRow({ id: `ou${index}`, name, path: `/ou${index}` }, () => undefined),
    );
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
  const rows = [...dataSetRows(set, metadata)].filter(({ kind }) => kind === 'data_element');
  expect(rows.map((row) => row.category_option_combo)).toEqual(['coc2']);
});

test('reads a category combo of 50,000 option combos, looking at each once', async () => {
  const COMBOS = 50_000;
  const combos = Array.from({ length: COMBOS }, (_, at) => ({
    id: `coc${at}`,
    name: `Combo ${at}`,
    categoryCombo: { id: 'cc' },
    categoryOptions: [{ id: `co${at}` }],
  }));
  const dataSetElements = [{ dataElement: { id: 'de' } }];
  const lists: Readonly<Record<string, readonly object[]>> = {
    dataSets: [{ id: 'ds', periodType: 'Monthly', access: { data: { write: true } }, dataSetElements }],
    dataElements: [{ id: 'de', valueType: 'NUMBER', categoryCombo: { id: 'cc' } }],
    categoryOptionCombos: combos,
  };
  const get: Get = (path, params = {}) => {
    const name = path.replace('/api/', '');
    const items = lists[name] ?? [];
    const [page, size] = [Number(params['page']), Number(params['pageSize'])];
    const body = {
      pager: { pageCount: Math.ceil(items.length / size) },
      [name]: items.slice((page - 1) * size, page * size),
    };
    return Promise.resolve({ status: 200, body });
  };
  const kinds = new Map<string, number>();
  const write = (text: string): Promise<void> => {
    for (const line of text.split('\n')) {
      const [kind = ''] = line.split(',');
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    return Promise.resolve();
  };
  await runLookup({ format: 'csv', dataSets: [] }, { get, write });
  expect(kinds.get('data_element')).toBe(COMBOS);
  expect(kinds.get('category_option')).toBe(COMBOS);
});
