import type {
  DataElementItem,
  DataSetItem,
  OptionComboItem,
  OrgUnitItem,
  Reference,
} from '../../core/mapping/metadata/items';
import type { Get } from '../../dhis2/metadata/pages';
import { readList } from '../../dhis2/metadata/pages';
import { readAssignments, readHierarchy } from '../../dhis2/metadata/user-org-units';
import { ConfigError } from '../../errors';
import type { LookupFormat } from './format';
import { lookupWriter } from './format';
import type { LookupMetadata } from './rows';
import { dataSetRows, orgUnitRow } from './rows';

/** What the command line says. */
export interface LookupOptions {
  readonly format: LookupFormat;
  /** UIDs or codes of the data sets to write; none for all that the user may write data to. */
  readonly dataSets: readonly string[];
}

/** What the command works with. */
export interface LookupDeps {
  readonly get: Get;
  /** Writes to where the table goes, waiting while that is full. */
  readonly write: (text: string) => Promise<void>;
}

/**
 * Writes the DHIS2 id lookup, for the warehouse's views to join: data sets, their data elements with category option
 * combos, their attribute option combos, and org units with codes and paths.
 *
 * With `dataSets` only the org units that one of them is assigned to; else all that the user captures data for (every one if
 * the user has none at all).
 *
 * @throws ConfigError For a data set that the user does not see.
 * @throws As `readList`.
 */
export async function runLookup({ format, dataSets }: LookupOptions, { get, write }: LookupDeps): Promise<void> {
  const writer = lookupWriter(format);
  const sets = await readDataSets(get, dataSets);
  const metadata = await readElements(get);
  await write(writer.head);
  for (const set of sets) await write(writer.rows(dataSetRows(set, metadata)));
  const isWanted = await orgUnitFilter(get, dataSets.length > 0 ? sets : []);
  const query = { name: 'organisationUnits', fields: 'id,code,name,path', pageSize: 2_000 } as const;
  for await (const page of readList<OrgUnitItem>(get, query)) {
    await write(writer.rows(page.filter(isWanted).map(orgUnitRow)));
  }
  await write(writer.tail);
}

async function readDataSets(get: Get, wanted: readonly string[]): Promise<readonly DataSetItem[]> {
  const fields =
    'id,code,name,periodType,categoryCombo[id],dataSetElements[dataElement[id],categoryCombo[id]],access[data[write]]';
  const sets: DataSetItem[] = [];
  for await (const page of readList<DataSetItem>(get, { name: 'dataSets', fields, pageSize: 50 })) sets.push(...page);
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

async function readElements(get: Get): Promise<LookupMetadata> {
  const optionCombos = new Map<string, OptionComboItem[]>();
  const combos = { name: 'categoryOptionCombos', fields: 'id,code,name,categoryCombo[id]', pageSize: 2_000 } as const;
  for await (const page of readList<OptionComboItem>(get, combos)) {
    for (const item of page) {
      const owner = item.categoryCombo?.id ?? '';
      optionCombos.set(owner, [...(optionCombos.get(owner) ?? []), item]);
    }
  }
  const dataElements = new Map<string, DataElementItem>();
  const elements = {
    name: 'dataElements',
    fields: 'id,code,name,valueType,categoryCombo[id]',
    filter: 'domainType:eq:AGGREGATE',
    pageSize: 2_000,
  } as const;
  for await (const page of readList<DataElementItem>(get, elements)) {
    for (const item of page) dataElements.set(item.id, item);
  }
  return { optionCombos, dataElements };
}

/** Org units within the user's hierarchy, of these data sets if there are any. */
async function orgUnitFilter(get: Get, sets: readonly Reference[]): Promise<(orgUnit: OrgUnitItem) => boolean> {
  const isUsers = await readHierarchy(get);
  if (sets.length === 0) return isUsers;
  const assigned = new Set<string>();
  for (const { id } of sets) {
    for (const orgUnit of await readAssignments(get, `/api/dataSets/${id}`)) assigned.add(orgUnit.id);
  }
  return (orgUnit) => assigned.has(orgUnit.id) && isUsers(orgUnit);
}
