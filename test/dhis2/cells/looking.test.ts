import { ConfigError } from '../../../src/errors';
import { type Cell, cellKey } from '../../../src/core/model/data-value';
import type { Seen } from '../../../src/core/model/cell-reader';
import { createReaders, type Readers } from '../../../src/dhis2/cells/readers';
import type { MetadataIndex } from '../../../src/core/mapping/metadata/metadata-index';
import type { LookingDeps } from '../../../src/dhis2/cells/looking';
import { type Deps, type Rig, rigsOfEachTest, type Settings } from '../support/fixtures';
import { type Answering, inTurn, json, type Received, startServer, type TestServer } from '../support/server';

const DEFAULT = 'HllvX50cXC0';
const ME = { id: 'usCONNECT01', username: 'connector', authorities: ['ALL'], organisationUnits: [], userGroups: [] };
const METADATA = {
  orgUnitOf: (uid: string) => ({ uid, position: 0, inHierarchy: uid !== 'ouOUTSIDE01' }),
  elementOf: () => undefined,
  defaultOptionCombo: DEFAULT,
} as unknown as MetadataIndex;

type Asked = Cell & { readonly dataSet: string };

function cell(parts: Partial<Asked> = {}): Asked {
  return {
    dataSet: 'dsMONTHLY01',
    dataElement: 'deINTEGER01',
    categoryOptionCombo: DEFAULT,
    attributeOptionCombo: DEFAULT,
    orgUnit: 'ouFACIL0001',
    period: '202501',
    ...parts,
  };
}

const cells = (count: number): Asked[] =>
  Array.from({ length: count }, (_, n) => cell({ orgUnit: `ou${String(n).padStart(9, '0')}` }));
const held = (one: Asked, value = '1'): object => ({ ...one, dataSet: undefined, value, followup: false });
const listOf = ({ path }: Received, name: string): string[] =>
  new URLSearchParams(path.split('?')[1]).get(name)?.split(',') ?? [];

/** A body as it is, called JSON. */
const raw =
  (text: string, status = 200, type = 'application/json'): Answering =>
  (_, response) => {
    response.writeHead(status, { 'Content-Type': type });
    response.end(text);
  };
/** What DHIS2 says of what it refuses. */
const refused = (errorCode: string, message = 'no'): string =>
  JSON.stringify({ httpStatus: 'Conflict', httpStatusCode: 409, status: 'ERROR', message, errorCode });
const nothing: Answering = raw('{"dataValues":[]}');

