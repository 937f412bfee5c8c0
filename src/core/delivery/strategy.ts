import { TRAITS } from '../model/traits';
import { ConfigError } from '../../errors';
import type { ImportStrategy } from '../model/settings';
import type { Dhis2Version } from '../model/version';

/**
 * DHIS2 2.43 upserts for CREATE and UPDATE alike (recorded exchanges 210, 213): a user who asks for one would get both.
 *
 * @throws {@link ConfigError} If the server would not do what the setting says.
 */
export function refuseIgnoredStrategy(strategy: ImportStrategy, version: Dhis2Version): void {
  if (TRAITS[version.habits].tellsStrategiesApart || (strategy !== 'CREATE' && strategy !== 'UPDATE')) return;
  throw new ConfigError(
    `import_strategy ${strategy} has no effect on DHIS2 ${version.text}, which creates and updates alike. ` +
      'Set import_strategy to CREATE_AND_UPDATE, or leave rows out in the view.',
  );
}
