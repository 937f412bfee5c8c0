import { checkWith, type Checked } from '../../support/check';
import { freePort } from '../../support/browser';
import { makeAuthority } from '../../dhis2/support/certificates';
import { startServer, type Answering } from '../../dhis2/support/server';
import {
  byPassword,
  byToken,
  checkOther,
  checkWithFault,
  fails,
  settingsFor,
  warns,
  withResolver,
  withVariable,
  type CheckCase,
} from './world';

const INFO = '/api/system/info';
const settings = fails('The settings');
const network = fails('Reaching DHIS2');
const tls = fails('Certificates');
const address = fails('What answers');

/** Checks a small server of its own. */
async function checkServer(answering: Answering, more: object = {}): Promise<Checked> {
  const server = await startServer(answering);
  try {
    return await checkWith(settingsFor(server.url, byPassword('connector'), more));
  } finally {
    await server.close();
  }
}

/** Checks a server whose certificate is as asked. */
async function checkTls(host: string, days: number, trusted: boolean): Promise<Checked> {
  const authority = makeAuthority();
  const server = await startServer((_request, response) => response.end(), authority.issue(host, days));
  try {
    const more = trusted ? { ca_certificates: authority.certificate } : {};
    return await checkWith(settingsFor(server.url, byPassword('connector'), more));
  } finally {
    await server.close();
  }
}

const page: Answering = (_request, response) =>
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html><body>Welcome</body></html>');

/** Settings that cannot be used, servers that cannot be reached, and those that are no DHIS2. */
export const REACHING: readonly CheckCase[] = [
  settings('A setting is missing', /`base_url` is missing.*`credentials` is missing/s, () => checkWith({})),
  settings('A setting is not of its form', /`max_values_per_request` must be a whole number from 1/, ({ dhis2 }) =>
    checkWith(settingsFor(dhis2.url, byPassword('connector'), { max_values_per_request: 'many' })),
  ),
  settings(
    'The address has a page of the browser behind it',
    /without the page that is open in the browser/,
    ({ dhis2 }) => checkWith(settingsFor(`${dhis2.url}/#/apps`, byPassword('connector'))),
  ),
  settings('The address holds a password', /remove it and use the field credentials/, () =>
    checkWith(settingsFor('https://me:secret@dhis2.example.org', byToken('d2p_x'))),
  ),
  settings('The certificate authority is no PEM text', /ca_certificates is not PEM text/, ({ dhis2 }) =>
    checkWith(
      settingsFor(dhis2.url, byPassword('connector'), {
        ca_certificates: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      }),
    ),
  ),

  network('The host name does not exist', /cannot be found.*check the spelling of base_url/, () =>
    withResolver('ENOTFOUND', () => checkWith(settingsFor('https://dhis2.example.org', byToken('d2p_x')))),
  ),
  network('No name server answers', /cannot be found.*check the network of this machine/, () =>
    withResolver('EAI_AGAIN', () => checkWith(settingsFor('https://dhis2.example.org', byToken('d2p_x')))),
  ),
  network('Nothing listens there', /refuses the connection.*Check host and port of base_url/, async () =>
    checkWith(settingsFor(`http://127.0.0.1:${await freePort()}`, byToken('d2p_x'))),
  ),
  network('No way leads there', /cannot be reached.*firewalls/, () =>
    withResolver('EHOSTUNREACH', () => checkWith(settingsFor('https://dhis2.example.org', byToken('d2p_x')))),
  ),
  network('The connection is not taken', /does not take the connection.*firewalls/, () =>
    withResolver('ETIMEDOUT', () => checkWith(settingsFor('https://dhis2.example.org', byToken('d2p_x')))),
  ),
  network('The connection breaks', /broke off the connection.*proxies/, (world) =>
    checkWithFault(world, INFO, { kind: 'reset', when: 'before-body' }),
  ),
  network('No answer comes in time', /no complete answer within request_timeout_seconds/, (world) =>
    checkWithFault(world, INFO, { kind: 'delay-answer', ms: 1_500 }, { request_timeout_seconds: 1 }),
  ),
  network('A gateway has no DHIS2 behind it', /answered 502.*check that DHIS2 is running/, (world) =>
    checkWithFault(world, INFO, { kind: 'gateway', status: 502 }),
  ),
  network('The proxy variable is no address', /names a proxy.*Correct the variable/, ({ dhis2 }) =>
    withVariable('HTTP_PROXY', 'socks5://proxy:1080', () => checkWith(settingsFor(dhis2.url, byPassword('connector')))),
  ),
  network('The proxy asks for a sign-in', /proxy asks for a sign-in \(407\).*HTTPS_PROXY/, async () => {
    const proxy = await startServer((_request, response) => response.writeHead(407).end());
    const check = (): Promise<Checked> => checkWith(settingsFor('http://dhis2.example.org', byToken('d2p_x')));
    return withVariable('HTTP_PROXY', proxy.url, check).finally(() => proxy.close());
  }),

  tls('It has expired', /has expired.*renew/, () => checkTls('localhost', -1, true)),
  tls('It is for another host', /another host name.*base_url/, () => checkTls('other.example.org', 2, true)),
  tls('Its authority is not known', /does not know.*ca_certificates/, () => checkTls('localhost', 2, false)),
  tls('The port speaks no TLS', /does not speak TLS.*http:\/\//, ({ dhis2 }) =>
    checkWith(settingsFor(dhis2.url.replace('http:', 'https:'), byPassword('connector'))),
  ),

  address('It is not a DHIS2', /is no DHIS2 Web API.*base_url/, () => checkServer(page)),
  address('The context path is wrong', /no Web API at base_url.*context path/, ({ dhis2 }) =>
    checkWith(settingsFor(`${dhis2.url}/hmis`, byPassword('connector'))),
  ),
  address('DHIS2 has moved', /redirects to https:\/\/hmis\.example\.org: use that address/, (world) =>
    checkWithFault(world, INFO, { kind: 'redirect', location: 'https://hmis.example.org/api/system/info' }),
  ),
  address('A sign-in page stands in front', /login page.*no other sign-in page stands in front/, (world) =>
    checkWithFault(world, INFO, { kind: 'login-page' }),
  ),
  address('A firewall refuses the request', /in front of DHIS2 refuses the request \(403\)/, () =>
    checkServer((_request, response) => response.writeHead(403).end('Forbidden')),
  ),
  address('DHIS2 is too old', /2\.39\.1 is too old.*Upgrade/, () => checkOther({ reportedVersion: '2.39.1' })),
  warns('What answers')('DHIS2 is newer than the connector', /newer than any version/, () =>
    checkOther({ version: '2.43', reportedVersion: '2.45.0' }),
  ),
  address('DHIS2 counts in a calendar that is not written in', /coptic calendar/, (world) =>
    checkWithFault(world, INFO, {
      kind: 'status',
      status: 200,
      body: { version: '2.42.5.2', calendar: 'coptic', serverDate: '2026-11-23T22:57:00.000' },
    }),
  ),
];
