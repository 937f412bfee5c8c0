import type { ConfiguredCatalog } from '../../model/catalog';
import type { Log } from '../../model/ports';
import type { CoreSettings } from '../../model/settings';
import { strayEntries } from './stray-entries';

const NOTHING_REMOVED =
  'values are updated in DHIS2, none is removed. Rows that leave a view are deleted in DHIS2 by a `deleted` column that is true.';

/**
 * Says what the sync modes mean here, and which entries of `streams` may be in vain.
 * @throws {@link ConfigError} If one is, and a stream would be read without the settings that are meant for it.
 */
export function announceStreams({ streams }: ConfiguredCatalog, core: CoreSettings, log: Log): void {
  for (const sentence of strayEntries(core.streams, streams)) log('WARN', sentence);
  const overwriting = streams.filter(({ syncMode }) => syncMode === 'overwrite').map(({ key }) => key);
  if (overwriting.length > 0) log('WARN', `Sync mode overwrite (${overwriting.join(', ')}): ${NOTHING_REMOVED}`);
  const renewed = streams
    .filter(({ syncMode, startsAnew }) => startsAnew && syncMode !== 'overwrite')
    .map(({ key }) => key);
  if (renewed.length === 0) return;
  log('WARN', `This refresh is to remove what earlier syncs brought (${renewed.join(', ')}): ${NOTHING_REMOVED}`);
}
