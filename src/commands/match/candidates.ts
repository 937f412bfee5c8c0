import type { DataElementItem, OrgUnitItem, Reference } from '../../core/mapping/metadata/items';
import type { Candidate, Place } from '../../core/mapping/matching/candidate';
import type { Get } from '../../dhis2/metadata/pages';
import { readList } from '../../dhis2/metadata/pages';
import { readHierarchy } from '../../dhis2/metadata/user-org-units';

/** An object of DHIS2 that may be matched, with its place in the hierarchy. */
export interface Dhis2Candidate extends Candidate {
  /** How deep an org unit lies, from 1 at the root; 1 of a data element. */
  readonly level: number;
}

interface PlacedOrgUnit extends OrgUnitItem {
  readonly geometry?: { readonly type?: string; readonly coordinates?: unknown } | null;
}

/** Reads the org units of the user's hierarchy. @param withPlaces - Whether their coordinates are wanted. @throws As `readList`. */
export async function readOrgUnits(get: Get, withPlaces: boolean): Promise<readonly Dhis2Candidate[]> {
  const isUsers = await readHierarchy(get);
  const fields = `id,code,name,path${withPlaces ? ',geometry' : ''}`;
  const items: PlacedOrgUnit[] = [];
  const query = { name: 'organisationUnits', fields, pageSize: 2_000 } as const;
  for await (const page of readList<PlacedOrgUnit>(get, query)) items.push(...page);
  const names = new Map(items.map(({ id, name }) => [id, name ?? '']));
  return items.filter(isUsers).map(({ id, code, name, path, geometry }) => {
    const above = (path ?? '').split('/').slice(1, -1);
    const within = above.flatMap((uid) => names.get(uid) || []);
    return {
      uid: id,
      code: code ?? undefined,
      name: name ?? '',
      within,
      level: above.length + 1,
      place: placeOf(geometry),
    };
  });
}

/** Reads the aggregate data elements, each within its data sets. @throws As `readList`. */
export async function readDataElements(get: Get): Promise<readonly Dhis2Candidate[]> {
  const within = new Map<string, string[]>();
  const sets = { name: 'dataSets', fields: 'id,name,dataSetElements[dataElement[id]]', pageSize: 50 } as const;
  for await (const page of readList<DataSetWithElements>(get, { ...sets, shape: 'dataSetMembers' })) {
    for (const { name, dataSetElements } of page) {
      for (const { dataElement } of dataSetElements) {
        within.set(dataElement.id, [...(within.get(dataElement.id) ?? []), name ?? '']);
      }
    }
  }
  const candidates: Dhis2Candidate[] = [];
  const filter = 'domainType:eq:AGGREGATE';
  const query = {
    name: 'dataElements',
    fields: 'id,code,name',
    filter,
    shape: 'identifiable',
    pageSize: 2_000,
  } as const;
  for await (const page of readList<DataElementItem>(get, query)) {
    for (const { id, code, name } of page) {
      candidates.push({ uid: id, code: code ?? undefined, name: name ?? '', within: within.get(id) ?? [], level: 1 });
    }
  }
  return candidates;
}

interface DataSetWithElements {
  readonly name?: string | null;
  readonly dataSetElements: readonly { readonly dataElement: Reference }[];
}

/** GeoJSON has the longitude first. */
function placeOf(geometry: PlacedOrgUnit['geometry']): Place | undefined {
  if (geometry?.type !== 'Point' || !Array.isArray(geometry.coordinates)) return undefined;
  const [longitude, latitude] = geometry.coordinates as readonly unknown[];
  return typeof longitude === 'number' && typeof latitude === 'number' ? { latitude, longitude } : undefined;
}
