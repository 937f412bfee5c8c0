import { compare } from 'bcryptjs';
import type { Sandbox } from '../../../sandbox/src/sandbox';
import { basic, createAs, PASSWORDS, startTestSandbox } from '../../support/sandbox';
import { runForPeople, settingsFolder, type PeopleRun, type SettingsFolder } from '../../support/people';

type StoredClient = Readonly<Record<string, unknown>>;

describe.each(['2.41', '2.42', '2.43'] as const)('register-client on DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  let folder: SettingsFolder;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
    folder = settingsFolder();
  });
  afterAll(async () => {
    folder.remove();
    await sandbox.close();
  });

  const register = (user: keyof typeof PASSWORDS, ...more: readonly string[]): Promise<PeopleRun> => {
    const credentials = { auth_type: 'basic', username: user, password: PASSWORDS[user] };
    const config = folder.write(`${user}.json`, { base_url: sandbox.url, credentials });
    return runForPeople('register-client', '--config', config, ...more);
  };
  const stored = async (id: string): Promise<readonly StoredClient[]> => {
    const filter = `${version === '2.41' ? 'cid' : 'clientId'}:eq:${id}`;
    const answer = await fetch(`${sandbox.url}/api/oAuth2Clients?fields=*&filter=${filter}`, {
      headers: { Authorization: basic('admin') },
    });
    return ((await answer.json()) as { oAuth2Clients: StoredClient[] }).oAuth2Clients;
  };
  const secretIn = ({ stdout }: PeopleRun): string => /Client secret\s+(\S+)/.exec(stdout)?.[1] ?? '';
  const keeps = async (client: StoredClient | undefined, secret: string): Promise<boolean> =>
    version === '2.41' ? client?.['secret'] === secret : compare(secret, String(client?.['clientSecret']));

  test('registers one, and shows its secret once', async () => {
    const run = await register('admin', '--name', 'My Airbyte');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/Client ID\s+my-airbyte\n/);
    const secret = secretIn(run);
    expect(secret).toMatch(/^[\w-]{36}$/);
    expect(run.stdout.split(secret)).toHaveLength(2);
    const [client] = await stored('my-airbyte');
    expect(await keeps(client, secret)).toBe(true);
  });

  test('leaves one that is there as it is, and says what it is like', async () => {
    const first = secretIn(await register('admin', '--name', 'there'));
    const run = await register('admin', '--name', 'There');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/^There is an OAuth2 client there already; nothing was changed\. .*--replace.*\n$/);
    if (version !== '2.41') expect(run.stderr).toContain('Its refresh tokens live 365 days.');
    const clients = await stored('there');
    expect(clients).toHaveLength(1);
    expect(await keeps(clients[0], first)).toBe(true);
  });

  test('replaces one when asked, with a new secret and the same id', async () => {
    const first = secretIn(await register('admin', '--name', 'again'));
    const [before] = await stored('again');
    const run = await register('admin', '--name', 'again', '--replace', '--refresh-token-days', '30');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const clients = await stored('again');
    expect(clients).toHaveLength(1);
    expect(clients[0]?.['id']).toBe(before?.['id']);
    expect(await keeps(clients[0], first)).toBe(false);
    expect(await keeps(clients[0], secretIn(run))).toBe(true);
    if (version !== '2.41') expect(run.stdout).toMatch(/Refresh token\s+lives 30 days/);
  });

  test('says which authority is missing', async () => {
    const run = await register('connector', '--name', 'x');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/user connector may not register.*F_OAUTH2_CLIENT_MANAGE/);
    expect(await stored('x')).toEqual([]);
  });

  if (version !== '2.41') {
    test('tells of an existing one what keeps it from working', async () => {
      const body = {
        clientId: 'broken',
        clientSecret: 'plain',
        authorizationGrantTypes: 'authorization_code,refresh_token',
        scopes: 'openid',
      };
      await createAs('admin', `${sandbox.url}/api/oAuth2Clients`, body);
      const { stderr } = await register('admin', '--name', 'broken');
      expect(stderr).toMatch(/stored as plain text.*lacks the scope "username".*live 60 minutes/);
      expect(stderr).not.toContain('plain,');
    });
  }

  if (version === '2.42') {
    test.each([
      ['--refresh-token-days', '0'],
      ['--refresh-token-days', 'ten'],
      ['--redirect-uri', 'localhost'],
      ['--redirect-uri', 'http://a/b,http://c/d'],
      ['--name', 'a:b'],
    ])('takes no %s %s', async (option, value) => {
      const name = option === '--name' ? [] : ['--name', 'airbyte'];
      const run = await register('admin', ...name, option, value);
      expect(run).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr).toMatch(new RegExp(`^${option} must be [^\\n]+\\n$`));
    });
  }
});
