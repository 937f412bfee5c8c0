import type { ConfiguredCatalog } from '../../model/catalog';
import type { Log } from '../../model/ports';
import type { CoreSettings } from '../../model/settings';
import { strayEntries } from './stream-settings';

/** Says what the sync modes mean here, and which entries of `streams` are in vain. */
export function announceStreams({ streams }: ConfiguredCatalog, core: CoreSettings, log: Log): void {
  for (const sentence of strayEntries(core.streams, streams)) log('WARN', sentence);
  const overwriting = streams.filter(({ syncMode }) => syncMode === 'overwrite').map(({ key }) => key);
  if (overwriting.length === 0) return;
  log(
    'WARN',
    `Sync mode overwrite (${overwriting.join(', ')}): values are updated in DHIS2, none is removed. Rows that leave a view are ` +
      'deleted in DHIS2 by a `deleted` column that is true.',
  );
}
