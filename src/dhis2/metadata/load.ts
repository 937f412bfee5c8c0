import { TRAITS } from '../../core/model/traits';
import { MetadataDraft } from '../../core/mapping/metadata/draft';
import type { MetadataIndex } from '../../core/mapping/metadata/metadata-index';
import type {
  DataElementItem,
  DataSetItem,
  OptionComboItem,
  OptionSetItem,
  OrgUnitItem,
  Reference,
} from '../../core/mapping/metadata/items';
import type { IdScheme, IdSchemes } from '../../core/model/settings';
import type { Dhis2Habits } from '../../core/model/version';
import type { Me } from '../client';
import type { Get } from './pages';
import { loadCalendar } from './calendar';
import { findObject, readList } from './pages';

export type { Get } from './pages';

/** What a sync needs metadata for. */
export interface MetadataNeed {
  /** By which objects are to be found: those that hold in general first, then those of streams. */
  readonly schemes: readonly [IdSchemes, ...IdSchemes[]];
  /** Who will write: it is read with the rights of this user. */
  readonly me: Me;
}

/** Data sets whose org units are asked for at the same time: each takes DHIS2 long where there are many. */
const DATA_SETS_AT_ONCE = 4;
/** References to org units that are read at once: as many take some 10 MB while they are. */
const ASSIGNMENTS_AT_ONCE = 100_000;

/** Option sets asked for at once: their UIDs stand in the address. */
const OPTION_SETS_A_REQUEST = 100;

/**
 * Reads the metadata that a sync needs, in pages, and no more of each object than a rule asks for.
 *
 * @throws ConfigError If the server counts in a calendar in which nothing is written, or the user may not read a list.
 * @throws ProtocolError If an answer is not what DHIS2 2.41 to 2.43 give.
 */
export async function loadMetadata(get: Get, habits: Dhis2Habits, need: MetadataNeed): Promise<MetadataIndex> {
  const localCalendar = await loadCalendar(get);
  const { schemes, me } = need;
  const draft = new MetadataDraft({ schemes, habits, userOrgUnits: userOrgUnits(me, habits), localCalendar });
  await loadOptionCombos(get, draft, schemes);
  await loadDataElements(get, draft, schemes);
  const writable = await loadDataSets(get, draft, { schemes, localCalendar });
  const orgUnits = await loadOrgUnits(get, draft, schemes);
  await loadAssignments(get, draft, { writable, orgUnits });
  return draft.build();
}

/** 2.43 lets superusers write everywhere, older versions keep them to their org units (source: `validateUserAccess`). */
function userOrgUnits({ authorities, organisationUnits }: Me, habits: Dhis2Habits): readonly string[] | 'all' {
  return TRAITS[habits].superusersWriteEverywhere && authorities.includes('ALL')
    ? 'all'
    : organisationUnits.map(({ id }) => id);
}

/** A data set that is gone by now, or that this user cannot read by itself, is left to DHIS2. */
async function loadAssignments(
  get: Get,
  draft: MetadataDraft,
  { writable, orgUnits }: { readonly writable: readonly string[]; readonly orgUnits: number },
): Promise<void> {
  const left = [...writable];
  // A data set may name every org unit: what is read at once stays in bounds.
  const atOnce = Math.max(1, Math.min(DATA_SETS_AT_ONCE, Math.floor(ASSIGNMENTS_AT_ONCE / (orgUnits || 1))));
  const work = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const found = await findObject<{ organisationUnits?: readonly Reference[] }>(get, `/api/dataSets/${id}`, {
        fields: 'organisationUnits[id]',
        shape: 'assignments',
      });
      draft.assign(id, found && (found.organisationUnits ?? []));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function loadOptionCombos(get: Get, draft: MetadataDraft, schemes: readonly IdSchemes[]): Promise<void> {
  const combos = schemes.flatMap(({ categoryOptionCombo, attributeOptionCombo }) => [
    categoryOptionCombo,
    attributeOptionCombo,
  ]);
  const options = fieldsFor(schemes.map(({ categoryOption }) => categoryOption));
  const fields = `id,categoryCombo[id],categoryOptions[id${options}]${fieldsFor(combos)}`;
  const query = { name: 'categoryOptionCombos', fields, pageSize: 2_000 } as const;
  for await (const page of readList<OptionComboItem>(get, query)) {
    for (const item of page) draft.addOptionCombo(item);
  }
}

async function loadDataElements(get: Get, draft: MetadataDraft, schemes: readonly IdSchemes[]): Promise<void> {
  const fields =
    'id,valueType,zeroIsSignificant,aggregationType,optionSet[id],categoryCombo[id]' +
    fieldsFor(schemes.map(({ dataElement }) => dataElement));
  const query = { name: 'dataElements', fields, filter: 'domainType:eq:AGGREGATE', pageSize: 2_000 } as const;
  for await (const page of readList<DataElementItem>(get, query)) {
    await loadOptionSets(get, draft, page);
    for (const item of page) draft.addDataElement(item);
  }
}

async function loadOptionSets(get: Get, draft: MetadataDraft, elements: readonly DataElementItem[]): Promise<void> {
  const ids = [...new Set(elements.flatMap(({ optionSet }) => optionSet?.id ?? []))];
  for (let from = 0; from < ids.length; from += OPTION_SETS_A_REQUEST) {
    const filter = `id:in:[${ids.slice(from, from + OPTION_SETS_A_REQUEST).join(',')}]`;
    const query = { name: 'optionSets', fields: 'id,options[code]', filter, pageSize: OPTION_SETS_A_REQUEST } as const;
    for await (const page of readList<OptionSetItem>(get, query)) {
      for (const item of page) draft.addOptionSet(item);
    }
  }
}

/** @returns UIDs of the data sets that the user may write: the others' org units are no use. */
async function loadDataSets(
  get: Get,
  draft: MetadataDraft,
  { schemes, localCalendar }: { readonly schemes: readonly IdSchemes[]; readonly localCalendar: object | undefined },
): Promise<readonly string[]> {
  const fields =
    'id,periodType,categoryCombo[id],dataSetElements[dataElement[id],categoryCombo[id]],access[data[write]],dataInputPeriods[period[id]]' +
    (localCalendar ? ',openFuturePeriods' : '') +
    fieldsFor(schemes.map(({ dataSet }) => dataSet));
  const writable: string[] = [];
  for await (const page of readList<DataSetItem>(get, { name: 'dataSets', fields, pageSize: 50 })) {
    for (const item of page) {
      draft.addDataSet(item);
      if (item.access.data.write) writable.push(item.id);
    }
  }
  return writable;
}

/** @returns How many there are. */
async function loadOrgUnits(get: Get, draft: MetadataDraft, schemes: readonly IdSchemes[]): Promise<number> {
  const query = {
    name: 'organisationUnits',
    fields: `id,path${fieldsFor(schemes.map(({ orgUnit }) => orgUnit))}`,
    pageSize: 2_000,
  } as const;
  let count = 0;
  for await (const page of readList<OrgUnitItem>(get, query)) {
    for (const item of page) draft.addOrgUnit(item);
    count += page.length;
  }
  return count;
}

/** The fields that the schemes find objects by; code and name also tell people what an unknown id may have been. */
function fieldsFor(schemes: readonly IdScheme[]): string {
  const byAttribute = schemes.some(({ kind }) => kind === 'attribute');
  return byAttribute ? ',code,name,attributeValues[value,attribute[id]]' : ',code,name';
}
