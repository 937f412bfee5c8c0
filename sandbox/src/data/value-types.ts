import { refuse } from '../http/web-message';

/** The value types of 2.43 in the order in which it lists them (transcript 1256). */
const VALUE_TYPES =
  'BOOLEAN, NUMBER, TIME, URL, LONG_TEXT, MULTI_TEXT, USERNAME, GEOJSON, PERCENTAGE, INTEGER, AGE, UNIT_INTERVAL, LETTER, ' +
  'REFERENCE, TEXT, DATE, FILE_RESOURCE, INTEGER_NEGATIVE, COORDINATE, INTEGER_POSITIVE, IMAGE, EMAIL, TRUE_ONLY, ' +
  'INTEGER_ZERO_OR_POSITIVE, ORGANISATION_UNIT, PHONE_NUMBER, DATETIME';

/**
 * Looks at the value types of data elements to import.
 * @throws Refusal 409 For one that 2.43 does not know, such as `TRACKER_ASSOCIATE`.
 */
export function checkValueTypes(elements: unknown): void {
  if (!Array.isArray(elements)) return;
  for (const { valueType } of elements as readonly { readonly valueType?: unknown }[]) {
    if (typeof valueType !== 'string' || VALUE_TYPES.split(', ').includes(valueType)) continue;
    const cause = `not one of the values accepted for Enum class: [${VALUE_TYPES}]`;
    throw refuse(
      409,
      `Cannot deserialize value of type \`org.hisp.dhis.common.ValueType\` from String "${valueType}": ${cause}`,
    );
  }
}
