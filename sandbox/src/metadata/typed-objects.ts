import type { CategoryOptionCombo, DataElement, DataSet, MetadataObject, OrgUnit, User } from './model';
import { textOf } from './text';

type Get = (collection: string, id: string) => MetadataObject | undefined;
interface Reference {
  readonly id: string;
}

interface GivenInputPeriod {
  readonly period: Reference;
  readonly openingDate?: string;
  readonly closingDate?: string;
}

const ids = (value: unknown): readonly string[] => ((value ?? []) as readonly Reference[]).map(({ id }) => id);
const day = (value: unknown): string | undefined => (value === undefined ? undefined : textOf(value).slice(0, 10));

/** The typed view of an organisation unit. */
export function orgUnitOf(unit: MetadataObject): OrgUnit {
  return {
    id: unit.id,
    path: textOf(unit['path']),
    opened: day(unit['openingDate']),
    closed: day(unit['closedDate']),
  };
}

/** The typed view of a data set; `elementCombo` tells the category combo of an element that the set does not override. */
export function dataSetOf(set: MetadataObject, elementCombo: (id: string) => string, defaultCombo: string): DataSet {
  const elements = (set['dataSetElements'] ?? []) as readonly {
    readonly dataElement: Reference;
    readonly categoryCombo?: Reference;
  }[];
  return {
    id: set.id,
    periodType: textOf(set['periodType']),
    categoryCombo: (set['categoryCombo'] as Reference | undefined)?.id ?? defaultCombo,
    elements: new Map(
      elements.map(({ dataElement, categoryCombo }) => [
        dataElement.id,
        categoryCombo?.id ?? elementCombo(dataElement.id),
      ]),
    ),
    orgUnits: new Set(ids(set['organisationUnits'])),
    expiryDays: Number(set['expiryDays'] ?? 0),
    openFuturePeriods: Number(set['openFuturePeriods'] ?? 0),
    workflow: (set['workflow'] as Reference | undefined)?.id,
    inputPeriods: ((set['dataInputPeriods'] ?? []) as readonly GivenInputPeriod[]).map(
      ({ period, openingDate, closingDate }) => ({ period: period.id, opens: openingDate, closes: closingDate }),
    ),
    sharing: set.sharing,
  };
}

/** The typed view of a data element. */
export function dataElementOf(
  element: MetadataObject,
  dataSets: readonly DataSet[],
  get: Get,
  elementCombo: (id: string) => string,
): DataElement {
  const optionSet = (element['optionSet'] as Reference | undefined)?.id;
  return {
    id: element.id,
    valueType: textOf(element['valueType'] ?? 'TEXT'),
    zeroIsSignificant: element['zeroIsSignificant'] === true,
    aggregationType: textOf(element['aggregationType'] ?? 'SUM'),
    categoryCombo: elementCombo(element.id),
    options: optionSet === undefined ? undefined : optionCodes(optionSet, get),
    dataSets,
  };
}

function optionCodes(optionSet: string, get: Get): ReadonlySet<string> {
  const options = (get('optionSets', optionSet)?.['options'] ?? []) as readonly MetadataObject[];
  return new Set(options.flatMap(({ id, code }) => get('options', id)?.code ?? code ?? []));
}

/** The typed view of a category option combo: it starts with the last of its options and ends with the first. */
export function categoryOptionComboOf(combo: MetadataObject, get: Get): CategoryOptionCombo {
  const options = ids(combo['categoryOptions']).flatMap((id) => get('categoryOptions', id) ?? []);
  const starts = options.flatMap((option) => day(option['startDate']) ?? []).sort();
  const ends = options.flatMap((option) => day(option['endDate']) ?? []).sort();
  return {
    id: combo.id,
    categoryCombo: (combo['categoryCombo'] as Reference | undefined)?.id ?? '',
    starts: starts.at(-1),
    ends: ends[0],
    options,
  };
}

/** The typed view of a user, with the authorities of all roles. */
export function userOf(user: MetadataObject, get: Get): User {
  const roles = ids(user['userRoles']).map((id) => get('userRoles', id));
  const authorities = roles.flatMap((role) => (role?.['authorities'] ?? []) as readonly string[]);
  return {
    id: user.id,
    username: textOf(user['username']),
    name: user.name ?? `${textOf(user['firstName'])} ${textOf(user['surname'])}`,
    code: user.code ?? null,
    password: user['password'] as string | undefined,
    disabled: user['disabled'] === true,
    authorities: [...new Set(authorities)],
    orgUnits: ids(user['organisationUnits']),
    groups: ids(user['userGroups']),
    source: user,
  };
}
