import { readConfig } from '../config/config';
import type { Clock, Log } from '../core/model/ports';
import { type Client, createClient } from '../dhis2/client';
import type { ConnectionSettings } from '../dhis2/connection';
import type { RetryDeps } from '../dhis2/http/retry';
import type { PeopleTools } from './people-command';

/** A DHIS2 that a command for people works in. */
export interface ConnectedDhis2 {
  readonly client: Client;
  readonly connection: ConnectionSettings;
}

/**
 * Has `work` done in the DHIS2 that a file of settings names, and says what a person should know of the file: what is odd in
 * it, and that its refresh token is dead, where DHIS2 replaces that at each use.
 *
 * @throws ConfigError If the file does not hold settings.
 */
export async function connectForPeople(
  configPath: string,
  { log, clock }: Pick<PeopleTools, 'log' | 'clock'>,
  work: (dhis2: ConnectedDhis2) => Promise<void>,
): Promise<void> {
  const { connection, warnings } = await readConfig(configPath);
  for (const warning of warnings) log('WARN', warning);
  const client = createClient({
    ...whileSomebodyWaits(clock, log),
    settings: connection,
    onRotated: () => {
      log('WARN', `DHIS2 has replaced the refresh token in ${configPath}: get a new one with \`authorize\`.`);
      return Promise.resolve();
    },
  });
  try {
    await work({ client, connection });
  } finally {
    client.close();
  }
}

/** How requests are made that a person waits for: trouble is told at once rather than waited out. */
export function whileSomebodyWaits(clock: Clock, log: Log): RetryDeps {
  return { clock, log, random: Math.random, retryBudgetMs: 0 };
}
