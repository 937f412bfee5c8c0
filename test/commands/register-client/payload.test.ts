import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientBody, legacyClientBody } from '../../../src/commands/register-client/payload';
import { readTokenLife } from '../../../src/dhis2/sign-in/client-life';

const registration = {
  clientId: 'airbyte',
  name: 'Airbyte',
  secret: '1e6db50c-0fee-11e5-98d0-3c15c2c6caf6',
  redirectUri: 'http://localhost:9999/callback',
  refreshTokenDays: 365,
};

type Body = Readonly<Record<string, string>>;

/** The body of a request that a real DHIS2 took. */
function recordedBody(path: string): Body {
  const file = join(__dirname, '../../transcripts', path);
  return (JSON.parse(readFileSync(file, 'utf8')) as { request: { body: Body } }).request.body;
}

describe('the payload of an OAuth2 client', () => {
  test('is up to 2.41 the one that 2.41 took', () => {
    expect(legacyClientBody(registration)).toEqual(recordedBody('2.41.9.1/351-oauth-legacy-client-create.json'));
  });

  describe.each(['2.42.5.2', '2.43.1'])('for %s', (version) => {
    const recorded = recordedBody(`${version}/376-oauth-client-create-rotating.json`);
    const body = clientBody(registration, '$2b$10$hash') as Body;

    test('has the fields of one that it took, and the same texts but for id and secret', () => {
      expect(Object.keys(body).sort()).toEqual(Object.keys(recorded).sort());
      expect(body).toMatchObject({
        clientAuthenticationMethods: recorded['clientAuthenticationMethods'],
        authorizationGrantTypes: recorded['authorizationGrantTypes'],
        redirectUris: recorded['redirectUris'],
        scopes: recorded['scopes'],
      });
    });

    test('differs in its token settings by the lives and the reuse of refresh tokens only', () => {
      const ours = (body['tokenSettings'] ?? '')
        .replace('31536000.000000000', '40.000000000')
        .replace(
          'access-token-time-to-live":["java.time.Duration",300.',
          'access-token-time-to-live":["java.time.Duration",8.',
        )
        .replace('"settings.token.reuse-refresh-tokens":true', '"settings.token.reuse-refresh-tokens":false');
      expect(ours).toBe(recorded['tokenSettings']);
    });

    test('asks in its client settings for PKCE and consent, in the form of the recorded ones', () => {
      expect((body['clientSettings'] ?? '').replaceAll('true', 'false')).toBe(recorded['clientSettings']);
    });
  });

  test('never holds the secret itself from 2.42 on', () => {
    expect(JSON.stringify(clientBody(registration, '$2b$10$hash'))).not.toContain(registration.secret);
  });
});

describe('the life of tokens', () => {
  const settingsOf = (version: string): string => {
    const file = join(__dirname, '../../transcripts', version, '339-oauth-client-get.json');
    const recorded = JSON.parse(readFileSync(file, 'utf8')) as {
      response: { body: { oAuth2Clients: [{ tokenSettings: string }] } };
    };
    return recorded.response.body.oAuth2Clients[0].tokenSettings;
  };

  test.each(['2.42.5.2', '2.43.1'])('is read from what %s gives a client that asks for nothing', (version) => {
    expect(readTokenLife(settingsOf(version))).toEqual({ refreshMs: 3_600_000, rotates: false });
  });

  test('is read from what we register', () => {
    const { tokenSettings = '' } = clientBody(registration, '$2b$10$hash') as Body;
    expect(readTokenLife(tokenSettings)).toEqual({ refreshMs: 365 * 86_400_000, rotates: false });
  });

  test.each(['', '[]', '{"settings.token.refresh-token-time-to-live":"PT1H"}', 'null'])(
    'is unknown for settings like %j',
    (text) => {
      expect(readTokenLife(text)).toBeUndefined();
    },
  );
});
