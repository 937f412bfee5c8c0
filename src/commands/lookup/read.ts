import type { Identifiable } from '../../core/mapping/metadata/id-index';
import type {
  CategoryOptionItem,
  DataElementItem,
  DataSetItem,
  OptionComboItem,
  OrgUnitItem,
  Reference,
} from '../../core/mapping/metadata/items';
import type { Get, ListQuery } from '../../dhis2/metadata/pages';
import { readList } from '../../dhis2/metadata/pages';
import { ConfigError } from '../../errors';

/** A data element, as far as the lookup has it. */
export type LookupElement = DataElementItem;

/** An option set with its options; DHIS2 gives null for gaps in their order. */
export interface LookupOptionSet extends Identifiable {
  readonly options: readonly (Partial<Identifiable> | null)[];
}

const PAGE = 2_000;
/** Option sets asked for at once: their UIDs stand in the address. */
const OPTION_SETS_A_REQUEST = 100;

/**
 * Reads the data sets that are wanted, by UID or code; all that the user may write data to where none is named.
 *
 * @throws ConfigError For one that the user does not see.
 */
export async function readDataSets(get: Get, wanted: readonly string[]): Promise<readonly DataSetItem[]> {
  const fields =
    'id,code,name,periodType,categoryCombo[id],dataSetElements[dataElement[id],categoryCombo[id]],access[data[write]]';
  const sets = [...(await readById<DataSetItem>(get, { name: 'dataSets', fields, pageSize: 50 })).values()];
  if (wanted.length === 0) return sets.filter(({ access }) => access.data.write);
  return wanted.map((id) => {
    const found = sets.find((set) => set.id === id || set.code === id);
    if (found) return found;
    const shown = sets.map(({ id: uid, code }) => (code == null ? uid : `${uid} (${code})`)).join(', ');
    throw new ConfigError(
      `DHIS2 shows this user no data set with the UID or code ${id}. It shows: ${shown || 'none'}.`,
    );
  });
}

/** Reads the aggregate data elements, by UID. */
export function readElements(get: Get): Promise<ReadonlyMap<string, LookupElement>> {
  const fields = 'id,code,name,valueType,categoryCombo[id],optionSet[id]';
  return readById(get, { name: 'dataElements', fields, filter: 'domainType:eq:AGGREGATE', pageSize: PAGE });
}

/** Reads the category option combos of some category combos, by the UID of those. */
export async function readOptionCombos(
  get: Get,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly OptionComboItem[]>> {
  const fields = 'id,code,name,categoryCombo[id],categoryOptions[id]';
  const combos = await readById<OptionComboItem>(get, { name: 'categoryOptionCombos', fields, pageSize: PAGE });
  const byOwner = new Map<string, OptionComboItem[]>();
  for (const combo of combos.values()) {
    const owner = combo.categoryCombo?.id ?? '';
    if (!wanted.has(owner)) continue;
    const siblings = byOwner.get(owner);
    if (siblings) siblings.push(combo);
    else byOwner.set(owner, [combo]);
  }
  return byOwner;
}

/** Reads the category options that the user may see, by UID. */
export function readCategoryOptions(get: Get): Promise<ReadonlyMap<string, CategoryOptionItem>> {
  return readById(get, { name: 'categoryOptions', fields: 'id,code,name', pageSize: PAGE });
}

/** Reads option sets with their options. */
export async function* readOptionSets(get: Get, uids: readonly string[]): AsyncGenerator<LookupOptionSet> {
  for (let from = 0; from < uids.length; from += OPTION_SETS_A_REQUEST) {
    const filter = `id:in:[${uids.slice(from, from + OPTION_SETS_A_REQUEST).join(',')}]`;
    const fields = 'id,name,options[id,code,name]';
    const query = { name: 'optionSets', fields, filter, pageSize: OPTION_SETS_A_REQUEST } as const;
    for await (const page of readList<LookupOptionSet>(get, query)) yield* page;
  }
}

/** Reads the org units that the user may see, by UID. */
export function readOrgUnits(get: Get): Promise<ReadonlyMap<string, OrgUnitItem>> {
  return readById(get, { name: 'organisationUnits', fields: 'id,code,name,path', pageSize: PAGE });
}

/** A list may change while it is read in pages: what comes twice is there once. */
async function readById<T extends Reference>(get: Get, query: ListQuery): Promise<ReadonlyMap<string, T>> {
  const byId = new Map<string, T>();
  for await (const page of readList<T>(get, query)) for (const item of page) byId.set(item.id, item);
  return byId;
}
