/** An object of the Web API as JSON, with the properties that nearly all of them have. */
export interface MetadataObject {
  readonly id: string;
  readonly code?: string;
  readonly name?: string;
  readonly attributeValues?: readonly AttributeValue[];
  readonly sharing?: Sharing;
  readonly [property: string]: unknown;
}

/** A value of a custom attribute on an object. */
export interface AttributeValue {
  readonly value: string;
  readonly attribute: { readonly id: string };
}

/** Who may read and write an object: four letters for the object (`rw--`) and its data (`--rw`), by public, user, group. */
export interface Sharing {
  readonly owner?: string;
  readonly public?: string;
  readonly users?: Readonly<Record<string, { readonly access?: string }>>;
  readonly userGroups?: Readonly<Record<string, { readonly access?: string }>>;
}

/** What an import needs to know of a data element. */
export interface DataElement {
  readonly id: string;
  readonly valueType: string;
  readonly zeroIsSignificant: boolean;
  readonly aggregationType: string;
  readonly categoryCombo: string;
  /** Option codes, if the element takes only those. */
  readonly options: ReadonlySet<string> | undefined;
  readonly dataSets: readonly DataSet[];
}

/** What an import needs to know of a data set. */
export interface DataSet {
  readonly id: string;
  readonly periodType: string;
  /** Its attribute category combo. */
  readonly categoryCombo: string;
  /** Data element id → category combo that counts within this data set. */
  readonly elements: ReadonlyMap<string, string>;
  readonly orgUnits: ReadonlySet<string>;
  /** Days after the end of a period in which it stays open; 0 for ever. */
  readonly expiryDays: number;
  readonly openFuturePeriods: number;
  readonly workflow: string | undefined;
  readonly inputPeriods: readonly InputPeriod[];
  readonly sharing: Sharing | undefined;
}

/** A period that a data set is entered for, and when: moments as `2026-11-01T00:00:00.000`, open-ended where absent. */
export interface InputPeriod {
  readonly period: string;
  readonly opens: string | undefined;
  readonly closes: string | undefined;
}

/** What an import needs to know of an organisation unit. Dates are `YYYY-MM-DD`. */
export interface OrgUnit {
  readonly id: string;
  readonly path: string;
  readonly opened: string | undefined;
  readonly closed: string | undefined;
}

/** What an import needs to know of a category option combo. Dates (of its options) are `YYYY-MM-DD`. */
export interface CategoryOptionCombo {
  readonly id: string;
  readonly categoryCombo: string;
  readonly starts: string | undefined;
  readonly ends: string | undefined;
  /** Its category options. */
  readonly options: readonly MetadataObject[];
}

/** Who signs in. */
export interface User {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly code: string | null;
  readonly password: string | undefined;
  readonly disabled: boolean;
  readonly authorities: readonly string[];
  readonly orgUnits: readonly string[];
  readonly groups: readonly string[];
  readonly source: MetadataObject;
}

/** True for users with the authority itself or with `ALL`. */
export function hasAuthority(user: User, authority: string): boolean {
  return user.authorities.includes(authority) || user.authorities.includes('ALL');
}

/** Whether the user may see the object. */
export const mayRead = (user: User, sharing: Sharing | undefined): boolean =>
  sharing?.owner === user.id || shared(user, sharing, { letter: 'r', position: 0 });

/** Whether the user may change the object. */
export const mayWrite = (user: User, sharing: Sharing | undefined): boolean =>
  sharing?.owner === user.id || shared(user, sharing, { letter: 'w', position: 1 });

/** Whether the user may read data with it; its owner has no such right by being the owner. */
export const mayReadData = (user: User, sharing: Sharing | undefined): boolean =>
  shared(user, sharing, { letter: 'r', position: 2 });

/** Whether the user may write data with it; its owner has no such right by being the owner. */
export const mayWriteData = (user: User, sharing: Sharing | undefined): boolean =>
  shared(user, sharing, { letter: 'w', position: 3 });

/** Whether sharing or `ALL` lets the user do what a letter stands for; what has no sharing is everybody's. */
function shared(
  user: User,
  sharing: Sharing | undefined,
  { letter, position }: { readonly letter: string; readonly position: number },
): boolean {
  if (user.authorities.includes('ALL') || sharing === undefined) return true;
  const granted = [
    sharing.public,
    sharing.users?.[user.id]?.access,
    ...user.groups.map((group) => sharing.userGroups?.[group]?.access),
  ];
  return granted.some((access) => access?.[position] === letter);
}
