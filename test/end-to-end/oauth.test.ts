import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { type Browser, browserTest, freePort, hasBrowser, startBrowser } from '../support/browser';
import { logOf, record, state, statesOf, write } from '../support/connector';
import { goThroughLogin } from '../support/consent';
import { runForPeople, settingsFolder, startForPeople, type SettingsFolder } from '../support/people';
import { sampled } from '../support/sample';
import { createAs, PASSWORDS, startTestSandbox } from '../support/sandbox';

const HOUR_MS = 3_600_000;
const PICTURES = join(__dirname, '../../docs/oauth2');

/** Keeps a picture of a page for the documentation, where that is asked for (`UPDATE_DOCS=1`). */
async function picture(page: Page, name: string): Promise<void> {
  if (process.env['UPDATE_DOCS'] && /2\.4[12]$/.test(name))
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

interface Registered {
  readonly client_id: string;
  readonly client_secret: string;
}

describe.each(sampled(['2.41', '2.42', '2.43'] as const))('OAuth2 with DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  let folder: SettingsFolder;
  let port: string;
  beforeEach(async () => {
    sandbox = await startTestSandbox({ version });
    folder = settingsFolder();
    port = String(await freePort());
  });
  afterEach(async () => {
    folder.remove();
    await sandbox.close();
  });

  const admin = (): string =>
    folder.write('admin.json', {
      base_url: sandbox.url,
      credentials: { auth_type: 'basic', username: 'admin', password: PASSWORDS.admin },
    });
  const redirectUri = (): string => `http://localhost:${port}/callback`;

  const register = async (): Promise<Registered> => {
    const run = await runForPeople(
      ...['register-client', '--config', admin(), '--name', 'Airbyte', '--redirect-uri', redirectUri()],
    );
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const client_id = /Client ID\s+(\S+)/.exec(run.stdout)?.[1] ?? '';
    const client_secret = /Client secret\s+(\S+)/.exec(run.stdout)?.[1] ?? '';
    expect(run.stdout.split(client_secret)).toHaveLength(2);
    return { client_id, client_secret };
  };

  /** The settings with a refresh token; without one they are those for `authorize`. */
  const settings = (registered: Registered, refresh_token?: string): object => ({
    base_url: sandbox.url,
    credentials: { auth_type: 'oauth2_refresh_token', ...registered, ...(refresh_token ? { refresh_token } : {}) },
  });

  /** Runs `authorize`, with `person` in the place of the one in front of the browser. */
  const authorize = async (registered: Registered, person: (address: string) => Promise<unknown>): Promise<string> => {
    const config = folder.write('authorize.json', settings(registered));
    const command = startForPeople(['authorize', '--config', config, '--port', port, '--no-browser']);
    const [address] = await command.printed(/http\S+\/authorize\?\S+/);
    await person(address);
    const { code, stdout, stderr } = await command.ended;
    // On a real 2.41 the login may fail, which is said beforehand.
    const notes = stderr.replace(/^On DHIS2 2\.41 the login by browser may end with error 500 .*\n/, '');
    expect({ code, notes }).toEqual({ code: 0, notes: '' });
    expect(stdout).toContain("took the sign-in: it is connector's.");
    return /^ {2}([\w-]{20,})$/m.exec(stdout.slice(stdout.indexOf('Refresh token')))?.[1] ?? '';
  };

  const row = record({
    data_set: 'dsMONTHLY01',
    data_element: 'deINTEGER01',
    org_unit: 'ouFACIL0001',
    period: '202501',
    value: '7',
  });

  describe('in a browser', () => {
    let browser: Browser;
    beforeAll(async () => {
      if (hasBrowser) browser = await startBrowser();
    });
    afterAll(async () => {
      if (hasBrowser) await browser.close();
    });

    const logIn = async (page: Page, address: string): Promise<void> => {
      await page.goto(address);
      await page.getByLabel('Username').fill('connector');
      await page.getByLabel('Password').fill(PASSWORDS.connector);
      await picture(page, `login-${version}`);
      await page.getByRole('button', { name: 'Log in' }).click();
    };

    browserTest('a person registers a client, logs in, agrees, and a sync signs in with what that gave', async () => {
      const registered = await register();
      const refreshToken = await authorize(registered, async (address) => {
        const page = await browser.freshPage();
        await logIn(page, address);
        if (version === '2.41') {
          await picture(page, `consent-${version}`);
          await page.getByRole('button', { name: 'Authorize' }).click();
        } else {
          await page.getByLabel('username').check();
          await picture(page, `consent-${version}`);
          await page.getByRole('button', { name: 'Submit Consent' }).click();
        }
        await page.getByRole('heading', { name: 'DHIS2 has answered' }).waitFor();
        await picture(page, `done-${version}`);
        await page.close();
      });
      const run = await write(settings(registered, refreshToken), [row, state({ rows: 1 })]);
      expect(run.code).toBe(0);
      expect(await sandbox.values()).toMatchObject([{ value: '7' }]);
    });

    if (version !== '2.41') {
      browserTest('a consent that is cancelled ends the command with a sentence and no token', async () => {
        const registered = await register();
        const config = folder.write('authorize.json', settings(registered));
        const command = startForPeople(['authorize', '--config', config, '--port', port, '--no-browser']);
        const [address] = await command.printed(/http\S+\/authorize\?\S+/);
        const page = await browser.freshPage();
        await logIn(page, address);
        await page.getByRole('button', { name: 'Cancel' }).click();
        await page.getByRole('heading', { name: 'DHIS2 gave no consent' }).waitFor();
        await page.close();
        const { code, stdout, stderr } = await command.ended;
        expect(code).toBe(1);
        expect(stdout).not.toContain('Refresh token');
        expect(stderr).toBe(
          'The consent was cancelled, or given without "username" ticked: no token. Run authorize again, tick "username" and agree.\n',
        );
      });
    }
  });

  test('a sync 25 hours later still signs in', async () => {
    const registered = await register();
    const refreshToken = await authorize(registered, async (address) => fetch(await goThroughLogin(address)));
    sandbox.clock.advance(25 * HOUR_MS);
    const run = await write(settings(registered, refreshToken), [row, state({ rows: 1 })]);
    expect(run.code).toBe(0);
    expect(statesOf(run)).toMatchObject([{ data: { rows: 1 }, recordCount: 1 }]);
    expect(await sandbox.values()).toMatchObject([{ value: '7' }]);
  });

  if (version !== '2.41') {
    test('with a client that has DHIS2’s own settings the sync of the next hour fails, and says why', async () => {
      const registered = { client_id: 'plain', client_secret: 'airbyte-secret-123' };
      const body = {
        clientId: 'plain',
        // The hash of that secret, from the recorded exchange 351.
        clientSecret: '$2b$10$nYRt3/YS7nLQ5cIqoSx5ZuAepuV/LSKwV7tjj0kExsHV6J5qTcgHG',
        clientAuthenticationMethods: 'client_secret_basic,client_secret_post',
        authorizationGrantTypes: 'authorization_code,refresh_token',
        redirectUris: redirectUri(),
        scopes: 'openid,username',
      };
      await createAs('admin', `${sandbox.url}/api/oAuth2Clients`, body);
      const refreshToken = await authorize(registered, async (address) => fetch(await goThroughLogin(address)));
      sandbox.clock.advance(59 * 60_000);
      expect(await write(settings(registered, refreshToken), [row, state({ rows: 1 })])).toMatchObject({ code: 0 });
      sandbox.clock.advance(2 * 60_000);
      const late = await write(settings(registered, refreshToken), [row, state({ rows: 1 })]);
      expect(late.code).toBe(1);
      expect(statesOf(late)).toEqual([]);
      expect(late.messages.find(({ type }) => type === 'TRACE')?.trace?.error).toMatchObject({
        failure_type: 'config_error',
        message: expect.stringMatching(/invalid_grant.*60 minutes.*register-client/s) as unknown,
      });
      expect(logOf(late).join('\n')).not.toContain(refreshToken);
    });
  }
});
