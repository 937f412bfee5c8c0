import type { Sandbox } from '../../../sandbox/src/sandbox';
import type { DataSet, OrgUnit } from '../../../src/core/mapping/metadata/metadata';
import type { MetadataIndex } from '../../../src/core/mapping/metadata/metadata-index';
import type { IdSchemes } from '../../../src/core/model/settings';
import type { Dhis2Habits } from '../../../src/core/model/version';
import type { Me } from '../../../src/dhis2/client';
import { loadMetadata, type Get } from '../../../src/dhis2/metadata/load';
import { readList } from '../../../src/dhis2/metadata/pages';
import { ConfigError, ProtocolError } from '../../../src/errors';
import { aTicket } from '../../support/data-values';
import { compileMapper } from '../../../src/core/mapping/map-record';
import { allBy, BY_UID, coreSettings } from '../../support/recorded-index';
import { basic, startTestSandbox } from '../../support/sandbox';

/** A read of a DHIS2 as one of its users. */
const reader =
  (url: string, authorization: string): Get =>
  async (path, params) => {
    const query = new URLSearchParams(params).toString();
    const reply = await fetch(`${url}${path}?${query}`, { headers: { authorization, accept: 'application/json' } });
    return { status: reply.status, body: await reply.json() };
  };

/** Loads as a sync does, for whoever `get` reads as. */
async function load(get: Get, idSchemes: IdSchemes = BY_UID, habits: Dhis2Habits = '2.42'): Promise<MetadataIndex> {
  const { body } = await get('/api/me', { fields: 'username,authorities,organisationUnits[id,path]' });
  return loadMetadata(get, habits, { schemes: [idSchemes], me: body as Me });
}

