import type { Fault } from '../../sandbox/src/faults';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state } from '../support/connector';
import { writeInProcess, type Outcome } from '../support/in-process';
import { perfRow, placeOf } from '../support/rows';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

/** How often each fault is tried, at a random place each time: `FAULT_TRIES` for `npm run test:faults`. */
const TRIES = Number(process.env['FAULT_TRIES'] ?? 2);

const ROWS = 600;
const rows = Array.from({ length: ROWS }, (_, index) => perfRow(index));
const lines = rows.flatMap((row, index) => (index % 100 === 99 ? [record(row), state(index + 1)] : [record(row)]));
const model = new Map(rows.map((row) => [placeOf(row), row['value']]));

const HTML = '<html><head><title>Corporate proxy</title></head><body>Access blocked</body></html>';

/** Each of these passes by itself: the sync must end well. `times` in a row, then DHIS2 is well again. */
const PASSING: readonly { readonly name: string; readonly fault: Fault; readonly times: number }[] = [
  { name: 'connection reset before the body was read', fault: { kind: 'reset', when: 'before-body' }, times: 3 },
  { name: 'connection reset after the body was stored', fault: { kind: 'reset', when: 'after-work' }, times: 3 },
  { name: 'connection closed in mid-answer', fault: { kind: 'reset', when: 'mid-answer' }, times: 3 },
  { name: '429 with Retry-After', fault: { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, times: 2 },
  { name: '500', fault: { kind: 'status', status: 500, body: { message: 'boom' } }, times: 2 },
  { name: '502 from a gateway', fault: { kind: 'gateway', status: 502 }, times: 4 },
  { name: '503 from a gateway', fault: { kind: 'gateway', status: 503 }, times: 4 },
  { name: '504 from a gateway', fault: { kind: 'gateway', status: 504 }, times: 2 },
  { name: '503 with an HTML page of a proxy', fault: { kind: 'status', status: 503, body: HTML }, times: 2 },
  { name: '413', fault: { kind: 'status', status: 413, body: HTML }, times: 2 },
];

/** None of these passes: the sync must fail, with this type of failure, and without a reject. */
const LASTING: readonly { readonly name: string; readonly fault: Fault; readonly error: string }[] = [
  {
    name: '500 to everything',
    fault: { kind: 'status', status: 500, body: { message: 'boom' } },
    error: 'TransientError',
  },
  { name: '503 for ever', fault: { kind: 'gateway', status: 503 }, error: 'TransientError' },
  { name: 'every connection reset', fault: { kind: 'reset', when: 'before-body' }, error: 'TransientError' },
  { name: 'a login page with 200', fault: { kind: 'login-page' }, error: 'ConfigError' },
  {
    name: 'a redirect to the login page',
    fault: { kind: 'redirect', location: '/dhis-web-login/' },
    error: 'ConfigError',
  },
  {
    name: 'a redirect to another host',
    fault: { kind: 'redirect', location: 'http://127.0.0.9/api' },
    error: 'ConfigError',
  },
  { name: '401', fault: { kind: 'status', status: 401, body: { message: 'Unauthorized' } }, error: 'ConfigError' },
  {
    name: '403 of DHIS2',
    fault: { kind: 'status', status: 403, body: { httpStatusCode: 403, message: 'Access is denied' } },
    error: 'ConfigError',
  },
];

const table: (readonly [string, number, string, number, number, number])[] = [];

describe.each(['2.41', '2.42', '2.43'] as const)('with DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  const sync = (early: string[]): Promise<Outcome> =>
    writeInProcess({
      config: {
        base_url: sandbox.url,
        credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
        max_values_per_request: 50,
      },
      lines,
      onLine: (line) => {
        const { stream } = (JSON.parse(line) as { state: { stream: { stream_state: number } } }).state;
        const sent = sandbox.requests.reduce((sum, { workedOrder, values = 0 }) => sum + (workedOrder ? values : 0), 0);
        if (sent < stream.stream_state) early.push(line);
      },
    });

  test.each(PASSING)('$name, passing: nothing is lost, doubled, refused or early', async ({ name, fault, times }) => {
    let lost = 0;
    let early = 0;
    let unordered = 0;
    for (let round = 0; round < TRIES; round += 1) {
      await sandbox.reset();
      const first = 1 + ((round * 7 + name.length) % 11);
      let posts = 0;
      sandbox.faults.next = ({ method }) => {
        if (method === 'POST') posts += 1;
        return method === 'POST' && posts >= first && posts < first + times ? fault : undefined;
      };
      const tooEarly: string[] = [];
      const { error, states } = await sync(tooEarly);
      expect(error).toBeUndefined();
      const cells = await sandbox.values();
      lost +=
        model.size -
        cells.filter((each) => model.get(`${each.dataElement}/${each.orgUnit}/${each.period}`) === each.value).length;
      early += tooEarly.length;
      const bodies = states.map((line) => (JSON.parse(line) as StateLine).state);
      if (bodies.some(({ stream }, index) => stream.stream_state !== (index + 1) * 100)) unordered += 1;
      expect(bodies.map(({ destinationStats }) => destinationStats.recordCount)).toEqual([
        100, 100, 100, 100, 100, 100,
      ]);
      expect(cells).toHaveLength(model.size);
    }
    table.push([name, TRIES, version, lost, unordered, early]);
    expect([lost, unordered, early]).toEqual([0, 0, 0]);
  });

  test.each(LASTING)(
    '$name, lasting: fails as $error, with no row refused and no state out',
    async ({ name, fault, error }) => {
      sandbox.faults.next = ({ method }) => (method === 'POST' ? fault : undefined);
      const tooEarly: string[] = [];
      const outcome = await sync(tooEarly);
      expect((outcome.error as Error).name).toBe(error);
      expect(outcome.states).toEqual([]);
      expect(outcome.logs.filter((message) => message.startsWith('WARN Row refused'))).toEqual([]);
      // A refused sign-in must not become a storm of requests.
      if (error === 'ConfigError')
        expect(sandbox.requests.filter(({ method }) => method === 'POST').length).toBeLessThan(6);
      table.push([name, 1, version, 0, 0, tooEarly.length]);
    },
  );

  test('a DHIS2 that is killed in mid-import and comes back: nothing is lost', async () => {
    let posts = 0;
    sandbox.faults.next = ({ method }) => {
      if (method !== 'POST') return undefined;
      posts += 1;
      return posts === 4 ? { kind: 'kill', afterMs: 1 } : undefined;
    };
    const early: string[] = [];
    const running = sync(early);
    while (posts < 4) await new Promise(setImmediate);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await sandbox.restart();
    const { error } = await running;
    expect(error).toBeUndefined();
    expect(await sandbox.values()).toHaveLength(model.size);
    table.push(['DHIS2 killed in mid-import, restarted', 1, version, 0, 0, early.length]);
  });
});

interface StateLine {
  readonly state: {
    readonly stream: { readonly stream_state: number };
    readonly destinationStats: { readonly recordCount: number };
  };
}

afterAll(() => {
  const names = [...new Set(table.map(([name]) => name))];
  const total = (name: string, column: 1 | 3 | 4 | 5): number =>
    table.filter(([each]) => each === name).reduce((sum, row) => sum + row[column], 0);
  const lines = names.map((name) =>
    [name.padEnd(46), ...([1, 3, 4, 5] as const).map((column) => String(total(name, column)).padStart(14))].join(''),
  );
  const head = [
    'fault'.padEnd(46),
    ...['times tried', 'rows lost', 'out of order', 'states early'].map((each) => each.padStart(14)),
  ];
  console.log([head.join(''), ...lines].join('\n'));
});
