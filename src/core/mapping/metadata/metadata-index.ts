import { TRAITS } from '../../model/traits';
import { describeIds, type DataValue } from '../../model/data-value';
import type { DataElement, DataSet, OrgUnit, Several } from './metadata';
import type { Identifiable, IdIndex } from './id-index';
import type { IdIndexes } from './id-indexes';
import type { Meant, Spelling } from './spellings';
import type { LocalCalendar } from '../period/calendars/calendars';
import { isZero } from '../value-type/value-type';
import type { IdSchemes } from '../../model/settings';
import type { Dhis2Habits } from '../../model/version';

/** What DHIS2 up to 2.42 takes for a zero: `-0` is kept (dhis2/value-matrix.json, transcripts 072 to 075). */
const DHIS2_ZERO = /^0(?:\.0*)?$/;

/** The dimensions of which near ids are found. */
export type MeantDimension = 'orgUnits' | 'dataElements' | 'dataSets' | 'optionCombos' | 'categoryOptions';

/** What {@link MetadataIndex} is made of; `draft.ts` builds it. */
export interface MetadataParts {
  readonly habits: Dhis2Habits;
  readonly localCalendar: LocalCalendar | undefined;
  readonly orgUnits: IdIndexes<OrgUnit>;
  readonly dataElements: IdIndexes<DataElement>;
  readonly dataSets: IdIndexes<DataSet>;
  /** Category and attribute option combos alike. */
  readonly optionCombos: IdIndexes<string>;
  readonly categoryOptions: IdIndexes<string>;
  readonly elementsByUid: ReadonlyMap<string, DataElement>;
  readonly defaultOptionCombo: string | Several | undefined;
  readonly warnings: readonly string[];
}

/**
 * DHIS2's metadata as one sync needs it: found by the id schemes of the settings, nothing kept that no rule asks for.
 *
 * 100,000 org units in 25 data sets take 15 MB, and loading them gets by with a heap of 64 MB (`bench/mapping.ts`).
 */
export class MetadataIndex {
  readonly #parts: MetadataParts;
  readonly #orgUnits: IdIndex<OrgUnit>;
  readonly #dataElements: IdIndex<DataElement>;
  readonly #dataSets: IdIndex<DataSet>;
  readonly #categoryOptionCombos: IdIndex<string>;
  readonly #attributeOptionCombos: IdIndex<string>;
  readonly #categoryOptions: IdIndex<string>;

  /** @param schemes - By which ids are found. */
  constructor(parts: MetadataParts, schemes: IdSchemes) {
    this.#parts = parts;
    this.#orgUnits = parts.orgUnits.by(schemes.orgUnit);
    this.#dataElements = parts.dataElements.by(schemes.dataElement);
    this.#dataSets = parts.dataSets.by(schemes.dataSet);
    this.#categoryOptionCombos = parts.optionCombos.by(schemes.categoryOptionCombo);
    this.#attributeOptionCombos = parts.optionCombos.by(schemes.attributeOptionCombo);
    this.#categoryOptions = parts.categoryOptions.by(schemes.categoryOption);
  }

