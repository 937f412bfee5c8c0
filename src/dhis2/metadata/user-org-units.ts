import type { OrgUnitItem, Reference } from '../../core/mapping/metadata/items';
import type { Get } from './pages';
import { readObject } from './pages';

/**
 * Tells whether an org unit is the user's: one that they capture data for, or below one.
 *
 * A user without org units is an administrator, who may be asked for the lists of those who have some: there all are within.
 *
 * @throws As `readObject`.
 */
export async function readHierarchy(get: Get): Promise<(orgUnit: OrgUnitItem) => boolean> {
  const roots = (await readAssignments(get, '/api/me')).map(({ id }) => `/${id}`);
  return ({ path }) => roots.length === 0 || roots.some((root) => path?.includes(root) === true);
}

/** The org units of a user or a data set, by the path of that. */
export async function readAssignments(get: Get, path: string): Promise<readonly Reference[]> {
  const { organisationUnits } = await readObject<{ organisationUnits?: readonly Reference[] }>(get, path, {
    fields: 'organisationUnits[id]',
    shape: 'assignments',
  });
  return organisationUnits ?? [];
}
