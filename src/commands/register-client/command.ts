import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { Log } from '../../core/model/ports';
import type { ConnectionSettings } from '../../dhis2/connection';
import type { PeopleCommand, PeopleTools } from '../people-command';
import { ConfigError } from '../../errors';

interface Options {
  readonly config: string;
  readonly name: string;
  readonly redirectUri: string;
  readonly refreshTokenDays: string;
  readonly replace: boolean;
}

/**
 * 216 bits, which are 36 letters: DHIS2 up to 2.41 takes a secret of exactly as many (source: `OAuth2Client.getSecret`), and
 * bcrypt reads 72.
 */
const SECRET_BYTES = 27;
/** As DHIS2's own hashes. */
const BCRYPT_ROUNDS = 10;
const MAX_DAYS = 3_650;

/** `register-client`. */
export const registerClientCommand: PeopleCommand = {
  name: 'register-client',
  description: 'register an OAuth2 client in DHIS2 whose refresh tokens live long enough for nightly syncs',
  set: (command: Command, tools: PeopleTools) =>
    command
      .requiredOption('--config <file>', 'JSON with base_url, and credentials of a DHIS2 administrator')
      .requiredOption('--name <name>', 'of the client; its id is made of it')
      .option('--redirect-uri <address>', 'where authorize listens', 'http://localhost:9999/callback')
      .option('--refresh-token-days <number>', 'how long a refresh token lives (DHIS2 2.42 and later)', '365')
      .option('--replace', 'give a client that is there already these settings and a new secret', false)
      .action((options: Options) => run(options, tools)),
};

async function run(options: Options, { print, log, clock }: PeopleTools): Promise<void> {
  const { name, redirectUri, replace } = options;
  const refreshTokenDays = Number(options.refreshTokenDays);
  if (!Number.isInteger(refreshTokenDays) || refreshTokenDays < 1 || refreshTokenDays > MAX_DAYS) {
    throw new ConfigError(`--refresh-token-days must be a whole number from 1 to ${MAX_DAYS}.`);
  }
  if (!/^https?:\/\/[^\s?#,]+$/.test(redirectUri)) {
    throw new ConfigError('--redirect-uri must be one http(s) address without "?" and "#".');
  }
  if (!/^[\w .-]{1,60}$/.test(name.trim())) {
    throw new ConfigError('--name must be 1 to 60 letters, digits, blanks, dots, dashes and underscores.');
  }
  const { hash } = await import('bcryptjs');
  const { connectForPeople } = await import('../connect-for-people.js');
  const { registerClient } = await import('./register-client.js');
  await connectForPeople(options.config, { log, clock }, async ({ client, connection }) => {
    await registerClient(
      { name, redirectUri, refreshTokenDays, replace },
      {
        client,
        print,
        newSecret: () => randomBytes(SECRET_BYTES).toString('base64url'),
        hash: (secret) => hash(secret, BCRYPT_ROUNDS),
      },
    );
    await warnIfOff(connection, log);
  });
}

/** A client is registered where the OAuth2 server is switched off, too, and is no use then. */
async function warnIfOff(connection: ConnectionSettings, log: Log): Promise<void> {
  const { findAuthorizationServer } = await import('../../dhis2/sign-in/authorization-server.js');
  try {
    await findAuthorizationServer(connection);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    log('WARN', error.message);
  }
}
