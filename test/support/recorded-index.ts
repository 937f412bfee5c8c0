import type {
  CategoryOptionItem,
  DataSetItem,
  DataElementItem,
  OptionComboItem,
  OrgUnitItem,
  Reference,
} from '../../src/core/mapping/metadata/items';
import type { LocalCalendar } from '../../src/core/mapping/period/calendars/calendars';
import { MetadataDraft } from '../../src/core/mapping/metadata/draft';
import type { MetadataIndex } from '../../src/core/mapping/metadata/metadata-index';
import type { CoreSettings, IdScheme, IdSchemes, StreamSettings } from '../../src/core/model/settings';
import type { Dhis2Habits } from '../../src/core/model/version';
import { parseConfig } from '../../src/config/config';
import { recordedMetadata } from './sandbox';

/** The recorded metadata as DHIS2's lists would give it, to change before it is indexed. */
export interface Lists {
  categoryOptionCombos: OptionComboItem[];
  categoryOptions: CategoryOptionItem[];
  optionSets: { id: string; options: { id: string }[] }[];
  options: { id: string; code: string }[];
  dataElements: DataElementItem[];
  dataSets: (Omit<DataSetItem, 'access'> & { organisationUnits: Reference[] })[];
  organisationUnits: OrgUnitItem[];
}

/** What an index is made for. */
export interface IndexOptions {
  readonly schemes?: Partial<IdSchemes>;
  /** Further schemes, of streams. */
  readonly more?: readonly Partial<IdSchemes>[];
  readonly habits?: Dhis2Habits;
  readonly userOrgUnits?: readonly string[];
  /** The server's calendar, for one that does not count in ISO 8601; an index with one is not kept. */
  readonly localCalendar?: LocalCalendar;
  /** Changes the lists before they are indexed. */
  readonly change?: (lists: Lists) => void;
}

/** The settings as the form leaves them when only what must be said is said. */
const DEFAULTS = parseConfig({
  base_url: 'https://dhis2.example.org',
  credentials: { auth_type: 'personal_access_token', token: 'none' },
}).core;

/** Every dimension by UID. */
export const BY_UID: IdSchemes = allBy({ kind: 'uid' });

/** Every dimension by one scheme. */
export function allBy(scheme: IdScheme): IdSchemes {
  return {
    dataSet: scheme,
    orgUnit: scheme,
    dataElement: scheme,
    categoryOptionCombo: scheme,
    attributeOptionCombo: scheme,
    categoryOption: scheme,
  };
}

/** Indexes that no test changes, made once. */
const indexes = new Map<string, MetadataIndex>();

/** The index of the recorded metadata, as the recorded user `connector` sees it. */
export function recordedIndex(options: IndexOptions = {}): MetadataIndex {
  if (options.change || options.localCalendar) return buildIndex(options);
  const key = JSON.stringify(options);
  const index = indexes.get(key) ?? buildIndex(options);
  indexes.set(key, index);
  return index;
}

function buildIndex({
  schemes,
  more = [],
  habits = '2.42',
  userOrgUnits,
  localCalendar,
  change,
}: IndexOptions): MetadataIndex {
  const lists = recordedMetadata() as unknown as Lists;
  change?.(lists);
  const draft = new MetadataDraft({
    schemes: [{ ...BY_UID, ...schemes }, ...more.map((each) => ({ ...BY_UID, ...each }))],
    habits,
    userOrgUnits: userOrgUnits ?? ['ouROOT00001'],
    localCalendar,
  });
  const codes = new Map(lists.options.map(({ id, code }) => [id, code]));
  const options = new Map(lists.categoryOptions.map((option) => [option.id, option]));
  for (const item of lists.categoryOptionCombos) {
    const made = (item.categoryOptions ?? []).map((option) => options.get(option.id) ?? option);
    draft.addOptionCombo({ ...item, categoryOptions: made });
  }
  for (const { id, options } of lists.optionSets) {
    draft.addOptionSet({ id, options: options.map((option) => ({ code: codes.get(option.id) ?? '' })) });
  }
  for (const item of lists.dataElements) draft.addDataElement(item);
  const write = (id: string): boolean => id !== 'dsNOSHARE01';
  for (const item of lists.dataSets) draft.addDataSet({ ...item, access: { data: { write: write(item.id) } } });
  for (const item of lists.organisationUnits) draft.addOrgUnit(item);
  for (const { id, organisationUnits } of lists.dataSets) if (write(id)) draft.assign(id, organisationUnits);
  return draft.build();
}

/** Settings with every default; name what matters. */
export function coreSettings(parts: Partial<CoreSettings> = {}): CoreSettings {
  return { ...DEFAULTS, ...parts };
}

/** An entry of `streams` with every default; name what matters. */
export function streamSettings(parts: Partial<StreamSettings> = {}): StreamSettings {
  return { stream: 'indicators', layout: 'auto', columns: [], constants: [], indicators: [], ...parts };
}
