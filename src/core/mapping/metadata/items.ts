import type { Identifiable } from './id-index';

/** A mention of another object. */
export interface Reference {
  readonly id: string;
}

/** An item of `/api/organisationUnits`. */
export interface OrgUnitItem extends Identifiable {
  /** UIDs from the root down to itself: `/ouROOT00001/ouDISTR0001`. Some servers have org units without, until they are rebuilt. */
  readonly path?: string | null;
}

/** An item of `/api/categoryOptionCombos`. */
export interface OptionComboItem extends Identifiable {
  readonly categoryCombo?: Reference | null;
  /** What it is made of: one option of each category. */
  readonly categoryOptions?: readonly CategoryOptionItem[] | null;
}

/** An item of `/api/categoryOptions`, and of the combos that are made of it. */
export type CategoryOptionItem = Identifiable;

/** An item of `/api/optionSets`. */
export interface OptionSetItem extends Reference {
  /** DHIS2 gives null for gaps in the sort order of options. */
  readonly options: readonly ({ readonly code?: string | null } | null)[];
}

/** An item of `/api/dataElements`. */
export interface DataElementItem extends Identifiable {
  readonly valueType: string;
  readonly zeroIsSignificant?: boolean | null;
  readonly aggregationType?: string | null;
  readonly optionSet?: Reference | null;
  readonly categoryCombo?: Reference | null;
}

/** A data element's place in a data set, with the category combo that the set gives it in place of its own. */
export interface DataSetElementItem {
  readonly dataElement: Reference;
  readonly categoryCombo?: Reference | null;
}

/** An item of `/api/dataSets`. */
export interface DataSetItem extends Identifiable {
  readonly periodType: string;
  readonly categoryCombo?: Reference | null;
  readonly dataSetElements: readonly DataSetElementItem[];
  readonly access: { readonly data: { readonly write: boolean } };
  readonly dataInputPeriods?: readonly unknown[] | null;
  readonly openFuturePeriods?: number | null;
}
