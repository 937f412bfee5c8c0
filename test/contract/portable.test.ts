import type { Sandbox } from '../../sandbox/src/sandbox';
import { sampled } from '../support/sample';
import { basic, startTestSandbox } from '../support/sandbox';
import { CASES } from './cases';
import type { Expected, Habit, Ids } from './cases';
import { leftBehind, makeMetadata, removeMetadata, request } from './own-metadata';
import type { Server } from './own-metadata';

const realUrl = process.env['DHIS2_URL'];
const { DHIS2_USERNAME = 'admin', DHIS2_PASSWORD = 'district' } = process.env;

/** A server to run the cases against, and how to let go of it. */
interface Subject extends Server {
  readonly release: () => Promise<void>;
}

const ofSandbox = (version: string) => async (): Promise<Subject> => {
  const sandbox: Sandbox = await startTestSandbox({ version });
  return { url: sandbox.url, authorization: basic('admin'), release: () => sandbox.close() };
};

const ofRealServer = (): Promise<Subject> =>
  Promise.resolve({
    url: (realUrl ?? '').replace(/\/+$/, ''),
    authorization: `Basic ${Buffer.from(`${DHIS2_USERNAME}:${DHIS2_PASSWORD}`).toString('base64')}`,
    release: () => Promise.resolve(),
  });

const SUBJECTS: readonly (readonly [string, () => Promise<Subject>])[] = [
  ...sampled(['2.41', '2.42', '2.43']).map((version) => [`the sandbox as ${version}`, ofSandbox(version)] as const),
  ...(realUrl === undefined ? [] : [[`the DHIS2 of DHIS2_URL`, ofRealServer] as const]),
];

describe.each(SUBJECTS)('%s', (_title, subject) => {
  let server: Subject;
  let ids: Ids;
  let habit: Habit;

  beforeAll(async () => {
    server = await subject();
    const { body } = await request(server, 'GET', '/api/system/info');
    const [, minor = 0] = (body as { version: string }).version.split('.').map(Number);
    habit = minor >= 43 ? 'grouped' : 'legacy';
    ids = await makeMetadata(server);
  });

  afterAll(() => server.release());

  it.each(CASES.map((aCase) => [aCase.title, aCase] as const))(
    '%s',
    async (_name, { path = '/api/dataValueSets', body, ...expected }) => {
      const answer = await request(server, 'POST', path, body(ids));
      const wanted: Expected = expected[habit];
      expect({ status: answer.status, ...said(answer.body, wanted) }).toEqual(wanted);
    },
  );

  it('holds nothing of the cases when they are removed but what its audit log names', async () => {
    const held = await removeMetadata(server, ids);
    expect(await leftBehind(server, ids)).toEqual(held);
    expect(held.filter((path) => path.includes('/dataSets/'))).toEqual([]);
  });
});

/** What an answer says of those things that are expected of it. */
function said(body: unknown, wanted: Expected): Omit<Expected, 'status'> {
  const { response } = body as {
    response?: {
      importCount: Readonly<Record<'imported' | 'updated' | 'ignored' | 'deleted', number>>;
      conflicts: readonly { errorCode: string }[];
      rejectedIndexes: readonly number[];
    };
  };
  if (response === undefined) return {};
  const { imported, updated, ignored, deleted } = response.importCount;
  return {
    ...(wanted.counts === undefined ? {} : { counts: [imported, updated, ignored, deleted] }),
    ...(wanted.codes === undefined ? {} : { codes: response.conflicts.map(({ errorCode }) => errorCode) }),
    ...(wanted.rejected === undefined ? {} : { rejected: response.rejectedIndexes }),
  };
}
