/** The metadata collections that are served, by their name in the Web API, and the class name that errors speak of. */
export const COLLECTIONS: Readonly<Record<string, string>> = {
  attributes: 'Attribute',
  categories: 'Category',
  categoryCombos: 'CategoryCombo',
  categoryOptionCombos: 'CategoryOptionCombo',
  categoryOptions: 'CategoryOption',
  dataElements: 'DataElement',
  dataSets: 'DataSet',
  dataApprovalWorkflows: 'DataApprovalWorkflow',
  options: 'Option',
  optionSets: 'OptionSet',
  organisationUnits: 'OrganisationUnit',
  organisationUnitLevels: 'OrganisationUnitLevel',
  userGroups: 'UserGroup',
  userRoles: 'UserRole',
  users: 'User',
};

/** In which collection the object behind a property lives, for nested `fields`. */
export const REFERENCES: Readonly<Record<string, string>> = {
  attribute: 'attributes',
  categories: 'categories',
  category: 'categories',
  categoryCombo: 'categoryCombos',
  categoryOptionCombo: 'categoryOptionCombos',
  categoryOptionCombos: 'categoryOptionCombos',
  categoryOptions: 'categoryOptions',
  children: 'organisationUnits',
  dataElement: 'dataElements',
  dataElements: 'dataElements',
  dataSet: 'dataSets',
  dataSets: 'dataSets',
  optionSet: 'optionSets',
  options: 'options',
  organisationUnit: 'organisationUnits',
  organisationUnits: 'organisationUnits',
  dataViewOrganisationUnits: 'organisationUnits',
  parent: 'organisationUnits',
  userRoles: 'userRoles',
  workflow: 'dataApprovalWorkflows',
};

/** Collections whose objects everybody may see, whatever their sharing says. */
export const UNSHARED: ReadonlySet<string> = new Set([
  'organisationUnits',
  'organisationUnitLevels',
  'categoryOptionCombos',
  'options',
  'users',
  'userRoles',
  'userGroups',
]);
