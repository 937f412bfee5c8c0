import { type LifeContext, signInLife } from '../../../src/commands/check/lifetime';
import type { Client } from '../../../src/dhis2/client';
import { plainHttpWarning } from '../../../src/dhis2/http/base-url';

/** Of a user who may not see OAuth2 clients, and has one personal access token. */
function contextOf(clientSecret: string, expire = 0, now = 0): LifeContext {
  const get = (path: string): Promise<object> =>
    Promise.resolve(
      path === '/api/apiToken' ? { status: 200, body: { apiToken: [{ expire }] } } : { status: 403, body: {} },
    );
  return {
    client: { get } as unknown as Client,
    credentials:
      clientSecret === ''
        ? { kind: 'personal_access_token', token: 'd2p_x' }
        : { kind: 'oauth2_refresh_token', clientId: 'airbyte', clientSecret, refreshToken: 'r' },
    version: { habits: '2.42', text: '2.42.5.2' } as unknown as LifeContext['version'],
    username: 'connector',
    now,
    baseUrl: 'https://dhis2.example.org',
  };
}

describe('how long a sign-in lasts', () => {
  test('is no warning for a client that register-client made, and one for others whose life is not to be seen', async () => {
    const ours = await signInLife(contextOf('aB3_-6789012345678901234567890123456'));
    expect(ours).toEqual({ notes: [expect.stringContaining('lives a year')], warnings: [] });
    for (const other of ['short', '0189f7a2-2f6e-4c1b-9d2a-8f0c1d2e3f4a']) {
      const { warnings } = await signInLife(contextOf(other));
      expect(warnings).toEqual([expect.stringContaining('60 minutes')]);
    }
  });

  const NOW = Date.parse('2026-11-28T10:00:00Z');
  test.each([
    ['2026-11-28T23:26:00Z', 'today at 23:26 UTC'],
    ['2026-11-29T01:10:00Z', 'tomorrow at 01:10 UTC'],
    ['2026-12-01T12:00:00Z', 'on 2026-12-01 (in 3 days)'],
  ])('is told by the hour where a token ends soon: %s', async (end, words) => {
    const { warnings } = await signInLife(contextOf('', Date.parse(end), NOW));
    expect(warnings).toEqual([expect.stringContaining(`The personal access token ends ${words}: make a new one`)]);
  });
});

test('a plain http token_url is named as such', () => {
  expect(plainHttpWarning('token_url', 'http://sso.example.org/token')).toMatch(
    /^token_url uses plain http: .*sso\.example\.org/,
  );
});
