import type { CheckResult } from '../airbyte/job';
import type { Config } from '../config';
import type { Log } from '../core/ports';
import { refuseIgnoredStrategy } from '../core/strategy';
import type { Client } from '../dhis2/client';
import { ConfigError } from '../errors';

/**
 * Looks at everything a sync will need, as the user of the credentials.
 *
 * @throws {@link ConfigError} Saying what is wrong and where to put it right.
 */
export async function check(client: Client, config: Config, log: Log): Promise<CheckResult> {
  const version = await client.version();
  refuseIgnoredStrategy(config.core.importStrategy, version);
  const me = await client.me();
  const all = me.authorities.includes('ALL');
  if (!all && !me.authorities.includes('F_DATAVALUE_ADD')) {
    throw new ConfigError(
      `The user ${me.username} may not add data values: give one of the user's roles the authority F_DATAVALUE_ADD in DHIS2.`,
    );
  }
  if (me.organisationUnits.length === 0) {
    throw new ConfigError(
      `The user ${me.username} has no organisation unit to capture data for: assign one in DHIS2's user settings.`,
    );
  }
  const dataSets = await writableDataSets(client);
  if (dataSets.length === 0) {
    throw new ConfigError(
      `The user ${me.username} may write to no data set: share a data set with "Can capture data" with the user in DHIS2.`,
    );
  }
  const warnings = [...(version.warning ? [version.warning] : []), ...config.warnings];
  if (all) {
    warnings.push(
      `The user ${me.username} has the authority ALL, which passes by expiry and locks: a user with F_DATAVALUE_ADD is safer.`,
    );
  }
  for (const warning of warnings) log('WARN', warning);
  const found = `DHIS2 ${version.text}, signed in as ${me.username}, who may write to ${dataSets.length} data sets.`;
  return { succeeded: true, message: [found, ...warnings].join(' ') };
}

async function writableDataSets(client: Client): Promise<readonly string[]> {
  const { body } = await client.get('/api/dataSets', { fields: 'id,access[data[write]]', paging: 'false' });
  const { dataSets = [] } = (body ?? {}) as {
    dataSets?: readonly { readonly id: string; readonly access?: { readonly data?: { readonly write?: boolean } } }[];
  };
  return dataSets.filter(({ access }) => access?.data?.write === true).map(({ id }) => id);
}