  /** The same objects, found by other schemes: one of those that the index was loaded for. */
  by(schemes: IdSchemes): MetadataIndex {
    return new MetadataIndex(this.#parts, schemes);
  }

  /** By the scheme of `id_schemes.org_unit`. */
  findOrgUnit(id: string): OrgUnit | Several | undefined {
    return this.#orgUnits.find(id);
  }

  /** By the scheme of `id_schemes.data_element`. */
  findDataElement(id: string): DataElement | Several | undefined {
    return this.#dataElements.find(id);
  }

  /** By the scheme of `id_schemes.data_set`. */
  findDataSet(id: string): DataSet | Several | undefined {
    return this.#dataSets.find(id);
  }

  /** By the scheme of `id_schemes.category_option_combo`; a UID. */
  findCategoryOptionCombo(id: string): string | Several | undefined {
    return this.#categoryOptionCombos.find(id);
  }

  /** By the scheme of `id_schemes.attribute_option_combo`; a UID. */
  findAttributeOptionCombo(id: string): string | Several | undefined {
    return this.#attributeOptionCombos.find(id);
  }

  /** By the scheme of `id_schemes.category_option`; a UID. */
  findCategoryOption(id: string): string | Several | undefined {
    return this.#categoryOptions.find(id);
  }

  /** What the scheme calls the category option of that UID. Only messages ask for it. */
  categoryOptionId(uid: string): string {
    return this.#categoryOptions.idOf(uid);
  }

  /** What an id that was not found may have been meant for. */
  meantBy(dimension: MeantDimension, id: string): Meant | undefined {
    return this.#parts[dimension].spellings.meantBy(id);
  }

  /** UID, code and name of every object of a dimension. Only advice asks for it. */
  objectsOf(dimension: MeantDimension): Iterable<Identifiable> {
    return this.#parts[dimension].spellings.all();
  }

  /** The objects that are called just so, by UID, code or name. Only advice asks for it. */
  named(dimension: MeantDimension, texts: ReadonlySet<string>): ReadonlyMap<string, Spelling> {
    return this.#parts[dimension].spellings.named(texts);
  }

  /** The data element of that UID, whatever the scheme. */
  elementOf(uid: string): DataElement | undefined {
    return this.#parts.elementsByUid.get(uid);
  }

  /** The data set of that UID, if it has an id in its scheme. Only explanations ask for it. */
  dataSetOf(uid: string): DataSet | undefined {
    return this.#parts.dataSets.itemOf(uid);
  }

  /** The org unit of that UID, likewise; the reader of cells asks, too. */
  orgUnitOf(uid: string): OrgUnit | undefined {
    return this.#parts.orgUnits.itemOf(uid);
  }

  /** Every data element with the id that its scheme gives it: wide rows have columns called so. */
  dataElementIds(): IterableIterator<[string, DataElement | Several]> {
    return this.#dataElements.entries();
  }

  /** Every category option combo with the id that its scheme gives it. */
  categoryOptionComboIds(): IterableIterator<[string, string | Several]> {
    return this.#categoryOptionCombos.entries();
  }

  /**
   * The UID of this server's category option combo `default`, which an absent combo means; it differs between servers.
   * Several where the server has more than one, undefined where it shows none to the user.
   */
  get defaultOptionCombo(): string | Several | undefined {
    return this.#parts.defaultOptionCombo;
  }

  /** The server's calendar; undefined for ISO 8601. */
  get localCalendar(): LocalCalendar | undefined {
    return this.#parts.localCalendar;
  }

  /** What was found, in words for the log. */
  get summary(): string {
    const [sets, elements, units] = [this.#dataSets.size, this.#dataElements.size, this.#orgUnits.size];
    return `${sets} data sets, ${elements} data elements and ${units} org units`;
  }

  /** Names a value in a message by the ids that rows use for it; never its value. */
  describe(value: DataValue): string {
    return describeIds({
      dataElement: this.#dataElements.idOf(value.dataElement),
      categoryOptionCombo: this.#categoryOptionCombos.idOf(value.categoryOptionCombo),
      attributeOptionCombo: this.#attributeOptionCombos.idOf(value.attributeOptionCombo),
      orgUnit: this.#orgUnits.idOf(value.orgUnit),
      period: value.period,
      dataSet: this.#dataSets.idOf(value.dataSet),
    });
  }

  /** Sentences for the log: what the user may not read, and is therefore left to DHIS2 to check. */
  get warnings(): readonly string[] {
    return this.#parts.warnings;
  }

  /**
   * Whether DHIS2 keeps nothing for the value: up to 2.42 a zero of an element that does not keep them is in no
   * counter of the answer, and deletes what the cell held (transcripts 072 to 075). `perhaps` for a zero of an element that the
   * user may not read: nothing else tells whether it is kept.
   */
  vanishes(value: DataValue): boolean | 'perhaps' {
    if (TRAITS[this.#parts.habits].keepsEveryZero || value.action === 'delete') return false;
    const element = this.#parts.elementsByUid.get(value.dataElement);
    if (element?.valueType === undefined) return DHIS2_ZERO.test(value.value) && 'perhaps';
    if (element.keepsZeros) return false;
    return isZero(value.value, element.valueType);
  }
}
