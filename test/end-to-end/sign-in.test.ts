import type { Sandbox } from '../../sandbox/src/sandbox';
import { prepareJob, record, run, state, statesOf, write } from '../support/connector';
import { perfRow, placeOf } from '../support/rows';
import { sampled } from '../support/sample';
import { startTestSandbox } from '../support/sandbox';
import { credentialsOf, OUTSIDE_CLIENTS, SIGN_INS } from '../support/sign-ins';

const ROWS = 200;
const rows = Array.from({ length: ROWS }, (_, index) => perfRow(index));
const lines = [...rows.map((row) => record(row)), state({ rows: ROWS })];
const places = rows.map(placeOf).sort();

/** What DHIS2 sees in the Authorization header. */
const SCHEME = {
  personal_access_token: 'ApiToken',
  oauth2_refresh_token: 'Bearer',
  oauth2_password: 'Bearer',
  oauth2_client_credentials: 'Bearer',
  basic: 'Basic',
} as const;

describe.each(sampled(['2.41', '2.42', '2.43'] as const))('with DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version, outsideClients: OUTSIDE_CLIENTS });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  // From 2.42 on DHIS2 has no password grant.
  const offered = SIGN_INS.filter((kind) => version === '2.41' || kind !== 'oauth2_password');

  test.each(offered)('check and write sign in by %s', async (kind) => {
    const credentials = await credentialsOf(kind, sandbox, version);
    const config = { base_url: sandbox.url, credentials };
    const job = prepareJob(config);
    const checked = await run('check', ...job.args.slice(0, 2));
    job.remove();
    expect(checked.messages.find(({ type }) => type === 'CONNECTION_STATUS')?.connectionStatus).toMatchObject({
      status: 'SUCCEEDED',
      message: expect.stringContaining('signed in as connector') as unknown,
    });
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(await sandbox.values()).toEqual([]);

    sandbox.clearRequests();
    const written = await write(config, lines);
    expect(written).toMatchObject({ code: 0, stderr: '' });
    expect(statesOf(written)).toMatchObject([{ data: { rows: ROWS }, recordCount: ROWS, rejectedRecordCount: 0 }]);
    const stored = (await sandbox.values()).map((each) => `${each.dataElement}/${each.orgUnit}/${each.period}`);
    expect(stored.sort()).toEqual(places);
    const imports = sandbox.requests.filter(({ method, path }) => method === 'POST' && path === '/api/dataValueSets');
    expect(new Set(imports.map(({ signIn, user }) => `${signIn} ${user}`))).toEqual(
      new Set([`${SCHEME[kind]} connector`]),
    );
    for (const secret of secretsOf(credentials)) {
      expect(checked.stdout).not.toContain(secret);
      expect(written.stdout).not.toContain(secret);
    }
  });

  if (version !== '2.41') {
    test('check and write say that there is no sign-in by oauth2_password any more', async () => {
      const credentials = {
        auth_type: 'oauth2_password',
        client_id: 'c',
        client_secret: 's',
        username: 'connector',
        password: 'p-canary-1',
      };
      const config = { base_url: sandbox.url, credentials };
      const job = prepareJob(config);
      const checked = await run('check', ...job.args.slice(0, 2));
      job.remove();
      const advice = /versions? up to 2\.41|2\.42 and later/;
      expect(checked.messages.at(-1)?.connectionStatus).toMatchObject({
        status: 'FAILED',
        message: expect.stringMatching(advice) as unknown,
      });
      const written = await write(config, lines);
      expect(written.code).not.toBe(0);
      const traces = written.messages.filter(({ type }) => type === 'TRACE');
      expect(traces.map(({ trace }) => trace?.error)).toMatchObject([
        { failure_type: 'config_error', message: expect.stringMatching(advice) as unknown },
      ]);
      expect(statesOf(written)).toEqual([]);
    });
  }
});

test('spec asks for the same five sign-ins, the safest first', async () => {
  const { messages } = await run('spec');
  const { spec } = messages.find(({ type }) => type === 'SPEC') as unknown as { spec: SpecMessage };
  const kinds = spec.connectionSpecification.properties.credentials.oneOf.map(
    ({ properties }) => properties.auth_type.const,
  );
  expect([...kinds].sort()).toEqual([...SIGN_INS].sort());
  expect(kinds[0]).toBe('personal_access_token');
});

interface SpecMessage {
  readonly connectionSpecification: {
    readonly properties: {
      readonly credentials: { readonly oneOf: readonly { readonly properties: { auth_type: { const: string } } }[] };
    };
  };
}

function secretsOf({ token, client_secret, refresh_token, password }: Readonly<Record<string, string>>): string[] {
  return [token, client_secret, refresh_token, password].filter((each) => each !== undefined);
}
