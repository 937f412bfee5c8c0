/** A place on earth, in degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** What somebody's own list says of one of its entries. */
export interface OwnEntry {
  readonly code?: string | undefined;
  readonly name?: string | undefined;
  /** Name of the area that it lies in, of whatever level. */
  readonly parent?: string | undefined;
  readonly place?: Place | undefined;
}

/** An object of DHIS2 that an entry may be. */
export interface Candidate {
  readonly uid: string;
  readonly code?: string | undefined;
  readonly name: string;
  /** Names of what it lies in: of an org unit those above it, of a data element its data sets. */
  readonly within: readonly string[];
  readonly place?: Place | undefined;
}

/** Why an object was proposed. */
export type MatchReason =
  | 'uid'
  | 'code'
  | 'name_in_parent'
  | 'near_name_in_parent'
  | 'name'
  | 'near_name'
  | 'name_elsewhere'
  | 'near_name_elsewhere';
