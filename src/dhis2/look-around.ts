import type { MetadataIndex } from '../core/mapping/metadata/metadata-index';
import { howIdsAreRead } from '../core/mapping/period/how-ids-are-read';
import { refuseIgnoredStrategy } from '../core/delivery/strategy';
import type { Log } from '../core/model/ports';
import { schemesInUse } from '../core/model/id-schemes';
import type { CoreSettings } from '../core/model/settings';
import type { Dhis2Version } from '../core/model/version';
import type { Client, Me } from './client';
import { loadMetadata } from './metadata/load';

/** What is known of a server before the first row is read. */
export interface Found {
  readonly version: Dhis2Version;
  readonly metadata: MetadataIndex;
  /** Who writes. */
  readonly me: Me;
}

/**
 * Signs in, and reads the version and the metadata; says what was found.
 *
 * @throws {@link ConfigError} If the server, the user or a setting does not allow a sync.
 */
export async function lookAround(client: Client, core: CoreSettings, log: Log): Promise<Found> {
  const version = await client.version();
  if (version.note) log('INFO', version.note);
  if (version.warning) log('WARN', version.warning);
  refuseIgnoredStrategy(core.importStrategy, version);
  const me = await client.me();
  const need = { schemes: schemesInUse(core), me };
  const metadata = await loadMetadata((path, params) => client.get(path, params), version.habits, need);
  log('INFO', `Signed in to DHIS2 ${version.text} at ${client.baseUrl} as ${me.username}.`);
  log('INFO', `Found there, by the ids that \`id_schemes\` asks for: ${metadata.summary}.`);
  if (metadata.localCalendar) log('INFO', howIdsAreRead(metadata.localCalendar));
  for (const warning of metadata.warnings) log('WARN', warning);
  return { version, metadata, me };
}
