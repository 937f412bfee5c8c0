/**
 * An HTTP server that answers as DHIS2 2.42 does when all goes well, and does nothing but count the values it is sent.
 *
 * `node bench/lib/sink.js [port]` prints its address. `GET /counted` tells how much came since the last time it was asked.
 * `SINK_DELAY_MS` makes it wait that long before it answers an import.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { LISTS, SYSTEM, USER } from './metadata';

/** What came since the last `GET /counted`. */
export interface Counted {
  readonly values: number;
  readonly requests: number;
  /** Data sets registered as complete. */
  readonly registrations: number;
}

/** Every value names its data element, and nothing else does. */
const MARK = Buffer.from('"dataElement":');

const DELAY_MS = Number(process.env['SINK_DELAY_MS'] ?? 0);

let values = 0;
let requests = 0;
let registrations = 0;

function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [, , collection = '', id] = pathname.split('/');
  if (request.method === 'POST' && collection === 'dataValueSets') {
    const summary = importSummary(take(body));
    setTimeout(() => send(response, summary), DELAY_MS);
    return;
  }
  if (collection === 'completeDataSetRegistrations') {
    if (request.method === 'GET') return send(response, {});
    const given = JSON.parse(body.toString()) as { readonly completeDataSetRegistrations: readonly unknown[] };
    const registered = given.completeDataSetRegistrations.length;
    registrations += registered;
    const summary = importSummary(registered);
    setTimeout(() => send(response, summary), DELAY_MS);
    return;
  }
  if (pathname === '/counted') {
    const counted: Counted = { values, requests, registrations };
    values = requests = registrations = 0;
    return send(response, counted);
  }
  if (collection === 'me') return send(response, USER);
  if (collection === 'system') return send(response, SYSTEM);
  const list = LISTS[collection];
  if (list === undefined) return send(response, { httpStatusCode: 404, status: 'ERROR' }, 404);
  const asked = topLevel(searchParams.get('fields'));
  if (id !== undefined) return send(response, pick(list.find((object) => object['id'] === id) ?? {}, asked));
  const pageSize = Number(searchParams.get('pageSize') ?? 50);
  const page = Number(searchParams.get('page') ?? 1);
  const pageCount = Math.max(1, Math.ceil(list.length / pageSize));
  send(response, {
    pager: { page, pageSize, pageCount, total: list.length },
    [collection]: list.slice((page - 1) * pageSize, page * pageSize).map((object) => pick(object, asked)),
  });
}

/** The outermost names of a `fields` parameter, as DHIS2 reads it; undefined asks for all. */
function topLevel(fields: string | null): ReadonlySet<string> | undefined {
  if (fields === null) return undefined;
  const outermost = fields.replace(/\[[^[\]]*\]/g, '').replace(/\[[^[\]]*\]/g, '');
  return new Set(outermost.split(','));
}

function pick(object: Readonly<Record<string, unknown>>, asked: ReadonlySet<string> | undefined): object {
  return asked ? Object.fromEntries(Object.entries(object).filter(([name]) => asked.has(name))) : object;
}

function take(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(MARK); at >= 0; at = body.indexOf(MARK, at + MARK.length)) count += 1;
  values += count;
  requests += 1;
  return count;
}

function importSummary(imported: number): object {
  return {
    httpStatus: 'OK',
    httpStatusCode: 200,
    status: 'OK',
    message: 'Import was successful.',
    response: {
      status: 'SUCCESS',
      description: 'Import process completed successfully',
      importCount: { imported, updated: 0, ignored: 0, deleted: 0 },
      conflicts: [],
      rejectedIndexes: [],
      dataSetComplete: 'false',
      responseType: 'ImportSummary',
    },
  };
}

function send(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(body));
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    answer(request, response, request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
  });
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const address = server.address() as { readonly port: number };
  process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
