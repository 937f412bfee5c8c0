import { gzipSync } from 'node:zlib';
import { ConfigError } from '../../src/errors';
import { SUMMARY, dataValue, payload, rigsOfEachTest, type Deps, type Rig, type Settings } from './support/fixtures';
import { type Answering, json, startServer, type TestServer } from './support/server';

describe('the client', () => {
  let server: TestServer;
  let answer: Answering = (_, response) => json(response, 200, SUMMARY);
  const rig = rigsOfEachTest();
  const connect = (settings?: Settings, deps?: Deps): Rig => rig(server.url, settings, deps);

  beforeAll(async () => {
    server = await startServer((...exchange) => answer(...exchange));
  });
  afterEach(() => {
    server.received.length = 0;
    answer = (_, response) => json(response, 200, SUMMARY);
  });
  afterAll(() => server.close());

  it('sends a payload to the unversioned Web API with the strategy, and hands back the answer as it is', async () => {
    const { client } = connect({ importStrategy: 'CREATE' });

    await expect(client.send(payload(2))).resolves.toEqual({ kind: 'answered', status: 200, body: SUMMARY });

    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toMatchObject({ method: 'POST', path: '/api/dataValueSets?importStrategy=CREATE' });
    expect(JSON.parse(server.received[0]!.body)).toMatchObject({ dataSet: 'dsMONTHLY01', dataValues: [{}, {}] });
  });

  it.each([
    ['sends deletes as deletes, whatever the strategy', false, '/api/dataValueSets?importStrategy=DELETE'],
    ['asks for a dry run', true, '/api/dataValueSets?importStrategy=DELETE&dryRun=true'],
  ])('%s', async (_, dry, path) => {
    const { client } = connect();
    const deletes = payload(1, { action: 'delete', values: [dataValue({ action: 'delete', value: '' })] });

    await (dry ? client.dryRun(deletes) : client.send(deletes));

    expect(server.received[0]!.path).toBe(path);
  });

  it('always asks for JSON and says what it sends', async () => {
    await connect().client.send(payload());

    expect(server.received[0]!.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'destination-dhis2',
    });
  });

  it('keeps its connection and DHIS2s session cookie', async () => {
    answer = (_, response) =>
      json(response, 200, SUMMARY, { 'Set-Cookie': 'JSESSIONID=ABC; Path=/; HttpOnly; SameSite=Lax' });
    const before = server.connections();
    const { client } = connect();

    await client.send(payload());
    await client.send(payload());

    expect(server.connections() - before).toBe(1);
    expect(server.received.map(({ headers }) => headers.cookie)).toEqual([undefined, 'JSESSIONID=ABC']);
  });

  it('compresses bodies of more than a kilobyte', async () => {
    const { client } = connect();

    await client.send(payload(1));
    await client.send(payload(100));

    expect(server.received.map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'gzip']);
    expect(JSON.parse(server.received[1]!.body)).toMatchObject({ dataValues: { length: 100 } });
  });

  it('compresses nothing but data values, which DHIS2 is known to unpack', async () => {
    const { client } = connect();
    const registration = {
      dataSet: 'ds',
      period: '202501',
      orgUnit: 'ou',
      attributeOptionCombo: 'aoc',
      date: '2025-02-03',
    };

    await client.complete(Array.from({ length: 20 }, () => registration));
    await client.submit('POST', '/api/oAuth2Clients', { tokenSettings: 'x'.repeat(2_000) });

    expect(server.received.map(({ headers }) => headers['content-encoding'])).toEqual([undefined, undefined]);
  });

  it('opens no more connections than requests at once and two', async () => {
    const before = server.connections();
    const waiting: (() => void)[] = [];
    answer = (_, response) => {
      waiting.push(() => json(response, 200, SUMMARY));
      if (waiting.length >= 4) for (const go of waiting.splice(0)) go();
    };
    const { client } = connect({ maxConcurrentRequests: 2 });

    await Promise.all(Array.from({ length: 12 }, () => client.send(payload())));

    expect(server.connections() - before).toBe(4);
  });

  it('reads the version and the user', async () => {
    answer = ({ path }, response) =>
      path.startsWith('/api/system/info')
        ? json(response, 200, { version: '2.42.5.2' })
        : json(response, 200, { username: 'connector', authorities: ['F_DATAVALUE_ADD'], organisationUnits: [] });
    const { client } = connect();

    await expect(client.version()).resolves.toEqual({ text: '2.42.5.2', habits: '2.42' });
    await expect(client.me()).resolves.toMatchObject({ username: 'connector', authorities: ['F_DATAVALUE_ADD'] });
    expect(server.received[1]!.path).toBe(
      '/api/me?fields=id%2Cusername%2Cauthorities%2CorganisationUnits%5Bid%2Cpath%5D%2CuserGroups%5Bid%5D',
    );
  });

  it.each([403, 404, 409])('leaves a %i to whoever reads', async (status) => {
    answer = (_, response) => json(response, status, { httpStatusCode: status });

    await expect(connect().client.get('/api/dataSets/x')).resolves.toEqual({
      status,
      body: { httpStatusCode: status },
    });
  });

  it('takes an empty 200 for an empty answer, as DHIS2 reads of foreign org units are', async () => {
    answer = (_, response) => response.writeHead(200).end();

    await expect(connect().client.get('/api/dataValueSets')).resolves.toEqual({ status: 200, body: '' });
  });

  it('reads JSON behind a byte order mark, and compressed', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
      response.end(gzipSync('\ufeff{"ok":"ü"}'));
    };

    await expect(connect().client.get('/api/me')).resolves.toEqual({ status: 200, body: { ok: 'ü' } });
  });

  it('registers completeness', async () => {
    const { client } = connect();
    await client.complete([
      {
        dataSet: 'dsMONTHLY01',
        period: '202501',
        orgUnit: 'ouFACIL0001',
        attributeOptionCombo: 'HllvX50cXC0',
        date: '2025-02-03',
      },
    ]);

    expect(server.received[0]!.path).toBe('/api/completeDataSetRegistrations');
    expect(JSON.parse(server.received[0]!.body)).toEqual({
      completeDataSetRegistrations: [
        {
          dataSet: 'dsMONTHLY01',
          period: '202501',
          organisationUnit: 'ouFACIL0001',
          attributeOptionCombo: 'HllvX50cXC0',
          date: '2025-02-03',
          completed: true,
        },
      ],
    });
  });

  it('refuses a server that gives no version', async () => {
    answer = (_, response) => json(response, 200, {});

    await expect(connect().client.version()).rejects.toThrow(ConfigError);
  });
});
