import { checkWith } from '../../support/check';
import {
  byPassword,
  byRefreshToken,
  byToken,
  checkOther,
  checkWithFault,
  fails,
  makeToken,
  registerClient,
  settingsFor,
  type CheckCase,
} from './world';

const password = fails('Signing in with user name and password');
const token = fails('Signing in with a personal access token');
const oauth = fails('Signing in with OAuth2');

/** A refusal in the words that DHIS2's servlet has for the state of an account. */
const account =
  (message: string): CheckCase['provoke'] =>
  (world) =>
    checkWithFault(world, '/api/system/info', {
      kind: 'status',
      status: 401,
      body: { httpStatus: 'Unauthorized', httpStatusCode: 401, status: 'ERROR', message },
    });

/** Sign-ins that DHIS2 does not take. */
export const SIGNING_IN: readonly CheckCase[] = [
  password('They are wrong, or the user has two-factor login', /Check username and password.*two-factor/, ({ dhis2 }) =>
    checkWith(settingsFor(dhis2.url, byPassword('connector', 'wrong'))),
  ),
  password('The account is disabled', /account is disabled.*app Users/, ({ dhis2 }) =>
    checkWith(settingsFor(dhis2.url, byPassword('disabled'))),
  ),
  password('The account is locked', /account is locked.*wait an hour/, account('Account locked')),
  password('The account has expired', /account has expired.*app Users/, account('Account expired')),

  token('It is mistyped or cut off', /mistyped or cut off/, async (world) => {
    const { key, remove } = await makeToken(world);
    const typo = `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`;
    return checkWith(settingsFor(world.dhis2.url, byToken(typo))).finally(remove);
  }),
  token('It was deleted', /does not exist in this DHIS2, or was deleted/, async (world) => {
    const { key, remove } = await makeToken(world);
    await remove();
    return checkWith(settingsFor(world.dhis2.url, byToken(key)));
  }),
  token('It has ended', /has expired: make a new one/, async (world) => {
    const { key, remove } = await makeToken(world, { days: 0 });
    world.dhis2.clock.advance(120_000);
    return checkWith(settingsFor(world.dhis2.url, byToken(key))).finally(remove);
  }),
  token('It does not allow the method', /does not allow this HTTP method/, async (world) => {
    const allowedMethods = ['GET'];
    const { key, remove } = await makeToken(world, { attributes: [{ type: 'MethodAllowedList', allowedMethods }] });
    return checkWith(settingsFor(world.dhis2.url, byToken(key))).finally(remove);
  }),
  token('It does not allow the address', /does not allow the address of this machine/, async (world) => {
    const allowedIps = ['192.0.2.1'];
    const { key, remove } = await makeToken(world, { attributes: [{ type: 'IpAllowedList', allowedIps }] });
    return checkWith(settingsFor(world.dhis2.url, byToken(key))).finally(remove);
  }),

  oauth('The client id or secret is wrong', /invalid_client.*Check client_id and client_secret/, async (world) => {
    const signIn = await byRefreshToken(world, { clientId: 'right' });
    return checkWith(settingsFor(world.dhis2.url, { ...signIn, client_secret: 'wrong' }));
  }),
  oauth(
    'The client was registered with its plain secret',
    /invalid_client.*bcrypt hash.*register-client/,
    async (world) => {
      const client = await registerClient(world, { clientId: 'plain', change: { clientSecret: 'airbyte-secret-123' } });
      const signIn = { auth_type: 'oauth2_refresh_token', ...client, refresh_token: 'any' };
      return checkWith(settingsFor(world.dhis2.url, signIn));
    },
  ),
  oauth('The refresh token has ended, or was revoked', /invalid_grant.*Get a new one with authorize/, async (world) => {
    const signIn = await byRefreshToken(world, { clientId: 'revoked' });
    return checkWith(settingsFor(world.dhis2.url, { ...signIn, refresh_token: 'other' }));
  }),
  oauth('The client lacks the scope `username`', /names no DHIS2 user.*openid username/, async (world) => {
    const signIn = await byRefreshToken(world, { clientId: 'scope', change: { scopes: 'openid' }, scope: 'openid' });
    return checkWith(settingsFor(world.dhis2.url, signIn));
  }),
  oauth(
    'User name and password, on DHIS2 2.42 and later',
    /unsupported_grant_type.*know neither the password grant/,
    async (world) => {
      const { client_id, client_secret } = await byRefreshToken(world, { clientId: 'password' });
      const user = { username: 'connector', password: 'Connector1!' };
      return checkWith(
        settingsFor(world.dhis2.url, { auth_type: 'oauth2_password', client_id, client_secret, ...user }),
      );
    },
  ),
  oauth(
    'DHIS2 has its OAuth2 server switched off',
    /no OAuth2 token endpoint.*oauth2\.server\.enabled/,
    ({ dhis2 }) => {
      dhis2.faults.next = ({ path }) =>
        path.endsWith('/token') ? { kind: 'status', status: 404, body: '' } : undefined;
      const client = { client_id: 'airbyte', client_secret: 'airbyte-secret-123' };
      return checkWith(settingsFor(dhis2.url, { auth_type: 'oauth2_refresh_token', ...client, refresh_token: 'any' }));
    },
  ),
  oauth('Nothing at `token_url`', /no token endpoint at credentials\.token_url/, ({ dhis2 }) =>
    checkWith(
      settingsFor(dhis2.url, {
        auth_type: 'oauth2_client_credentials',
        client_id: 'airbyte',
        client_secret: 'airbyte-secret-123',
        token_url: `${dhis2.url}/idp/nothing`,
      }),
    ),
  ),
  oauth('DHIS2 does not trust the tokens', /takes only tokens that it gave itself.*oidc\.jwt/, async (world) => {
    const signIn = await byRefreshToken(world, { clientId: 'trusted' });
    world.dhis2.faults.next = ({ path }) =>
      path === '/api/system/info'
        ? {
            kind: 'status',
            status: 401,
            headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
            body: { httpStatus: 'Unauthorized', httpStatusCode: 401, status: 'ERROR', message: 'invalid_token' },
          }
        : undefined;
    return checkWith(settingsFor(world.dhis2.url, signIn));
  }),
  oauth('Up to DHIS2 2.41: the client does not exist', /invalid_client/, () =>
    checkOther(
      { version: '2.41' },
      { auth_type: 'oauth2_refresh_token', client_id: 'nobody', client_secret: 'x', refresh_token: 'any' },
    ),
  ),
];
