/** Those whose values are numbers. */
const NUMERIC_TYPES = [
  'NUMBER',
  'UNIT_INTERVAL',
  'PERCENTAGE',
  'INTEGER',
  'INTEGER_POSITIVE',
  'INTEGER_NEGATIVE',
  'INTEGER_ZERO_OR_POSITIVE',
] as const;

/** Every value type of DHIS2 2.41 to 2.43 (`ValueType`). */
export const VALUE_TYPES = [
  'TEXT',
  'LONG_TEXT',
  'MULTI_TEXT',
  'LETTER',
  'PHONE_NUMBER',
  'EMAIL',
  'BOOLEAN',
  'TRUE_ONLY',
  'DATE',
  'DATETIME',
  'TIME',
  ...NUMERIC_TYPES,
  'TRACKER_ASSOCIATE',
  'USERNAME',
  'COORDINATE',
  'ORGANISATION_UNIT',
  'REFERENCE',
  'AGE',
  'URL',
  'FILE_RESOURCE',
  'IMAGE',
  'GEOJSON',
] as const;

/** One of {@link VALUE_TYPES}. */
export type ValueType = (typeof VALUE_TYPES)[number];

/** Whether DHIS2 has a value type of this name. */
export function isValueType(name: string): name is ValueType {
  return (VALUE_TYPES as readonly string[]).includes(name);
}

/** Whether values of the type are numbers. */
export function isNumeric(valueType: ValueType): boolean {
  return NUMERIC.has(valueType);
}

/** Whether values of the type are uids of file resources. */
export function isFile(valueType: ValueType): boolean {
  return valueType === 'FILE_RESOURCE' || valueType === 'IMAGE';
}

const NUMERIC: ReadonlySet<ValueType> = new Set<ValueType>(NUMERIC_TYPES);
