import { groupKey } from '../../core/model/group-key';
import { canonicalPeriod } from '../../core/model/period-id';
import type { SeenCompletion } from '../../core/model/completion-reader';
import type { Item } from './lenient-json';
import type { Subject } from './one-read';

/** What DHIS2 says of a group that it has a registration of, `completed` or taken back. */
export type Told = Exclude<SeenCompletion, { kind: 'not-known' }>;

/** How `GET /api/completeDataSetRegistrations` is asked, and what it answers (exchanges 1343 to 1352). */
export const COMPLETIONS: Subject<Told> = {
  path: '/api/completeDataSetRegistrations',
  form: { what: 'dataSet', fixed: '', takesCombos: false },
  list: 'completeDataSetRegistrations',
  // `{}` is what every version says where nothing is registered (1344, 1347).
  mayLackList: true,
  read: readRegistration,
};

function readRegistration(item: Item): { readonly key: string; readonly found: Told } | undefined {
  const { dataSet, period, organisationUnit: orgUnit, attributeOptionCombo, date, completed } = item;
  const ids = [dataSet, period, orgUnit, attributeOptionCombo];
  if (!ids.every((id): id is string => typeof id === 'string') || typeof date !== 'string') return undefined;
  const key = groupKey({
    dataSet: dataSet as string,
    period: canonicalPeriod(period as string),
    orgUnit: orgUnit as string,
    attributeOptionCombo: attributeOptionCombo as string,
  });
  // One that was taken back stays, with false.
  if (completed === false) return { key, found: { kind: 'not-registered' } };
  return { key, found: { kind: 'registered', date: date.slice(0, 10) } };
}
