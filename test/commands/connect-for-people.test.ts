import type { Sandbox } from '../../sandbox/src/sandbox';
import { systemClock } from '../../src/entry/system-clock';
import { connectForPeople } from '../../src/commands/connect-for-people';
import { settingsFolder, type SettingsFolder } from '../support/people';
import { startTestSandbox } from '../support/sandbox';
import { byPassword, byRefreshToken, settingsFor } from './check/world';

describe('a command for people', () => {
  let dhis2: Sandbox;
  let folder: SettingsFolder;
  beforeAll(async () => {
    dhis2 = await startTestSandbox({ version: '2.42' });
    folder = settingsFolder();
  });
  afterEach(() => dhis2.reset());
  afterAll(async () => {
    folder.remove();
    await dhis2.close();
  });

  /** Reads who signs in, as the settings say; returns that and what was logged. */
  const whoAmI = async (settings: object): Promise<{ readonly username: string; readonly log: readonly string[] }> => {
    const log: string[] = [];
    let username = '';
    await connectForPeople(
      folder.write('config.json', settings),
      { log: (level, message) => log.push(`${level} ${message}`), clock: systemClock },
      async ({ client }) => void ({ username } = await client.me()),
    );
    return { username, log };
  };

  test('signs in as the file says, and tells what is odd in the file', async () => {
    const { username, log } = await whoAmI(settingsFor(dhis2.url, byPassword('connector'), { max_valeus: 1 }));
    expect(username).toBe('connector');
    expect(log).toEqual([expect.stringMatching(/^WARN .*max_valeus/)]);
  });

  test('says that the refresh token in the file is dead, where DHIS2 has replaced it', async () => {
    const tokenSettings = JSON.stringify({
      'settings.token.reuse-refresh-tokens': false,
      'settings.token.access-token-time-to-live': ['java.time.Duration', 300],
      'settings.token.refresh-token-time-to-live': ['java.time.Duration', 31_536_000],
      'settings.token.authorization-code-time-to-live': ['java.time.Duration', 300],
    });
    const signIn = await byRefreshToken({ dhis2 }, { clientId: 'rotating', change: { tokenSettings } });
    const { username, log } = await whoAmI(settingsFor(dhis2.url, signIn));
    expect(username).toBe('connector');
    expect(log).toEqual([expect.stringMatching(/^WARN .*replaced the refresh token in .*config\.json.*`authorize`/)]);
  });

  test('is told of trouble at once, without a second try', async () => {
    let requests = 0;
    dhis2.faults.next = () => {
      requests += 1;
      return { kind: 'gateway', status: 502 };
    };
    await expect(whoAmI(settingsFor(dhis2.url, byPassword('connector')))).rejects.toThrow('DHIS2 answered 502');
    expect(requests).toBe(1);
  });
});
