import { TRAITS } from '../../model/traits';
import { describeIds, type DataValue } from '../../model/data-value';
import type { DataElement, DataSet, OrgUnit, Several } from './metadata';
import type { IdIndex } from './id-index';
import { isZero } from '../value-type/value-type';
import type { Dhis2Habits } from '../../model/version';

/** What {@link MetadataIndex} is made of; `draft.ts` builds it. */
export interface MetadataParts {
  readonly habits: Dhis2Habits;
  readonly orgUnits: IdIndex<OrgUnit>;
  readonly dataElements: IdIndex<DataElement>;
  readonly dataSets: IdIndex<DataSet>;
  readonly categoryOptionCombos: IdIndex<string>;
  readonly attributeOptionCombos: IdIndex<string>;
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

  constructor(parts: MetadataParts) {
    this.#parts = parts;
  }

  /** By the scheme of `id_schemes.org_unit`. */
  findOrgUnit(id: string): OrgUnit | Several | undefined {
    return this.#parts.orgUnits.find(id);
  }

  /** By the scheme of `id_schemes.data_element`. */
  findDataElement(id: string): DataElement | Several | undefined {
    return this.#parts.dataElements.find(id);
  }

  /** By the scheme of `id_schemes.data_set`. */
  findDataSet(id: string): DataSet | Several | undefined {
    return this.#parts.dataSets.find(id);
  }

  /** By the scheme of `id_schemes.category_option_combo`; a UID. */
  findCategoryOptionCombo(id: string): string | Several | undefined {
    return this.#parts.categoryOptionCombos.find(id);
  }

  /** By the scheme of `id_schemes.attribute_option_combo`; a UID. */
  findAttributeOptionCombo(id: string): string | Several | undefined {
    return this.#parts.attributeOptionCombos.find(id);
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
    return this.#parts.dataElements.entries();
  }

  /** Every category option combo with the id that its scheme gives it. */
  categoryOptionComboIds(): IterableIterator<[string, string | Several]> {
    return this.#parts.categoryOptionCombos.entries();
  }

  /**
   * The UID of this server's category option combo `default`, which an absent combo means; it differs between servers.
   * Several where the server has more than one, undefined where it shows none to the user.
   */
  get defaultOptionCombo(): string | Several | undefined {
    return this.#parts.defaultOptionCombo;
  }

  /** What was found, in words for the log. */
  get summary(): string {
    const { dataSets, dataElements, orgUnits } = this.#parts;
    return `${dataSets.size} data sets, ${dataElements.size} data elements and ${orgUnits.size} org units`;
  }

  /** Names a value in a message by the ids that rows use for it; never its value. */
  describe(value: DataValue): string {
    const { dataSets, dataElements, orgUnits, categoryOptionCombos, attributeOptionCombos } = this.#parts;
    return describeIds({
      dataElement: dataElements.idOf(value.dataElement),
      categoryOptionCombo: categoryOptionCombos.idOf(value.categoryOptionCombo),
      attributeOptionCombo: attributeOptionCombos.idOf(value.attributeOptionCombo),
      orgUnit: orgUnits.idOf(value.orgUnit),
      period: value.period,
      dataSet: dataSets.idOf(value.dataSet),
    });
  }

  /** Sentences for the log: what the user may not read, and is therefore left to DHIS2 to check. */
  get warnings(): readonly string[] {
    return this.#parts.warnings;
  }

  /**
   * Whether DHIS2 keeps nothing for the value: up to 2.42 a zero of an element that does not keep them is in no
   * counter of the answer, and deletes what the cell held (transcripts 072 to 075).
   */
  vanishes(value: DataValue): boolean {
    if (TRAITS[this.#parts.habits].keepsEveryZero || value.action === 'delete') return false;
    const element = this.#parts.elementsByUid.get(value.dataElement);
    if (element?.valueType === undefined || element.keepsZeros) return false;
    return isZero(value.value, element.valueType);
  }
}
