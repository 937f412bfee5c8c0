import { TRAITS } from '../../core/model/traits';
import { type Dhis2Version } from '../../core/model/version';
import type { Client, Reply } from '../../dhis2/client';
import { ConfigError } from '../../errors';
import { lifeInWords, readTokenLife } from '../../dhis2/sign-in/client-life';
import { clientBody, type ClientRegistration, legacyClientBody } from './payload';

/** What the command line says. */
export interface RegisterOptions {
  readonly name: string;
  readonly redirectUri: string;
  readonly refreshTokenDays: number;
  /** Whether a client that is there already gets new settings and a new secret. */
  readonly replace: boolean;
}

/** What the command works with. */
export interface RegisterDeps {
  /** Signed in as an administrator. */
  readonly client: Client;
  readonly print: (text: string) => Promise<void>;
  readonly newSecret: () => string;
  /** The bcrypt hash of a secret. */
  readonly hash: (secret: string) => Promise<string>;
}

const PATH = '/api/oAuth2Clients';

/**
 * Registers an OAuth2 client for the connector in the manner of the DHIS2 version, and prints its id and secret, once.
 *
 * @throws {@link ConfigError} If the user may not, the client is there already and is not to be replaced, or DHIS2 refuses.
 */
export async function registerClient(options: RegisterOptions, deps: RegisterDeps): Promise<void> {
  const { client } = deps;
  const version = await client.version();
  const { username, authorities } = await client.me();
  if (!authorities.includes('ALL') && !authorities.includes('F_OAUTH2_CLIENT_MANAGE')) {
    throw new ConfigError(
      `The user ${username} may not register OAuth2 clients: sign in as an administrator, or as one with the authority F_OAUTH2_CLIENT_MANAGE.`,
    );
  }
  const clientId = options.name.trim().toLowerCase().replace(/\s+/g, '-');
  const existing = await findClient(client, clientId, version);
  if (existing && !options.replace) throw new ConfigError(describeExisting(clientId, existing, version));

  const { name, redirectUri, refreshTokenDays } = options;
  const registration = { clientId, name, secret: deps.newSecret(), redirectUri, refreshTokenDays };
  const body = isLegacy(version)
    ? legacyClientBody(registration)
    : clientBody(registration, await deps.hash(registration.secret));
  const reply = existing
    ? // A replacement without a name would leave the client without one.
      await client.submit('PUT', `${PATH}/${existing.id}`, { name: existing.name, ...body })
    : await client.submit('POST', PATH, body);
  if (reply.status !== 200 && reply.status !== 201) throw new ConfigError(refused(reply));
  await deps.print(instructions(registration, version, existing !== undefined));
}

function isLegacy({ habits }: Dhis2Version): boolean {
  return TRAITS[habits].legacyOAuth;
}

/** A client as DHIS2 has it: `cid`, `grantTypes` up to 2.41; the others from 2.42 on. */
interface ExistingClient {
  readonly id: string;
  readonly name?: string;
  readonly clientSecret?: string;
  readonly scopes?: string;
  readonly tokenSettings?: string;
}

async function findClient(
  client: Client,
  clientId: string,
  version: Dhis2Version,
): Promise<ExistingClient | undefined> {
  // Each version answers 400 to the other's property (recorded exchange 339 of 2.41.9.1).
  const filter = `${isLegacy(version) ? 'cid' : 'clientId'}:eq:${clientId}`;
  const fields = isLegacy(version) ? 'id,name' : 'id,name,clientSecret,scopes,tokenSettings';
  const { status, body } = await client.get(PATH, { filter, fields });
  if (status !== 200) {
    throw new ConfigError(
      `DHIS2 does not list its OAuth2 clients (${status}). Check base_url and the user's authorities.`,
    );
  }
  return ((body ?? {}) as { oAuth2Clients?: readonly ExistingClient[] }).oAuth2Clients?.[0];
}

/** Says what an existing client is like, so that a person can tell whether to keep it. */
function describeExisting(clientId: string, existing: ExistingClient, version: Dhis2Version): string {
  const findings = isLegacy(version) ? [] : findingsOf(existing);
  return [
    `There is an OAuth2 client ${clientId} already; nothing was changed.`,
    ...findings,
    'Choose another --name, or give it these settings and a new secret with --replace: whoever uses the old secret is shut out then.',
  ].join(' ');
}

function findingsOf({ clientSecret = '', scopes = '', tokenSettings = '' }: ExistingClient): string[] {
  const life = readTokenLife(tokenSettings);
  const findings: string[] = [];
  if (clientSecret !== '' && !/^(\{bcrypt\})?\$2[aby]\$/.test(clientSecret)) {
    findings.push('Its secret is stored as plain text, so that DHIS2 refuses every sign-in with it.');
  }
  if (!scopes.split(/[,\s]+/).includes('username')) {
    findings.push('It lacks the scope "username", so that DHIS2 does not recognise the user of its tokens.');
  }
  if (life) {
    const rotates = life.rotates ? ' and are replaced at each use' : '';
    findings.push(`Its refresh tokens live ${lifeInWords(life.refreshMs)}${rotates}.`);
  }
  return findings;
}

function refused({ status, body }: Reply): string {
  const { errorCode } = (body ?? {}) as { errorCode?: unknown };
  const code = typeof errorCode === 'string' && /^E\d{4}$/.test(errorCode) ? `${status}, ${errorCode}` : String(status);
  return `DHIS2 does not take the client (${code}). Check --redirect-uri, which must be an http(s) address, and --name.`;
}

function instructions(registration: ClientRegistration, version: Dhis2Version, replaced: boolean): string {
  const { clientId, secret, redirectUri, refreshTokenDays } = registration;
  const life = isLegacy(version)
    ? 'has no end up to DHIS2 2.41'
    : `lives ${refreshTokenDays} days, and stays the same when it is used`;
  const kept = isLegacy(version) ? 'as it is' : 'only as a hash';
  return [
    `${replaced ? 'Replaced' : 'Registered'} the OAuth2 client in DHIS2 ${version.text}.`,
    '',
    `  Client ID      ${clientId}`,
    `  Client secret  ${secret}`,
    `  Redirect URI   ${redirectUri}`,
    `  Refresh token  ${life}`,
    '',
    `The secret is shown this once: DHIS2 keeps it ${kept}.`,
    '',
    'Next: put both into the connector\'s settings, at sign-in "OAuth2 refresh token", and into a file like this:',
    '',
    `  {"base_url": "…", "credentials": {"auth_type": "oauth2_refresh_token", "client_id": "${clientId}", "client_secret": "…"}}`,
    '',
    'Then get the refresh token, logged in as the user that the connector is to be:',
    '',
    '  destination-dhis2 authorize --config FILE',
  ].join('\n');
}
