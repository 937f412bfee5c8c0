import { Refused } from '../row/refused';
import type { DataElement, DataSet, OrgUnit } from '../metadata/metadata';
import { comboIn } from '../metadata/metadata';
import type { Period } from '../period/period';
import type { Contradiction, Tags } from './codes';
import { tagsOf } from './codes';
import type { Dhis2Habits } from '../../model/version';

/** Where a row's values go, as far as the row says it. */
export interface RowGroup {
  readonly orgUnit: OrgUnit;
  readonly period: Period;
  readonly attributeOptionCombo: string;
}

/**
 * Tells which rows contradict DHIS2's metadata, with the code that this version of DHIS2 has for it.
 *
 * Up to 2.42 DHIS2 would store most of these rows (transcripts 031 to 044, 093 to 096); 2.43 refuses a whole data set
 * group for one. What depends on the clock or on the user's rights is left to DHIS2: expiry, locks, approval, input and
 * future periods, closed org units.
 */
export class Preflight {
  readonly #tags: Tags;
  readonly #defaultCombo: string | undefined;

  /** @param defaultCombo - The server's default option combo, where there is one. */
  constructor(habits: Dhis2Habits, defaultCombo?: string) {
    this.#tags = tagsOf(habits);
    this.#defaultCombo = defaultCombo;
  }

  /** Checks org unit, period and attribute option combo against the data set. */
  checkGroup(set: DataSet, { orgUnit, period, attributeOptionCombo }: RowGroup): Refused | undefined {
    if (!orgUnit.inHierarchy) {
      return this.#refuse('org-unit-outside-hierarchy', "The org unit is outside the user's hierarchy.");
    }
    if (set.orgUnits && orgUnit.position >= 0 && !set.orgUnits.has(orgUnit.position)) {
      return this.#refuse('org-unit-not-assigned', `Data set ${set.uid} is not assigned to the org unit.`);
    }
    if (set.periodType !== undefined && period.type !== set.periodType) {
      return this.#refuse('wrong-period-type', wrongPeriod(set, period));
    }
    const combo = set.categoryCombo;
    if (combo && !combo.optionCombos.has(attributeOptionCombo)) {
      return this.#refuse(
        'attribute-option-combo-not-of-data-set',
        `${this.#combo('attribute', attributeOptionCombo)} is not of the category combo of data set ${set.uid}.`,
      );
    }
    return undefined;
  }

  /** Checks that the data set holds the data element. */
  checkElement(set: DataSet, element: DataElement): Refused | undefined {
    if (!set.elements || set.elements.has(element)) return undefined;
    return this.#refuse('data-element-not-in-data-set', `The data element is not in data set ${set.uid}.`);
  }

  /** Checks a data element and its category option combo against the data set. */
  checkCell(set: DataSet, element: DataElement, categoryOptionCombo: string): Refused | undefined {
    const combo = comboIn(set, element);
    if (combo === undefined) return this.checkElement(set, element);
    if (combo.optionCombos.has(categoryOptionCombo)) return undefined;
    return this.#refuse(
      'category-option-combo-not-of-data-element',
      `${this.#combo('category', categoryOptionCombo)} is not of the data element's category combo in data set ${set.uid}.`,
    );
  }

  /** The default combo is not called by its UID: it mostly stands in no row. */
  #combo(kind: 'category' | 'attribute', uid: string): string {
    return uid === this.#defaultCombo
      ? `The default ${kind} option combo, which a row without a combo means,`
      : `The ${kind} option combo ${uid}`;
  }

  #refuse(contradiction: Contradiction, text: string): Refused {
    return new Refused(this.#tags[contradiction], text);
  }
}

function wrongPeriod(set: DataSet, period: Period): string {
  return `The period is ${period.type}, data set ${set.uid} takes ${set.periodType} periods.`;
}
