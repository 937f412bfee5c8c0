import type { FaultRequest } from '../../sandbox/src/faults';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { prepareJob, record, start, state, statesOf, write, type Message, type Run } from '../support/connector';
import { writeInProcess } from '../support/in-process';
import { perfRow } from '../support/rows';
import { sampled } from '../support/sample';
import { basic, startTestSandbox } from '../support/sandbox';
import { credentialsOf, OUTSIDE_CLIENTS, refreshCredentials } from '../support/sign-ins';

const ROWS = 1000;
/** Small requests of one period over many org units: once it is introduced, both lanes have requests in flight. */
const VALUES_A_REQUEST = 50;
const HOUR_MS = 3_600_000;
const lines = Array.from({ length: ROWS }, (_, index) => [
  record(perfRow(index)),
  ...(index % 250 === 249 ? [state(index + 1)] : []),
]).flat();

const isImport = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  method === 'POST' && path === '/api/dataValueSets';

const isTokenRequest = ({ path }: { readonly path: string }): boolean => path.endsWith('/token');

const tracesOf = ({ messages }: Run): Message['trace'][] =>
  messages.flatMap(({ type, trace }) => (type === 'TRACE' ? [trace] : []));

/** Lets something happen when the import of that number arrives, before DHIS2 looks at its sign-in. */
function atImport(sandbox: Sandbox, number: number, happens: () => unknown): void {
  let imports = 0;
  sandbox.faults.next = (request: FaultRequest) => {
    if (isImport(request)) imports += 1;
    if (isImport(request) && imports === number) happens();
    return undefined;
  };
}

function expectWhole(run: Run): void {
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(statesOf(run).map(({ data, recordCount }) => [data, recordCount])).toEqual([
    [250, 250],
    [500, 250],
    [750, 250],
    [1000, 250],
  ]);
}

describe.each(sampled(['2.41', '2.42', '2.43'] as const))('a token that ends in mid-sync, with DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  let config: Readonly<Record<string, unknown>>;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version, outsideClients: OUTSIDE_CLIENTS });
  });
  beforeEach(async () => {
    await sandbox.reset();
    const credentials = await credentialsOf('oauth2_refresh_token', sandbox, version);
    config = { base_url: sandbox.url, credentials, max_values_per_request: VALUES_A_REQUEST };
    sandbox.clearRequests();
  });
  afterAll(() => sandbox.close());

  const tokenRequests = (): number =>
    sandbox.requests.filter(isTokenRequest).filter(({ status }) => status === 200).length;

  test('is renewed once, and no row is lost', async () => {
    // Access tokens live 5 minutes from 2.42 on, and 12 hours before.
    atImport(sandbox, 4, () => sandbox.clock.advance(version === '2.41' ? 13 * HOUR_MS : HOUR_MS / 6));
    const run = await write(config, lines);
    expectWhole(run);
    expect(await sandbox.values()).toHaveLength(ROWS);
    expect(tokenRequests()).toBe(2);
    const turnedAway = sandbox.requests.filter((each) => each.status === 401 && isImport(each)).length;
    expect([1, 2]).toContain(turnedAway);
  });

  test('is renewed once too when both lanes are turned away by the same restart', async () => {
    let held = 0;
    let letGo = (): void => undefined;
    const until = new Promise<void>((resolve) => (letGo = resolve));
    // Two requests are held until both are there; then all tokens are void, and both find out.
    sandbox.faults.next = (request) => {
      if (!isImport(request) || sandbox.requests.filter(isImport).length < 4 || held === 2) return undefined;
      held += 1;
      if (held === 2) void sandbox.voidTokens().then(letGo);
      return { kind: 'hold', until };
    };
    const run = await write(config, lines);
    expectWhole(run);
    expect(await sandbox.values()).toHaveLength(ROWS);
    expect(held).toBe(2);
    expect(sandbox.requests.filter(({ status, ...each }) => status === 401 && isImport(each))).toHaveLength(2);
    expect(tokenRequests()).toBe(2);
  });

  test('fails as config_error in one TRACE and without a storm when it was revoked', async () => {
    atImport(sandbox, 6, () => void sandbox.voidTokens({ refreshTokens: true }));
    const run = await write(config, lines);
    expect(run).toMatchObject({ code: 1, stderr: '' });
    const [trace, ...more] = tracesOf(run);
    expect(more).toEqual([]);
    expect(trace?.error).toMatchObject({
      failure_type: 'config_error',
      message: expect.stringMatching(/refresh token has ended, was revoked.*authorize/) as unknown,
    });
    // Each lane is turned away once at most, and the token endpoint is asked once.
    expect(sandbox.requests.filter(({ status, ...each }) => status === 401 && isImport(each)).length).toBeLessThan(3);
    const refused = sandbox.requests.filter((each) => isTokenRequest(each) && each.status !== 200);
    expect(
      refused.filter(({ path }) => path === (version === '2.41' ? '/uaa/oauth/token' : '/oauth2/token')),
    ).toHaveLength(1);
    // The states that left are of rows that are stored; the others stay.
    const stored = (await sandbox.values()).length;
    for (const { data } of statesOf(run)) expect(data).toBeLessThanOrEqual(stored);
    expect(statesOf(run).length).toBeLessThan(4);
  });
});