describe('a look at cells', () => {
  let server: TestServer;
  let answer: Answering = nothing;
  const rig = rigsOfEachTest();

  beforeAll(async () => {
    server = await startServer((...exchange) => answer(...exchange));
  });
  afterEach(() => {
    server.received.length = 0;
    answer = nothing;
  });
  afterAll(() => server.close());

  interface Looking extends Readers, Rig {
    /** The cells asked for, in order. */
    readonly seen: (cells: readonly Asked[], signal?: AbortSignal) => Promise<readonly (Seen | undefined)[]>;
  }

  /** Readers at a server that was seen to be a DHIS2. */
  async function connect(
    limits: Pick<LookingDeps, 'timeoutMs' | 'maxValues'> = {},
    settings: Settings = {},
    deps: Deps = {},
  ): Promise<Looking> {
    const built = rig(server.url, settings, deps);
    const then = answer;
    answer = (_, response) => json(response, 200, { version: '2.42.5.2' });
    await built.client.version();
    answer = then;
    server.received.length = 0;
    const readers = createReaders({
      ...built,
      log: (level, message) => built.log.push({ level, message }),
      metadata: METADATA,
      me: ME,
      limits,
    });
    const seen: Looking['seen'] = async (some, signal) => {
      const look = await readers.cells.look(some, signal);
      expect(look.seen.size).toBe(new Set(some.map(cellKey)).size);
      return some.map((one) => look.seen.get(cellKey(one)));
    };
    return { ...built, ...readers, seen };
  }

  const NOT_KNOWN = { kind: 'not-known', why: expect.any(String) as string };

  it('asks by data element, deleted values included, and signs in as every request does', async () => {
    const { seen, clock, cells: reader } = await connect();

    await expect(seen([cell(), cell({ period: '202502' })])).resolves.toEqual([{ kind: 'absent' }, { kind: 'absent' }]);

    expect(server.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/dataValueSets?includeDeleted=true&dataElement=deINTEGER01&orgUnit=ouFACIL0001&period=202501,202502',
    ]);
    expect(server.received[0]!.headers).toMatchObject({
      accept: 'application/json',
      authorization: expect.stringMatching(/^ApiToken /) as string,
    });
    expect((await reader.look([cell()])).since).toBe(clock.now());
  });

  it('takes what stands before the list for what values lack (2.43)', async () => {
    answer = raw(
      `{"period":"202501","orgUnit":"ouFACIL0001","attributeOptionCombo":"${DEFAULT}","dataValues":[{"dataElement":"deINTEGER01","categoryOptionCombo":"${DEFAULT}","value":"5","followup":true}]}`,
    );
    const { seen } = await connect();
    await expect(seen([cell()])).resolves.toEqual([{ kind: 'held', value: '5', followUp: true, deleted: false }]);
  });

  it.each([
    ['an empty body', raw('')],
    ['an empty body without a type', raw('', 200, '')],
    ['an object without a list', raw('{}')],
    ['a list that is cut', raw('{"dataValues":[')],
    ['a value that is cut', raw('{"dataValues":[{"dataElement":"deINTEGER01","period":"2025')],
    ['values that lack a part', raw('{"dataValues":[{"value":"1"}]}')],
    ['an import summary', raw('{"httpStatus":"OK","httpStatusCode":200,"status":"OK"}')],
    ['a text', raw('pong')],
    ['a refusal', raw(refused('E2012'), 409)],
    [
      'a 403 of DHIS2',
      raw('{"httpStatus":"Forbidden","httpStatusCode":403,"status":"ERROR","message":"Access is denied"}', 403),
    ],
    ['a 404 of DHIS2', raw('{"httpStatus":"Not Found","httpStatusCode":404,"status":"ERROR","message":"x"}', 404)],
    ['a firewall that refuses', raw('<html>Forbidden</html>', 403, 'text/html')],
    ['a page', raw('<html>Maintenance</html>', 200, 'text/html')],
    [
      'an error',
      raw('{"httpStatus":"Internal Server Error","httpStatusCode":500,"status":"ERROR","message":"x"}', 500),
    ],
    ['trouble', raw('', 503)],
    ['a gateway that gave up', raw('', 504)],
    ['a connection that breaks', (_, __, socket) => socket.destroy()],
  ])('says not known, never absent, to %s', async (_, how) => {
    answer = how;
    const { seen } = await connect();
    await expect(seen([cell()])).resolves.toEqual([NOT_KNOWN]);
  });

  it('says not known where the answer breaks off on the way, and does not ask for ten minutes', async () => {
    answer = (_, response, socket) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      response.write('{"dataValues":[');
      setImmediate(() => socket.destroy());
    };
    const { seen, clock } = await connect();
    await expect(seen([cell()])).resolves.toEqual([NOT_KNOWN]);
    expect(server.received).toHaveLength(1);
    expect(clock.pauses).toEqual([]);
  });

  it('waits for trouble that passes, and forgets what a broken attempt brought', async () => {
    answer = inTurn(raw('', 503), raw('', 502), raw(JSON.stringify({ dataValues: [held(cell(), '8')] })));
    const { seen } = await connect();
    await expect(seen([cell()])).resolves.toMatchObject([{ kind: 'held', value: '8' }]);
  });

  it('renews the sign-in once, and fails only for that', async () => {
    answer = raw('{"httpStatus":"Unauthorized","httpStatusCode":401,"status":"ERROR","message":"x"}', 401);
    const { seen } = await connect();
    await expect(seen([cell()])).rejects.toThrow(ConfigError);
  });

  it('says not known of a cell that is shown twice', async () => {
    answer = raw(JSON.stringify({ dataValues: [held(cell(), '1'), held(cell(), '2')] }));
    await expect((await connect()).seen([cell()])).resolves.toEqual([NOT_KNOWN]);
  });

  it('asks for no more after two reads that took too long, and says so once', async () => {
    answer = () => undefined;
    const { seen, log, cells: reader } = await connect({ timeoutMs: 200 });
    expect(await seen([cell()])).toEqual([NOT_KNOWN]);
    expect(reader.ended).toBeUndefined();
    expect(await seen([cell()])).toEqual([NOT_KNOWN]);
    answer = nothing;
    const { length } = server.received;
    expect(await seen([cell()])).toEqual([{ kind: 'not-known', why: reader.ended }]);
    expect(reader.ended).toMatch(/given up after 2 reads/);
    expect(server.received).toHaveLength(length);
    expect(log.map(({ level }) => level)).toEqual(['WARN']);
    expect(log[0]!.message).toMatch(/took longer than 0\.2 s/);
  });

  it('ends when the sync is asked to stop, and takes that for no slowness', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();
    const { seen, cells: reader } = await connect();
    const more = cells(3).map((one, n) => ({ ...one, attributeOptionCombo: `co${n}` }));
    expect(await seen(more, stop.signal)).toEqual([NOT_KNOWN, NOT_KNOWN, NOT_KNOWN]);
    expect(server.received).toHaveLength(1);
    expect(reader.ended).toBeUndefined();
  });

  it('asks for less at once where something takes no long requests, and knows everything all the same', async () => {
    answer = (request, response, socket) =>
      request.path.length > 2_000
        ? raw('<html>URI too long</html>', 414, 'text/html')(request, response, socket)
        : json(response, 200, { dataValues: listOf(request, 'orgUnit').map((orgUnit) => held(cell({ orgUnit }))) });
    const { seen } = await connect();
    const some = await seen(cells(500));
    expect(some.every((one) => one?.kind === 'held')).toBe(true);
    server.received.length = 0;
    await seen(cells(500));
    expect(server.received.every(({ path }) => path.length <= 2_000)).toBe(true);
  });

  it('never sends a head of more than 8,192 bytes, however long the token is', async () => {
    const token = `d2p_${'x'.repeat(3_000)}`;
    answer = (request, response) => {
      const head = `GET ${request.path} HTTP/1.1\r\n${Object.entries(request.headers)
        .map(([name, value]) => `${name}: ${String(value)}\r\n`)
        .join('')}\r\n`;
      if (head.length > 8_192) return response.destroy();
      return json(response, 200, { dataValues: [] }, { 'Set-Cookie': `JSESSIONID=${'y'.repeat(200)}; Path=/` });
    };
    const { seen } = await connect({}, { credentials: { kind: 'personal_access_token', token } });
    expect((await seen(cells(2_000))).every((one) => one?.kind === 'absent')).toBe(true);
    expect(server.received.length).toBeLessThan(10);
  });

  it('cuts a read in two where the answer holds more than it may, down to one of everything', async () => {
    answer = (request, response) =>
      json(response, 200, {
        dataValues: listOf(request, 'orgUnit').flatMap((orgUnit) =>
          Array.from({ length: 10 }, (_, n) =>
            held(cell({ orgUnit, categoryOptionCombo: n === 0 ? DEFAULT : `co${n}` })),
          ),
        ),
      });
    const { seen } = await connect({ maxValues: 25 });
    expect((await seen(cells(16))).every((one) => one?.kind === 'held')).toBe(true);
    server.received.length = 0;
    await seen(cells(16));
    // It has learned how many there are.
    expect(server.received.length).toBeLessThanOrEqual(16);
  });

  it('leaves out the org units that DHIS2 names, and asks once more', async () => {
    answer = (request, response, socket) =>
      listOf(request, 'orgUnit').includes('ou000000003')
        ? raw(refused('E2012', 'User is not allowed to view org unit(s): `[ou000000003]`'), 409)(
            request,
            response,
            socket,
          )
        : nothing(request, response, socket);
    const { seen } = await connect();
    const some = await seen(cells(6));
    expect(some.map((one) => one?.kind)).toEqual(['absent', 'absent', 'absent', 'not-known', 'absent', 'absent']);
    expect(server.received).toHaveLength(2);
  });

  it.each([
    ['empties', raw('')],
    ['refuses', raw(refused('E2010'), 409)],
    ['breaks', raw('{"dataValues":[{}')],
  ])('does not ask for ever where DHIS2 %s every answer', async (_, how) => {
    answer = how;
    const { seen } = await connect();
    for (let times = 0; times < 5; times += 1) {
      expect((await seen(cells(200))).every((one) => one?.kind === 'not-known')).toBe(true);
    }
    expect(server.received.length).toBeLessThan(95);
  });

  it('asks for nothing outside the tree of the user', async () => {
    const { seen } = await connect();
    expect(await seen([cell({ orgUnit: 'ouOUTSIDE01' })])).toEqual([NOT_KNOWN]);
    expect(await seen([])).toEqual([]);
    expect(server.received).toEqual([]);
  });

  it('puts no value into the log', async () => {
    answer = raw('{"dataValues":[{"value":"CANARY-value"');
    const { seen, log } = await connect();
    const [one] = await seen([cell()]);
    expect(JSON.stringify([one, log])).not.toContain('CANARY');
  });

  it('reads an answer of 100 MB in bounded memory', async () => {
    const all = cells(400);
    const text = 'x'.repeat(2_500);
    const filler = Buffer.from(
      Array.from(
        { length: 400 },
        (_, n) => `,${JSON.stringify(held(cell({ orgUnit: `ou${n}`, categoryOptionCombo: 'coOTHER0001' }), text))}`,
      ).join(''),
    );
    answer = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.write(`{"dataValues":[${all.map((one) => JSON.stringify(held(one))).join()}`);
      let left = Math.ceil((100 * 1024 * 1024) / filler.length);
      const write = (): void => {
        while (left > 0) {
          left -= 1;
          if (!response.write(filler)) return void response.once('drain', write);
        }
        response.end(']}');
      };
      write();
    };
    const { seen } = await connect({ timeoutMs: 300_000 });
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
    const some = await seen(all);
    clearInterval(watch);
    expect(some.every((one) => one?.kind === 'held')).toBe(true);
    expect((most - before) / 1024 / 1024).toBeLessThan(150);
  });
});
