import { fieldNamed } from '../columns/field-names';
import { parseExactly } from '../row/json';
import type { Refused } from '../row/refused';
import { unreadable } from '../row/refused';
import type { Field } from '../../model/settings';

/** The properties of a JSON object that mean something; others are ignored, as DHIS2 does it. */
export type Properties = Partial<Record<Field, unknown>>;

/** A packaged row's JSON: what stands beside the values, and the values. */
export interface Package {
  readonly body: Properties;
  /** Undefined in place of an entry that is no object. */
  readonly entries: readonly (Properties | undefined)[];
}

const EMPTY: Package = { body: {}, entries: [] };

/** Reads the column that holds data values: an array or a whole dataValueSet, as JSON or as JSON text; NULL holds none. */
export function readPackage(raw: unknown): Package | Refused {
  if (raw === null || raw === undefined || raw === '') return EMPTY;
  const json = typeof raw === 'string' ? parseExactly(raw) : raw;
  if (Array.isArray(json)) return { body: {}, entries: json.map(readProperties) };
  const body = readProperties(json);
  if (json === undefined) return unreadable('data_values holds text that is not JSON.');
  if (!body) return unreadable('data_values is neither a JSON array of data values nor a dataValueSet.');
  if (!('data_values' in body)) return unreadable('The dataValueSet in data_values has no property dataValues.');
  if (namesOptions(json) && !body.attribute_option_combo) return unreadable(OPTIONS);
  const values = body.data_values ?? [];
  if (!Array.isArray(values)) return unreadable('dataValues is no array.');
  return { body, entries: values.map(readProperties) };
}

const OPTIONS =
  'The dataValueSet says by attributeCategoryOptions what its attribute option combo is: name it by attributeOptionCombo.';

/** DHIS2 finds the attribute option combo by them; without it the values would go to another cell. */
function namesOptions(json: unknown): boolean {
  const options = (json as { attributeCategoryOptions?: unknown }).attributeCategoryOptions;
  return Array.isArray(options) && options.length > 0;
}

function readProperties(json: unknown): Properties | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const properties: Properties = {};
  for (const [name, value] of Object.entries(json)) {
    const field = fieldNamed(name);
    if (field !== undefined) properties[field] ??= value;
  }
  return properties;
}