test('a restart of DHIS2 2.42, whose new keys know no old token, costs a renewal and no row', async () => {
  const sandbox = await startTestSandbox({ version: '2.42' });
  const credentials = await refreshCredentials(sandbox.url);
  sandbox.clearRequests();
  let restarted: Promise<void> | undefined;
  atImport(sandbox, 5, () => (restarted = sandbox.restart()));
  const config = { base_url: sandbox.url, credentials, max_values_per_request: VALUES_A_REQUEST };
  const run = await write(config, lines);
  await restarted;
  expectWhole(run);
  expect(await sandbox.values()).toHaveLength(ROWS);
  expect(sandbox.requests.filter(isTokenRequest).filter(({ status }) => status === 200)).toHaveLength(2);
  await sandbox.close();
});

describe('sign-ins that cannot be renewed', () => {
  test('a personal access token that is deleted in mid-sync: one TRACE that says where to make a new one', async () => {
    const sandbox = await startTestSandbox({ version: '2.42' });
    const credentials = await credentialsOf('personal_access_token', sandbox, '2.42');
    const Authorization = basic('connector');
    const list = await fetch(`${sandbox.url}/api/apiToken?fields=id`, { headers: { Authorization } });
    const { apiToken } = (await list.json()) as { apiToken: { id: string }[] };
    const job = prepareJob({ base_url: sandbox.url, credentials, max_values_per_request: VALUES_A_REQUEST });
    const running = start(['write', ...job.args]);
    const half = lines.length / 2;
    running.child.stdin.write(
      lines
        .slice(0, half)
        .map((line) => `${line}\n`)
        .join(''),
    );
    while (sandbox.requests.filter(isImport).length < 4) await new Promise(setImmediate);
    await fetch(`${sandbox.url}/api/apiToken/${apiToken[0]?.id}`, { method: 'DELETE', headers: { Authorization } });
    running.child.stdin.end(
      lines
        .slice(half)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const run = await running.ended;
    job.remove();
    await sandbox.close();
    expect(run.code).toBe(1);
    expect(tracesOf(run).map((trace) => trace?.error)).toMatchObject([
      {
        failure_type: 'config_error',
        message: expect.stringMatching(/token does not exist.*make a new one/) as unknown,
      },
    ]);
    expect(sandbox.requests.filter(({ status }) => status === 401).length).toBeLessThan(5);
  });
});

describe('refresh tokens that rotate', () => {
  const rotating = { accessSeconds: 8, rotates: true };
  const controlTokens = (outLines: readonly string[]): string[] =>
    outLines.flatMap((line) => {
      const { control } = JSON.parse(line) as Message;
      const { credentials } = (control?.connectorConfig.config ?? {}) as { credentials?: { refresh_token: string } };
      return credentials ? [credentials.refresh_token] : [];
    });

  test.each(['2.42', '2.43'] as const)(
    'leave by CONTROL before %s sees the access token that came with them',
    async (version) => {
      const sandbox = await startTestSandbox({ version });
      const credentials = await refreshCredentials(sandbox.url, rotating);
      const config = {
        base_url: sandbox.url,
        credentials,
        max_values_per_request: VALUES_A_REQUEST,
        max_concurrent_requests: 1,
      };
      sandbox.clearRequests();
      // One lane: with two, a request that was sent with the token before could arrive in between.
      const overtaken: string[] = [];
      // Eight seconds pass in eight milliseconds here: nearly every request needs a new token.
      const { error, states: out } = await writeInProcess({
        config,
        lines,
        onLine: (line) => {
          if ((JSON.parse(line) as Message).type !== 'CONTROL') return;
          const sinceRenewal = sandbox.requests.slice(sandbox.requests.findLastIndex(isTokenRequest) + 1);
          if (sinceRenewal.some(({ path }) => path.startsWith('/api'))) overtaken.push(line);
        },
      });
      expect(error).toBeUndefined();
      expect(overtaken).toEqual([]);
      expect(await sandbox.values()).toHaveLength(ROWS);
      const handedOut = controlTokens(out);
      expect(handedOut.length).toBeGreaterThan(3);
      expect(new Set([credentials['refresh_token'], ...handedOut]).size).toBe(handedOut.length + 1);
      expect(sandbox.requests.filter(isTokenRequest).filter(({ status }) => status === 200)).toHaveLength(
        handedOut.length,
      );
      await sandbox.close();
    },
  );

  test('the next sync signs in with the one that was handed out last, and no longer with the first', async () => {
    const sandbox = await startTestSandbox({ version: '2.42' });
    const credentials = await refreshCredentials(sandbox.url, rotating);
    const config = { base_url: sandbox.url, credentials, max_rejected_percent: 37 };
    const first = await write(config, [record(perfRow(0)), state(1)]);
    expect(first.code).toBe(0);
    const handedOut = first.messages.flatMap(({ control }) => (control ? [control.connectorConfig.config] : []));
    // All other settings come back with it, as Airbyte puts the whole configuration in place of the old one.
    expect(handedOut.at(-1)).toMatchObject({ base_url: sandbox.url, max_rejected_percent: 37 });
    const second = await write(handedOut.at(-1)!, [record(perfRow(1)), state(2)]);
    expect(second.code).toBe(0);
    expect(await sandbox.values()).toHaveLength(2);
    const stale = await write(config, [record(perfRow(2)), state(3)]);
    expect(stale.code).toBe(1);
    expect(tracesOf(stale)).toMatchObject([{ error: { failure_type: 'config_error' } }]);
    expect(statesOf(stale)).toEqual([]);
    await sandbox.close();
  });
});
