import type { Sandbox } from '../../../sandbox/src/sandbox';
import { type Cell, cellKey } from '../../../src/core/model/data-value';
import { type GroupKey, groupKey } from '../../../src/core/model/group-key';
import { hidingMetadataOf } from '../../contract/later-metadata';
import { transcripts, type Version } from '../../contract/transcripts';
import { aValue } from '../../support/data-values';
import { readersOf, type ReadersOfUser } from '../../support/readers';
import { sampled } from '../../support/sample';
import { basic, startTestSandbox } from '../../support/sandbox';

type Asked = Cell & { readonly dataSet: string };

const VERSIONS = [
  ['2.41', '2.41.9.1'],
  ['2.42', '2.42.5.2'],
  ['2.43', '2.43.1'],
] as const satisfies readonly (readonly [string, Version])[];

function cell(parts: Partial<Asked> = {}): Asked {
  const { dataSet, dataElement, categoryOptionCombo, attributeOptionCombo, orgUnit, period } = aValue(parts);
  return { dataSet, dataElement, categoryOptionCombo, attributeOptionCombo, orgUnit, period };
}

describe.each(sampled(VERSIONS))('the reader of cells at a sandbox of DHIS2 %s', (version, recorded) => {
  let sandbox: Sandbox;
  let connector: ReadersOfUser;
  let clerk: ReadersOfUser;

  const post = async (path: string, body: object, user: 'connector' | 'admin' = 'connector'): Promise<void> => {
    const headers = { authorization: basic(user), 'content-type': 'application/json' };
    const answer = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(200);
  };
  const store = (cells: readonly (Asked & { value: string })[], user?: 'admin', query = ''): Promise<void> =>
    post(
      `/api/dataValueSets${query}`,
      { dataSet: cells[0]!.dataSet, dataValues: cells.map(({ dataSet: _, ...value }) => value) },
      user,
    );
  const reads = (): readonly string[] =>
    sandbox.requests
      .filter(({ method, path }) => method === 'GET' && path === '/api/dataValueSets')
      .map(({ query }) => query);

  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
    sandbox.metadata.put(hidingMetadataOf(recorded));
    connector = await readersOf('connector', sandbox.url);
    clerk = await readersOf('clerk', sandbox.url);
  });
  beforeEach(() => sandbox.clearRequests());
  afterAll(async () => {
    connector.client.close();
    clerk.client.close();
    await sandbox.close();
  });

  it('tells what is held, marked as deleted and absent, in one read', async () => {
    const held = { ...cell({ period: '202501' }), value: '12', comment: 'late', followUp: true, followup: true };
    const gone = { ...cell({ period: '202502' }), value: '7' };
    await store([held, gone]);
    await store([gone], undefined, '?importStrategy=DELETE');
    const absent = cell({ period: '202503' });

    const { seen } = await connector.cells.look([held, gone, absent]);

    expect(seen).toEqual(
      new Map([
        [cellKey(held), { kind: 'held', value: '12', comment: 'late', followUp: true, deleted: false }],
        [cellKey(gone), expect.objectContaining({ kind: 'held', deleted: true })],
        [cellKey(absent), { kind: 'absent' }],
      ]),
    );
    expect(reads()).toHaveLength(1);
    expect(reads()[0]).not.toContain('dataSet');
  });

  it('keeps control characters, quotes, backslashes and letters of any kind', async () => {
    const value = 'a\u0001b\u001fc\nd\te "f" \\n \\\\ é 漢 🙂';
    const text = { ...cell({ dataElement: 'deLONGTXT01', period: '202504' }), value, comment: 'c\u0002d' };
    await store([text]);

    const { seen } = await connector.cells.look([text]);

    expect(seen.get(cellKey(text))).toMatchObject({ kind: 'held', value, comment: 'c\u0002d' });
  });

  it('knows weeks by their canonical ids', async () => {
    const week = { ...cell({ dataSet: 'dsWEEKLY001', dataElement: 'deWEEKLY001', period: '2025W05' }), value: '3' };
    await store([week]);

    const { seen } = await connector.cells.look([week]);

    expect(seen.get(cellKey(week))).toMatchObject({ kind: 'held', value: '3' });
  });

  it('never asks for an org unit outside the tree of the user, and knows the others', async () => {
    const own = { ...cell({ orgUnit: 'ouFACIL0001', period: '202505' }), value: '5' };
    const foreign = { ...cell({ orgUnit: 'ouFACIL0003', period: '202505' }), value: '6' };
    await store([own, foreign]);
    const unknown = cell({ orgUnit: 'ouNOSUCH001', period: '202505' });
    sandbox.clearRequests();

    const { seen } = await clerk.cells.look([own, foreign, unknown]);

    expect(seen.get(cellKey(own))).toMatchObject({ kind: 'held', value: '5' });
    expect(seen.get(cellKey(foreign))).toMatchObject({ kind: 'not-known' });
    expect(seen.get(cellKey(unknown))).toMatchObject({ kind: 'not-known' });
    expect(reads()).toHaveLength(1);
    expect(reads()[0]).not.toMatch(/ouFACIL0003|ouNOSUCH001/);
  });

  it('finds the org unit that spoils reads since the start, once, and knows the others', async () => {
    const orgUnits = Array.from({ length: 8 }, (_, n) => `ouPERF0000${n + 1}`);
    const later = await readersOf('connector', sandbox.url);
    const user = sandbox.metadata.get('users', 'usCONNECT01')!;
    const all = orgUnits.map((orgUnit) => ({
      ...cell({ dataSet: 'dsPERF00001', dataElement: 'dePERF00001', orgUnit }),
      value: '4',
    }));
    await store(all);
    const rest = [...orgUnits.slice(0, 5), ...orgUnits.slice(6)].map((id) => ({ id }));
    sandbox.metadata.put({ users: [{ ...user, organisationUnits: rest }] });
    sandbox.clearRequests();
    try {
      const first = (await later.cells.look(all)).seen;
      const spent = reads().length;
      const second = (await later.cells.look(all)).seen;

      for (const seen of [first, second]) {
        expect(all.filter((one) => seen.get(cellKey(one))?.kind !== 'held').map(({ orgUnit }) => orgUnit)).toEqual([
          'ouPERF00006',
        ]);
        expect(seen.get(cellKey(all[5]!))).toMatchObject({ kind: 'not-known' });
      }
      expect(spent).toBeLessThanOrEqual(8);
      expect(reads().length - spent).toBe(1);
    } finally {
      sandbox.metadata.put({ users: [user] });
      later.client.close();
    }
  });

  it('does not take for absent what it may not read: options that the user may write only, or not see', async () => {
    const body = transcripts(recorded).find(({ number }) => number === 1323)?.response?.body;
    const combos = (body as { categoryCombos: { categoryOptionCombos: { id: string; name: string }[] }[] } | undefined)
      ?.categoryCombos;
    if (!combos) return; // not recorded with 2.41
    const names = ['AO open', 'AO read', 'AO shut', 'AO wonly'];
    const all = names.map((name) => {
      const { id } = combos.flatMap((combo) => combo.categoryOptionCombos).find((combo) => combo.name === name)!;
      return cell({ dataSet: 'dsAOTEST001', dataElement: 'deAOTEST001', period: '202403', attributeOptionCombo: id });
    });
    for (const one of all) {
      await store([{ ...one, value: '1', dataSet: one === all[3] ? 'dsAOWONLY01' : one.dataSet }], 'admin');
    }

    const { seen } = await connector.cells.look(all);
    const hidden = await connector.rights.hidden(all);

    expect(all.map((one) => seen.get(cellKey(one))?.kind)).toEqual(['held', 'held', 'not-known', 'not-known']);
    expect([...hidden.keys()]).toEqual([cellKey(all[2]!), cellKey(all[3]!)]);
  });

  it('reads elements of a data set that the user may write and not read', async () => {
    const sharing = { ...sandbox.metadata.get('dataSets', 'dsMONTHLY01')!.sharing, public: 'rw-w----' };
    const set = sandbox.metadata.get('dataSets', 'dsMONTHLY01')!;
    const one = { ...cell({ period: '202506' }), value: '9' };
    await store([one]);
    sandbox.metadata.put({ dataSets: [{ ...set, sharing }] });
    try {
      expect((await connector.cells.look([one])).seen.get(cellKey(one))).toMatchObject({ kind: 'held', value: '9' });
    } finally {
      sandbox.metadata.put({ dataSets: [set] });
    }
  });

  it('takes as few reads as heads allow, none of them too long', async () => {
    const orgUnits = Array.from({ length: 100 }, (_, n) => `ouPERF${String(n + 1).padStart(5, '0')}`);
    const elements = Array.from({ length: 20 }, (_, n) => `dePERF${String(n + 1).padStart(5, '0')}`);
    const months = Array.from({ length: 12 }, (_, n) => `2025${String(n + 1).padStart(2, '0')}`);
    const all = orgUnits.flatMap((orgUnit) =>
      elements.flatMap((dataElement) =>
        months.map((period) => cell({ dataSet: 'dsPERF00001', dataElement, orgUnit, period })),
      ),
    );

    const { seen } = await connector.cells.look(all);

    expect(seen.size).toBe(24_000);
    expect(reads()).toHaveLength(1);
    expect(sandbox.requests.every(({ status }) => status === 200)).toBe(true);
  });

  it('cuts a read whose answer grows too large', async () => {
    const orgUnits = Array.from({ length: 8 }, (_, n) => `ouPERF0000${n + 1}`);
    const all = orgUnits.map((orgUnit) => ({
      ...cell({ dataSet: 'dsPERF00001', dataElement: 'dePERF00002', orgUnit }),
      value: '4',
    }));
    await store(all);
    const careful = await readersOf('connector', sandbox.url, { maxValues: 3 });
    sandbox.clearRequests();

    const { seen } = await careful.cells.look(all);

    expect(all.every((one) => seen.get(cellKey(one))?.kind === 'held')).toBe(true);
    expect(reads().length).toBeGreaterThan(2);
    careful.client.close();
  });
});

