import type { CategoryCombo, DataElement, DataSet, OrgUnit } from './metadata';
import { optionsKey, PositionSet, Several } from './metadata';
import { IdIndexes } from './id-indexes';
import { MetadataIndex } from './metadata-index';
import type { DataElementItem, DataSetItem, OptionComboItem, OptionSetItem, OrgUnitItem, Reference } from './items';
import { pathlessWarning, severalDefaultsWarning, Unreadable, uselessSchemeWarning } from './warnings';
import type { LocalCalendar } from '../period/calendars/calendars';
import { isPeriodType } from '../period/period';
import type { IdScheme, IdSchemes } from '../../model/settings';
import { isValueType } from '../value-type/value-type';
import type { Dhis2Habits } from '../../model/version';

/** What one sync's schemes, server and user are. */
export interface DraftContext {
  /** Those that hold in general first, then those of streams. */
  readonly schemes: readonly [IdSchemes, ...IdSchemes[]];
  readonly habits: Dhis2Habits;
  /** UIDs of the org units that the user captures data for, with all below them; or every org unit. */
  readonly userOrgUnits: readonly string[] | 'all';
  /** Set where the server does not count in ISO 8601. */
  readonly localCalendar?: LocalCalendar | undefined;
}

type Open<T> = { -readonly [K in keyof T]: T[K] };
type OpenElement = Open<DataElement> & { dataSets: DataSet[] };
type OpenCombo = CategoryCombo & {
  readonly optionCombos: Set<string>;
  readonly byOptions: Map<string, string | Several>;
};

/** Aggregation types for which DHIS2 keeps zeros (source: `ValidationUtils.dataValueIsZeroAndInsignificant`). */
const AVERAGES: ReadonlySet<string> = new Set(['AVERAGE', 'AVERAGE_SUM_ORG_UNIT']);

/**
 * Builds a {@link MetadataIndex} from the items of DHIS2's lists.
 *
 * They are added in this order: option combos, option sets, data elements, data sets, org units, assignments. An item
 * that comes twice (a list may change while it is read in pages) counts once.
 */
export class MetadataDraft {
  readonly #context: DraftContext;
  readonly #userOrgUnits: ReadonlySet<string> | 'all';
  readonly #orgUnits: IdIndexes<OrgUnit>;
  readonly #dataElements: IdIndexes<DataElement>;
  readonly #dataSets: IdIndexes<DataSet>;
  readonly #optionCombos: IdIndexes<string>;
  readonly #categoryOptions: IdIndexes<string>;
  readonly #seenOptions = new Set<string>();
  readonly #orgUnitsByUid = new Map<string, OrgUnit>();
  readonly #elementsByUid = new Map<string, OpenElement>();
  readonly #setsByUid = new Map<string, Open<DataSet>>();
  readonly #combos = new Map<string, OpenCombo>();
  readonly #usedCombos = new Set<string>();
  readonly #optionSets = new Map<string, ReadonlySet<string>>();
  /** Option combos called `default`, each with its category combo. */
  readonly #defaults = new Map<string, string | undefined>();
  readonly #unreadable = new Unreadable();
  readonly #pathless = new Set<string>();

  constructor(context: DraftContext) {
    const { schemes, userOrgUnits } = context;
    this.#context = context;
    this.#userOrgUnits = userOrgUnits === 'all' ? 'all' : new Set(userOrgUnits);
    const by = (...dimensions: readonly (keyof IdSchemes)[]): readonly IdScheme[] =>
      dimensions.flatMap((dimension) => schemes.map((each) => each[dimension]));
    this.#orgUnits = new IdIndexes<OrgUnit>(by('orgUnit'), ({ uid }) => uid);
    this.#dataElements = new IdIndexes<DataElement>(by('dataElement'), ({ uid }) => uid);
    this.#dataSets = new IdIndexes<DataSet>(by('dataSet'), ({ uid }) => uid);
    this.#optionCombos = new IdIndexes<string>(by('categoryOptionCombo', 'attributeOptionCombo'), String);
    this.#categoryOptions = new IdIndexes<string>(by('categoryOption'), String);
  }

  /** Takes in a category option combo, and the category options that it is made of. */
  addOptionCombo(item: OptionComboItem): void {
    this.#optionCombos.add(item.id, item);
    const owner = item.categoryCombo?.id;
    if (item.name === 'default') this.#defaults.set(item.id, owner);
    if (owner === undefined) return;
    const combo = this.#combos.get(owner) ?? { uid: owner, optionCombos: new Set<string>(), byOptions: new Map() };
    if (!combo.optionCombos.has(item.id)) this.#addOptions(combo, item);
    combo.optionCombos.add(item.id);
    this.#combos.set(owner, combo);
  }

  #addOptions({ byOptions }: OpenCombo, { id, categoryOptions }: OptionComboItem): void {
    if (!categoryOptions || categoryOptions.length === 0) return;
    for (const option of categoryOptions) {
      if (this.#seenOptions.has(option.id)) continue;
      this.#seenOptions.add(option.id);
      this.#categoryOptions.add(option.id, option);
    }
    const key = optionsKey(categoryOptions.map((option) => option.id));
    const other = byOptions.get(key);
    byOptions.set(
      key,
      other === undefined ? id : new Several([...(other instanceof Several ? other.uids : [other]), id]),
    );
  }

  /** Takes in an option set. */
  addOptionSet(item: OptionSetItem): void {
    this.#optionSets.set(item.id, new Set(item.options.flatMap((option) => option?.code ?? [])));
  }

