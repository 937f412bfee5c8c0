/** What a client is registered with. */
export interface ClientRegistration {
  readonly clientId: string;
  readonly name: string;
  /** As the person gets it. */
  readonly secret: string;
  readonly redirectUri: string;
  readonly refreshTokenDays: number;
}

/** An access token is renewed when it is needed, so that DHIS2's own five minutes do. */
const ACCESS_TOKEN_SECONDS = 300;
const CODE_SECONDS = 300;
const SECONDS_A_DAY = 86_400;

/**
 * The body of `POST /api/oAuth2Clients` up to DHIS2 2.41 (recorded exchange 351 of 2.41.9.1): the secret as it is, and the
 * password grant, which later versions refuse.
 */
export function legacyClientBody({ clientId, name, secret, redirectUri }: ClientRegistration): object {
  return {
    name,
    cid: clientId,
    secret,
    grantTypes: ['password', 'refresh_token', 'authorization_code'],
    redirectUris: [redirectUri],
  };
}

/**
 * The body of `POST /api/oAuth2Clients` from DHIS2 2.42 on (recorded exchanges 351 and 376 of 2.42.5.2).
 *
 * Without the scope `username` DHIS2 does not recognise the user of a token (386); without token settings a refresh token
 * ends after an hour. PKCE is asked for, which `authorize` does.
 * @param secretHash - The bcrypt hash of the secret: a plain one is stored as it is, and then fits nothing (342).
 */
export function clientBody(
  { clientId, redirectUri, refreshTokenDays }: ClientRegistration,
  secretHash: string,
): object {
  return {
    clientId,
    clientSecret: secretHash,
    clientAuthenticationMethods: 'client_secret_basic,client_secret_post',
    authorizationGrantTypes: 'authorization_code,refresh_token',
    redirectUris: redirectUri,
    scopes: 'openid,username',
    tokenSettings: tokenSettings(refreshTokenDays * SECONDS_A_DAY),
    clientSettings: CLIENT_SETTINGS,
  };
}

/** Both settings are JSON texts in the form that Spring Authorization Server's type-preserving mapper writes. */
const UNMODIFIABLE_MAP = '{"@class":"java.util.Collections$UnmodifiableMap"';

const CLIENT_SETTINGS = `${UNMODIFIABLE_MAP},"settings.client.require-proof-key":true,"settings.client.require-authorization-consent":true}`;

function tokenSettings(refreshTokenSeconds: number): string {
  const duration = (seconds: number): string => `["java.time.Duration",${seconds}.000000000]`;
  const entries = {
    'reuse-refresh-tokens': 'true',
    'x509-certificate-bound-access-tokens': 'false',
    'id-token-signature-algorithm': '["org.springframework.security.oauth2.jose.jws.SignatureAlgorithm","RS256"]',
    'access-token-time-to-live': duration(ACCESS_TOKEN_SECONDS),
    'access-token-format':
      '{"@class":"org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat","value":"self-contained"}',
    'refresh-token-time-to-live': duration(refreshTokenSeconds),
    'authorization-code-time-to-live': duration(CODE_SECONDS),
    'device-code-time-to-live': duration(CODE_SECONDS),
  };
  const settings = Object.entries(entries).map(([name, json]) => `,"settings.token.${name}":${json}`);
  return `${UNMODIFIABLE_MAP}${settings.join('')}}`;
}
