import type { Identifiable } from './metadata-ids';

/** A mention of another object. */
export interface Reference {
  readonly id: string;
}

/** An item of `/api/organisationUnits`. */
export interface OrgUnitItem extends Identifiable {
  /** UIDs from the root down to itself: `/ouROOT00001/ouDISTR0001`. */
  readonly path: string;
}

/** An item of `/api/categoryOptionCombos`. */
export interface OptionComboItem extends Identifiable {
  readonly name: string;
  readonly categoryCombo?: Reference;
}

/** An item of `/api/optionSets`. */
export interface OptionSetItem extends Reference {
  /** DHIS2 gives null for gaps in the sort order of options. */
  readonly options: readonly ({ readonly code: string } | null)[];
}

/** An item of `/api/dataElements`. */
export interface DataElementItem extends Identifiable {
  readonly valueType: string;
  readonly zeroIsSignificant?: boolean;
  readonly aggregationType?: string;
  readonly optionSet?: Reference;
  readonly categoryCombo?: Reference;
}

/** A data element's place in a data set, with the category combo that the set gives it in place of its own. */
export interface DataSetElementItem {
  readonly dataElement: Reference;
  readonly categoryCombo?: Reference;
}

/** An item of `/api/dataSets`. */
export interface DataSetItem extends Identifiable {
  readonly periodType: string;
  readonly categoryCombo?: Reference;
  readonly dataSetElements: readonly DataSetElementItem[];
  readonly access: { readonly data: { readonly write: boolean } };
}