  /** Takes in an aggregate data element. */
  addDataElement(item: DataElementItem): void {
    if (this.#elementsByUid.has(item.id)) return;
    const element: OpenElement = {
      uid: item.id,
      keepsZeros: item.zeroIsSignificant === true || AVERAGES.has(item.aggregationType ?? ''),
      dataSets: [],
    };
    if (isValueType(item.valueType)) element.valueType = item.valueType;
    const combo = this.#comboOf(item.categoryCombo);
    if (combo) element.categoryCombo = combo;
    if (item.optionSet) {
      const options = this.#optionSets.get(item.optionSet.id);
      if (options) element.options = options;
      else this.#unreadable.add('option sets', item.optionSet.id);
    }
    this.#elementsByUid.set(item.id, element);
    this.#dataElements.add(element, item);
  }

  /** Takes in a data set with the elements it holds; one that no list of data elements showed is known by its UID alone. */
  addDataSet(item: DataSetItem): void {
    if (this.#setsByUid.has(item.id)) return;
    const elements = new Map<DataElement, CategoryCombo | undefined>();
    const set: Open<DataSet> = { uid: item.id, writable: item.access.data.write, elements };
    if ((item.dataInputPeriods ?? []).length > 0) set.hasInputPeriods = true;
    if (isPeriodType(item.periodType)) set.periodType = item.periodType;
    if (item.openFuturePeriods) set.openFuturePeriods = item.openFuturePeriods;
    const combo = this.#comboOf(item.categoryCombo);
    if (combo) set.categoryCombo = combo;
    for (const { dataElement, categoryCombo } of item.dataSetElements) {
      const element = this.#elementsByUid.get(dataElement.id) ?? this.#unreadableElement(dataElement);
      elements.set(element, categoryCombo ? this.#comboOf(categoryCombo) : element.categoryCombo);
      element.dataSets.push(set);
    }
    this.#setsByUid.set(item.id, set);
    this.#dataSets.add(set, item);
  }

  /** Takes in an org unit. */
  addOrgUnit(item: OrgUnitItem): void {
    if (this.#orgUnitsByUid.has(item.id)) return;
    // Whose it is cannot be told: the sync goes on without it.
    if (!item.path) return void this.#pathless.add(item.id);
    const orgUnit: OrgUnit = {
      uid: item.id,
      position: this.#orgUnitsByUid.size,
      inHierarchy: this.#isUsers(item.path),
    };
    this.#orgUnitsByUid.set(item.id, orgUnit);
    this.#orgUnits.add(orgUnit, item);
  }

  /** Says to which org units a data set is assigned; undefined if that cannot be read, and then nobody checks it. */
  assign(dataSet: string, orgUnits: readonly Reference[] | undefined): void {
    if (!orgUnits) return this.#unreadable.add('lists of org units of data sets', dataSet);
    const positions = new PositionSet(this.#orgUnitsByUid.size);
    for (const { id } of orgUnits) {
      const orgUnit = this.#orgUnitsByUid.get(id);
      if (orgUnit) positions.add(orgUnit.position);
    }
    const set = this.#setsByUid.get(dataSet);
    if (set) set.orgUnits = positions;
  }

  /** The index of all that was added. */
  build(): MetadataIndex {
    const defaultOptionCombo = this.#defaultOptionCombo();
    const parts = {
      habits: this.#context.habits,
      localCalendar: this.#context.localCalendar,
      orgUnits: this.#orgUnits,
      dataElements: this.#dataElements,
      dataSets: this.#dataSets,
      optionCombos: this.#optionCombos,
      categoryOptions: this.#categoryOptions,
      elementsByUid: this.#elementsByUid,
      defaultOptionCombo,
      warnings: [
        ...(defaultOptionCombo instanceof Several ? [severalDefaultsWarning(defaultOptionCombo)] : []),
        ...this.#uselessSchemes(),
        ...this.#unreadable.warnings(),
        ...(this.#pathless.size > 0 ? [pathlessWarning([...this.#pathless])] : []),
      ],
    };
    return new MetadataIndex(parts, this.#context.schemes[0]);
  }

  #uselessSchemes(): readonly string[] {
    const indexes = { data_set: this.#dataSets, org_unit: this.#orgUnits, data_element: this.#dataElements };
    return Object.entries(indexes).flatMap(([setting, { uselessSchemes }]) =>
      uselessSchemes.map((scheme) => uselessSchemeWarning(setting, scheme)),
    );
  }

  /** Of several, the one that an element or a data set uses: the others are left over from some import. */
  #defaultOptionCombo(): string | Several | undefined {
    let uids = [...this.#defaults.keys()];
    if (uids.length > 1) {
      const used = uids.filter((uid) => this.#usedCombos.has(this.#defaults.get(uid) ?? ''));
      if (used.length > 0) uids = used;
    }
    return uids.length > 1 ? new Several(uids) : uids[0];
  }

  #isUsers(path: string): boolean {
    const roots = this.#userOrgUnits;
    return roots === 'all' || path.split('/').some((uid) => roots.has(uid));
  }

  #comboOf(reference: Reference | null | undefined): CategoryCombo | undefined {
    if (!reference) return undefined;
    this.#usedCombos.add(reference.id);
    const combo = this.#combos.get(reference.id);
    if (!combo) this.#unreadable.add('category combos', reference.id);
    return combo;
  }

  #unreadableElement(reference: Reference): OpenElement {
    const element: OpenElement = { uid: reference.id, keepsZeros: true, dataSets: [] };
    this.#elementsByUid.set(reference.id, element);
    this.#dataElements.add(element, reference);
    this.#unreadable.add('data elements', reference.id);
    return element;
  }
}
