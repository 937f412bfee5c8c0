import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { describeViews } from '../../demo/src/source-catalog';
import { withClient } from '../../demo/src/warehouse';

const SOURCE = join(__dirname, '../../demo/lib/source.js');

let database: PGlite;
let server: PGLiteSocketServer;
let url: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-source-'));
  database = await PGlite.create();
  await database.exec(`
    CREATE SCHEMA s;
    CREATE MATERIALIZED VIEW s.many AS SELECT generate_series(1, 20001) AS n;
    CREATE MATERIALIZED VIEW s.kinds AS
      SELECT 12.50::numeric AS number, 7::bigint AS whole, date '2025-03-01' AS day, '{"a": 1}'::jsonb AS package,
             true AS flag, NULL::text AS nothing, 'Ünïcode "quoted"' AS word;
    CREATE MATERIALIZED VIEW s.empty AS SELECT 1 AS n WHERE false;`);
  server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0, maxConnections: 1 });
  await server.start();
  url = `postgres://postgres@${server.getServerConn()}/postgres?sslmode=disable`;
});

afterAll(async () => {
  await server.stop();
  await database.close();
  await rm(folder, { recursive: true });
});

async function start(views: readonly string[]) {
  const [config, catalog] = [join(folder, 'config.json'), join(folder, 'catalog.json')];
  await writeFile(config, JSON.stringify({ database_url: url }));
  const described = await withClient(url, (client) => describeViews(client, 's', views));
  await writeFile(catalog, JSON.stringify(described));
  return spawn(process.execPath, [SOURCE, 'read', '--config', config, '--catalog', catalog], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

interface Message {
  readonly type: string;
  readonly record?: { readonly stream: string; readonly namespace: string; readonly data: Record<string, unknown> };
  readonly state?: {
    readonly stream: { readonly stream_descriptor: object; readonly stream_state: { readonly rows_read: number } };
    readonly sourceStats: { readonly recordCount: number };
  };
}

async function read(...views: string[]): Promise<readonly Message[]> {
  const child = await start(views);
  const messages: Message[] = [];
  for await (const line of createInterface({ input: child.stdout })) messages.push(JSON.parse(line) as Message);
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(0);
  return messages;
}

describe('the Postgres source', () => {
  it('reads every row once, with a state every 10,000 records and at the end', async () => {
    const messages = await read('many');
    const numbers = messages.flatMap(({ record }) => (record ? [record.data['n']] : []));
    expect(numbers).toEqual(Array.from({ length: 20_001 }, (_, index) => index + 1));
    const places = messages.flatMap(({ type }, index) => (type === 'STATE' ? [index] : []));
    expect(places).toEqual([10_000, 20_001, 20_003]);
    expect(messages.flatMap(({ state }) => (state ? [state.sourceStats.recordCount] : []))).toEqual([
      10_000, 10_000, 1,
    ]);
    expect(messages.at(-1)?.state?.stream.stream_state.rows_read).toBe(20_001);
  });

  it('writes values as Airbyte does: numbers as numbers, days and JSON as text', async () => {
    const [first] = await read('kinds');
    expect(first?.record).toMatchObject({ stream: 'kinds', namespace: 's' });
    expect(first?.record?.data).toEqual({
      number: 12.5,
      whole: 7,
      day: '2025-03-01',
      package: '{"a": 1}',
      flag: true,
      nothing: null,
      word: 'Ünïcode "quoted"',
    });
  });

  it('reads the streams of the catalog in turn; an empty one gives its state alone', async () => {
    const messages = await read('empty', 'kinds');
    expect(messages.map(({ type }) => type)).toEqual(['STATE', 'RECORD', 'STATE']);
    expect(messages[0]?.state?.stream.stream_descriptor).toEqual({ name: 'empty', namespace: 's' });
  });

  it('ends with a code other than 0 when nobody reads on', async () => {
    const child = await start(['many']);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).not.toBe(0);
  });
});

describe('describeViews', () => {
  it('types columns as Airbyte does', async () => {
    const { streams } = await withClient(url, (client) => describeViews(client, 's', ['kinds']));
    expect(streams[0]?.stream.json_schema.properties).toEqual({
      number: { type: ['null', 'number'] },
      whole: { type: ['null', 'integer'] },
      day: { type: ['null', 'string'], format: 'date' },
      package: { type: ['null', 'string'] },
      flag: { type: ['null', 'boolean'] },
      nothing: { type: ['null', 'string'] },
      word: { type: ['null', 'string'] },
    });
  });
});
