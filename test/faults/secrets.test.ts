import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../sandbox/src/faults';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { prepareJob, record, start, state, type Run } from '../support/connector';
import { perfRow } from '../support/rows';
import { startTestSandbox } from '../support/sandbox';

/** Each stands where a secret or a value of a patient's record may stand, and nowhere else. */
const CANARY = {
  password: 'canary-password-7f3a',
  token: 'd2p_canarytoken7f3a0000000000000000000000000000000',
  clientSecret: 'canary-client-secret-7f3a',
  refreshToken: 'canary-refresh-token-7f3a',
  value: '7f3a-canary-value',
  comment: '7f3a-canary-comment',
} as const;

const CREDENTIALS = {
  basic: { auth_type: 'basic', username: 'connector', password: CANARY.password },
  personal_access_token: { auth_type: 'personal_access_token', token: CANARY.token },
  oauth2_refresh_token: {
    auth_type: 'oauth2_refresh_token',
    client_id: 'airbyte',
    client_secret: CANARY.clientSecret,
    refresh_token: CANARY.refreshToken,
  },
  oauth2_password: {
    auth_type: 'oauth2_password',
    client_id: 'airbyte',
    client_secret: CANARY.clientSecret,
    username: 'connector',
    password: CANARY.password,
  },
} as const;

const text = (value: string): string =>
  record({
    ...perfRow(0),
    data_set: 'dsMONTHLY01',
    data_element: 'deINTEGER01',
    org_unit: 'ouFACIL0001',
    value,
    comment: CANARY.comment,
  });

const LINES: readonly string[] = [
  record({ ...perfRow(0), comment: CANARY.comment }),
  text(CANARY.value),
  record({ ...perfRow(1), org_unit: CANARY.value.slice(0, 11), value: CANARY.value }),
  record({ ...perfRow(2), value: CANARY.value, period: '202301' }),
  state(1),
];

const FAULTS: readonly (readonly [string, Fault | undefined])[] = [
  ['nothing wrong but the rows', undefined],
  ['401', { kind: 'status', status: 401, body: { message: 'Unauthorized' } }],
  ['403', { kind: 'status', status: 403, body: { message: 'Access is denied' } }],
  [
    '400 that echoes the request',
    { kind: 'status', status: 400, body: { message: `bad ${CANARY.value} ${CANARY.password}` } },
  ],
  ['409 that is no summary', { kind: 'status', status: 409, body: `<html>${CANARY.value}</html>` }],
  ['a login page', { kind: 'login-page' }],
  [
    'a redirect with the secret in it',
    { kind: 'redirect', location: `http://127.0.0.9/?token=${CANARY.token}&password=${CANARY.password}` },
  ],
  ['413', { kind: 'status', status: 413, body: CANARY.value }],
];

const BROKEN: readonly (readonly [string, string])[] = [
  ['a truncated line', record({ value: CANARY.value }).slice(0, -4)],
  ['a record of the wrong shape', `{"type":"RECORD","record":{"stream":"values","data":"${CANARY.value}"}}`],
  ['plain text', `password=${CANARY.password} value=${CANARY.value}`],
  ['a stream that is not in the catalog', record({ value: CANARY.value }, 'other')],
];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox({ passwords: { connector: CANARY.password } });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

async function sync(
  config: object,
  lines: readonly string[],
): Promise<{ run: Run; folder: string; remove: (this: void) => void }> {
  const job = prepareJob(config);
  const running = start(['write', ...job.args]);
  running.child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  return { run: await running.ended, folder: job.folder, remove: () => job.remove() };
}

function expectNoCanary({ stdout, stderr }: Run): void {
  for (const canary of Object.values(CANARY)) {
    // The states are the source's own; nothing of them is looked at here, since none holds a canary.
    expect(stdout.includes(canary)).toBe(false);
    expect(stderr.includes(canary)).toBe(false);
  }
  expect(stderr).toBe('');
}

describe('no secret and no value of a row reaches a log, a trace or stderr', () => {
  test.each(FAULTS)('when DHIS2 answers with %s', async (_, fault) => {
    sandbox.faults.next = ({ method }) => (method === 'POST' ? fault : undefined);
    const { run, remove } = await sync({ base_url: sandbox.url, credentials: CREDENTIALS.basic }, LINES);
    remove();
    expectNoCanary(run);
  });

  test.each(FAULTS)('without the preflight, when DHIS2 answers with %s', async (_, fault) => {
    sandbox.faults.next = ({ method }) => (method === 'POST' ? fault : undefined);
    const { run, remove } = await sync(
      { base_url: sandbox.url, credentials: CREDENTIALS.basic, preflight: false },
      LINES,
    );
    remove();
    expectNoCanary(run);
  });

  test.each(Object.entries(CREDENTIALS))('when the sign-in by %s is refused', async (_, credentials) => {
    const { run, remove } = await sync(
      {
        base_url: sandbox.url,
        credentials: { ...credentials, ...('username' in credentials ? { username: 'nobody' } : {}) },
      },
      LINES,
    );
    remove();
    expect(run.code).toBe(1);
    expectNoCanary(run);
  });

  test.each(BROKEN)('when the input is %s', async (_, line) => {
    const { run, remove } = await sync({ base_url: sandbox.url, credentials: CREDENTIALS.basic }, [LINES[0]!, line]);
    remove();
    expectNoCanary(run);
  });

  test('when a configuration does not fit the form', async () => {
    const { run, remove } = await sync(
      { base_url: CANARY.password, credentials: { ...CREDENTIALS.basic, token: [CANARY.token] } },
      [],
    );
    remove();
    expect(run.code).toBe(1);
    expectNoCanary(run);
  });

  test('but the refused rows are in their file, which its owner alone may read', async () => {
    const job = prepareJob({});
    const config = { base_url: sandbox.url, credentials: CREDENTIALS.basic, reports_dir: join(job.folder, 'reports') };
    const { run, remove } = await sync(config, LINES);
    expectNoCanary(run);
    const [file = ''] = readdirSync(config.reports_dir);
    const path = join(config.reports_dir, file);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const refused = readFileSync(path, 'utf8').trim().split('\n');
    expect(refused).toHaveLength(3);
    expect(refused.every((line) => line.includes(CANARY.value))).toBe(true);
    for (const secret of [CANARY.password, CANARY.token]) expect(refused.join().includes(secret)).toBe(false);
    remove();
    job.remove();
  });
});