describe.each(sampled(VERSIONS))('the reader of completions at a sandbox of DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  const group = (parts: Partial<GroupKey> = {}): GroupKey => ({
    dataSet: 'dsMONTHLY01',
    period: '202401',
    orgUnit: 'ouFACIL0001',
    attributeOptionCombo: 'HllvX50cXC0',
    ...parts,
  });

  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
    const registrations = [
      { ...group(), organisationUnit: 'ouFACIL0001', date: '2024-05-02' },
      { ...group(), organisationUnit: 'ouFACIL0003', date: '2024-05-03' },
      { ...group(), dataSet: 'dsWEEKLY001', period: '2024W05', organisationUnit: 'ouFACIL0001', date: '2024-05-04' },
    ];
    const answer = await fetch(`${sandbox.url}/api/completeDataSetRegistrations`, {
      method: 'POST',
      headers: { authorization: basic('connector'), 'content-type': 'application/json' },
      body: JSON.stringify({ completeDataSetRegistrations: registrations }),
    });
    expect(answer.status).toBe(200);
  });
  beforeEach(() => sandbox.clearRequests());
  afterAll(() => sandbox.close());

  it('tells what is registered and what is not, in one read; where nothing is, too', async () => {
    const { completions, client } = await readersOf('connector', sandbox.url);
    const groups = [group(), group({ orgUnit: 'ouFACIL0003' }), group({ period: '202402' })];
    sandbox.clearRequests();

    const { seen } = await completions.look(groups);
    const none = await completions.look([group({ period: '203103' })]);

    expect(groups.map((one) => seen.get(groupKey(one)))).toEqual([
      { kind: 'registered', date: '2024-05-02' },
      { kind: 'registered', date: '2024-05-03' },
      { kind: 'not-registered' },
    ]);
    expect([...none.seen.values()]).toEqual([{ kind: 'not-registered' }]);
    expect(sandbox.requests).toHaveLength(2);
    client.close();
  });

  it('knows weeks by their canonical ids', async () => {
    const { completions, client } = await readersOf('connector', sandbox.url);
    const week = group({ dataSet: 'dsWEEKLY001', period: '2024W05' });
    expect((await completions.look([week])).seen.get(groupKey(week))).toEqual({
      kind: 'registered',
      date: '2024-05-04',
    });
    client.close();
  });

  it('never asks for an org unit outside the tree of the user', async () => {
    const { completions, client } = await readersOf('clerk', sandbox.url);
    const foreign = group({ orgUnit: 'ouFACIL0003' });
    sandbox.clearRequests();

    const { seen } = await completions.look([group(), foreign]);

    expect(seen.get(groupKey(group()))).toMatchObject({ kind: 'registered' });
    expect(seen.get(groupKey(foreign))).toMatchObject({ kind: 'not-known' });
    expect(sandbox.requests.map(({ status }) => status)).toEqual([200]);
    client.close();
  });
});