describe('loadMetadata', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  test('reads what a sync needs of the recorded metadata', async () => {
    const index = await load(reader(sandbox.url, basic('connector')));
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
    const metadata = await load(reader(sandbox.url, basic('connector')), core.idSchemes);
    const row = { data_element, org_unit, data_set, period: '202501', value: 1 };
    const columns = Object.keys(row);
    const mapper = compileMapper({ stream: 's', settings: undefined, columns, core, metadata, habits: '2.42' });
    expect(mapper.map(row, aTicket()).values).toEqual([
      expect.objectContaining({ dataElement: 'deINTEGER01', orgUnit: 'ouFACIL0001', dataSet: 'dsMONTHLY01' }),
    ]);
  });

  test("knows a clerk's hierarchy", async () => {
    const index = await load(reader(sandbox.url, basic('clerk')));
    const inHierarchy = (uid: string) => (index.findOrgUnit(uid) as OrgUnit).inHierarchy;
    expect([inHierarchy('ouDISTR0001'), inHierarchy('ouFACIL0001'), inHierarchy('ouFACIL0003')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('loading, where DHIS2 answers in ways of its own,', () => {
  const recorded: Readonly<Record<string, object>> = {
    '/api/system/info': { calendar: 'iso8601' },
    '/api/me': { organisationUnits: [{ id: 'ouDISTRICT1' }], authorities: ['F_DATAVALUE_ADD'] },
    '/api/categoryOptionCombos': { categoryOptionCombos: [{ id: 'cocDEFAULT1', name: 'default' }] },
    '/api/optionSets': { optionSets: [{ id: 'osCOLOURS01', options: [null, { code: 'RED' }, {}] }] },
    '/api/dataElements': {
      dataElements: [{ id: 'deCOLOUR001', valueType: 'TEXT', optionSet: { id: 'osCOLOURS01' }, categoryCombo: null }],
    },
    '/api/dataSets': {
      dataSets: Array.from({ length: 10 }, (_, index) => ({
        id: `dsNUMBER000${index}`,
        periodType: 'Monthly',
        dataSetElements: [{ dataElement: { id: 'deCOLOUR001' }, categoryCombo: null }],
        access: { data: { write: true } },
      })),
    },
    '/api/organisationUnits': {
      organisationUnits: [
        {
          id: 'ouDISTRICT1',
          path: '/ouCOUNTRY01/ouDISTRICT1',
          attributeValues: [{ attribute: { id: 'atNUMBER001' } }],
        },
        { id: 'ouDISTRICT2', path: '/ouCOUNTRY01/ouDISTRICT2', attributeValues: null },
      ],
    },
  };
  const answering =
    (more: Readonly<Record<string, { status: number; body: unknown }>>): Get =>
    (path) =>
      Promise.resolve(more[path] ?? { status: 200, body: recorded[path] ?? {} });

  test.each([403, 404, 409])('leaves the org units of a data set to DHIS2 that answers %s for it', async (status) => {
    const index = await load(answering({ '/api/dataSets/dsNUMBER0003': { status, body: {} } }));
    const unitsOf = (uid: string) => (index.findDataSet(uid) as DataSet).orgUnits;
    expect([unitsOf('dsNUMBER0002')?.has(0), unitsOf('dsNUMBER0003')]).toEqual([false, undefined]);
    expect(index.warnings).toEqual([expect.stringContaining('dsNUMBER0003')]);
  });

  test.each([{}, { path: null }, { path: '' }])(
    'goes on without an org unit whose path is %j, and says so',
    async (more) => {
      const { organisationUnits } = recorded['/api/organisationUnits'] as { organisationUnits: object[] };
      const body = { organisationUnits: [...organisationUnits, { id: 'ouPATHLESS1', ...more }] };
      const index = await load(answering({ '/api/organisationUnits': { status: 200, body } }));
      expect(index.findOrgUnit('ouDISTRICT1')).toBeDefined();
      expect(index.findOrgUnit('ouPATHLESS1')).toBeUndefined();
      expect(index.warnings).toEqual([
        expect.stringMatching(/no path for 1 org unit \(ouPATHLESS1\), so that they are left out/),
      ]);
    },
  );

  test('asks for the org units of four data sets at once', async () => {
    let asked = 0;
    let most = 0;
    const slow: Get = async (path, params) => {
      if (path.startsWith('/api/dataSets/')) {
        most = Math.max(most, ++asked);
        await new Promise(setImmediate);
        asked -= 1;
      }
      return answering({})(path, params);
    };
    await load(slow);
    expect(most).toBe(4);
  });

  test.each([
    ['iso8601', ['calendar'], false],
    ['gregorian', ['calendar'], false],
    ['nepali', ['calendar', 'serverDate'], true],
  ])('asks a server that counts in %s for %j', async (calendar, fields, asksForOpenPeriods) => {
    const asked: (readonly [string, string])[] = [];
    const get: Get = (path, params) => {
      asked.push([path, params?.['fields'] ?? '']);
      const body = { calendar, serverDate: '2026-11-28T00:10:55.930' };
      return answering({ '/api/system/info': { status: 200, body } })(path, params);
    };
    const index = await load(get);
    expect(asked.filter(([path]) => path === '/api/system/info').map(([, each]) => each)).toEqual(fields);
    const [[, ofDataSets] = ['', '']] = asked.filter(([path]) => path === '/api/dataSets');
    expect(ofDataSets.includes('openFuturePeriods')).toBe(asksForOpenPeriods);
    expect(index.localCalendar?.today).toBe(calendar === 'nepali' ? 20_785 : undefined);
  });

  test('takes nulls and gaps where no rule needs more, and says which id scheme finds nothing', async () => {
    const index = await load(answering({}), allBy({ kind: 'attribute', attribute: 'atNUMBER001' }));
    expect(index.findOrgUnit('ouDISTRICT1')).toBeUndefined();
    const named = index.warnings.map((sentence) => /`id_schemes\.(\w+)` finds none/.exec(sentence)?.[1]);
    expect(named).toEqual(['data_set', 'org_unit', 'data_element']);
    expect(index.warnings[1]).toContain('value of the attribute atNUMBER001');
  });

  test.each([
    ['2.42', ['F_DATAVALUE_ADD'], [true, false]],
    ['2.42', ['ALL'], [true, false]],
    ['2.43', ['F_DATAVALUE_ADD'], [true, false]],
    ['2.43', ['ALL'], [true, true]],
  ] as const)('keeps a user of %s with %j to the own org units: %j', async (habits, authorities, expected) => {
    const me = { status: 200, body: { ...recorded['/api/me'], authorities } };
    const index = await load(answering({ '/api/me': me }), BY_UID, habits);
    const units = ['ouDISTRICT1', 'ouDISTRICT2'].map((uid) => index.findOrgUnit(uid) as OrgUnit);
    expect(units.map(({ inHierarchy }) => inHierarchy)).toEqual(expected);
  });
});

describe('reading', () => {
  /** Answers from a table of paths. */
  const table =
    (answers: Readonly<Record<string, unknown>>, status = 200): Get =>
    (path) =>
      Promise.resolve({ status, body: answers[path] });

  test.each(['coptic', 'islamic', 'persian'])('refuses a server that counts in the %s calendar', async (calendar) => {
    const get = table({ '/api/system/info': { calendar } });
    await expect(load(get)).rejects.toThrow(ConfigError);
    await expect(load(get)).rejects.toThrow(calendar);
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

  test.each([
    ['by the address of the next page where their number is not told', { nextPage: 'http://127.0.0.1/?page=2' }, 2],
    ['in one answer where nothing is told of pages', undefined, 1],
  ])('goes through the pages %s', async (_how, first, count) => {
    const get: Get = (_path, params) => {
      const pager = params?.['page'] === '1' ? first : {};
      return Promise.resolve({ status: 200, body: { ...(pager && { pager }), dataSets: [] } });
    };
    let read = 0;
    for await (const page of readList(get, { name: 'dataSets', fields: 'id', pageSize: 50 })) read += 1 + page.length;
    expect(read).toBe(count);
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
