import type { Sandbox } from '../../sandbox/src/sandbox';
import type { DataSet, OrgUnit } from '../../src/core/metadata';
import { loadMetadata, type Get } from '../../src/dhis2/load-metadata';
import { readList } from '../../src/dhis2/load-metadata-pages';
import { ConfigError, ProtocolError } from '../../src/errors';
import { aTicket } from '../support/data-values';
import { compileMapper } from '../../src/core/map-record';
import { allBy, BY_UID, coreSettings } from '../support/recorded-index';
import { basic, startTestSandbox } from '../support/sandbox';

/** A read of a DHIS2 as one of its users. */
const reader =
  (url: string, authorization: string): Get =>
  async (path, params) => {
    const query = new URLSearchParams(params).toString();
    const reply = await fetch(`${url}${path}?${query}`, { headers: { authorization, accept: 'application/json' } });
    return { status: reply.status, body: await reply.json() };
  };

describe('loadMetadata', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  test('reads what a sync needs of the recorded metadata', async () => {
    const index = await loadMetadata(reader(sandbox.url, basic('connector')), '2.42', { idSchemes: BY_UID });
    expect(index.warnings).toEqual([]);
    const set = index.findDataSet('dsMONTHLY01') as DataSet;
    expect([set.periodType, set.writable, set.elements?.size]).toEqual(['Monthly', true, 14]);
    expect((index.findDataSet('dsNOSHARE01') as DataSet).writable).toBe(false);
    const assigned = ['ouFACIL0001', 'ouFACIL0004'].map((uid) => (index.findOrgUnit(uid) as OrgUnit).position);
    expect(assigned.map((position) => set.orgUnits?.has(position))).toEqual([true, false]);
  });

  test.each([
    ['code', { kind: 'code' } as const, ['DE_INT', 'F1', 'DS_MONTHLY']],
    ['name', { kind: 'name' } as const, ['Malaria cases', 'Facility One', 'Monthly report']],
    ['attribute', { kind: 'attribute', attribute: 'atEXTERNID1' } as const, ['EXT-DE_INT', 'EXT-F1', 'EXT-DS_MONTHLY']],
  ])('finds objects by %s', async (_name, scheme, [data_element, org_unit, data_set]) => {
    const core = coreSettings({ idSchemes: allBy(scheme) });
    const metadata = await loadMetadata(reader(sandbox.url, basic('connector')), '2.42', core);
    const row = { data_element, org_unit, data_set, period: '202501', value: 1 };
    const columns = Object.keys(row);
    const mapper = compileMapper({ stream: 's', settings: undefined, columns, core, metadata, habits: '2.42' });
    expect(mapper.map(row, aTicket()).values).toEqual([
      expect.objectContaining({ dataElement: 'deINTEGER01', orgUnit: 'ouFACIL0001', dataSet: 'dsMONTHLY01' }),
    ]);
  });

  test("knows a clerk's hierarchy", async () => {
    const index = await loadMetadata(reader(sandbox.url, basic('clerk')), '2.42', { idSchemes: BY_UID });
    const inHierarchy = (uid: string) => (index.findOrgUnit(uid) as OrgUnit).inHierarchy;
    expect([inHierarchy('ouDISTR0001'), inHierarchy('ouFACIL0001'), inHierarchy('ouFACIL0003')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('reading', () => {
  /** Answers from a table of paths. */
  const table =
    (answers: Readonly<Record<string, unknown>>, status = 200): Get =>
    (path) =>
      Promise.resolve({ status, body: answers[path] });

  test.each(['nepali', 'ethiopian', 'persian'])('refuses a server that counts in the %s calendar', async (calendar) => {
    const get = table({ '/api/system/info': { calendar } });
    await expect(loadMetadata(get, '2.42', { idSchemes: BY_UID })).rejects.toThrow(ConfigError);
    await expect(loadMetadata(get, '2.42', { idSchemes: BY_UID })).rejects.toThrow(calendar);
  });

  test('goes through the pages in the order of UIDs until the last', async () => {
    const asked: (string | undefined)[] = [];
    const get: Get = (_path, params) => {
      asked.push(`${params?.['order']} ${params?.['page']}`);
      const page = Number(params?.['page']);
      const organisationUnits = [{ id: `ou${page}`, path: `/ou${page}` }];
      return Promise.resolve({ status: 200, body: { pager: { page, pageCount: 3 }, organisationUnits } });
    };
    const pages = [];
    const query = { name: 'organisationUnits', fields: 'id,path', pageSize: 1 } as const;
    for await (const page of readList<{ id: string }>(get, query)) pages.push(page.map(({ id }) => id));
    expect(pages).toEqual([['ou1'], ['ou2'], ['ou3']]);
    expect(asked).toEqual(['id 1', 'id 2', 'id 3']);
  });

  test.each<[string, Get, typeof ConfigError | typeof ProtocolError]>([
    ['a list that the user may not read', table({}, 403), ConfigError],
    ['a list that is not there', table({}, 404), ProtocolError],
    ['a page', table({ '/api/organisationUnits': '<html>' }), ProtocolError],
    ['items without UID', table({ '/api/organisationUnits': { organisationUnits: [{ path: '/' }] } }), ProtocolError],
  ])('stops at %s, naming it', async (_what, get, type) => {
    const pages = readList(get, { name: 'organisationUnits', fields: 'id', pageSize: 1 });
    const failure = await pages.next().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(type);
    expect((failure as Error).message).toContain('/api/organisationUnits');
  });
});
