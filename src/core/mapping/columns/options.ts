import { fieldNamed } from './field-names';
import { type ColumnReading, take } from './settings';
import { isOptionField, OPTION_FIELDS, type OptionField } from '../../model/settings';

/** Where one category option of a row, or a list of them, stands. */
export type OptionSource = { readonly column: string } | { readonly value: string };

/** The category options that settings give, and columns called `category_option` or `attribute_option`. */
export function optionsOf(reading: ColumnReading): ReadonlyMap<OptionField, readonly OptionSource[]> {
  const { settings, candidates, taken } = reading;
  const found = new Map<OptionField, OptionSource[]>(OPTION_FIELDS.map((field) => [field, []]));
  for (const { column, field } of settings.columns ?? []) {
    if (!isOptionField(field)) continue;
    const own = take(reading, column, '`columns`');
    if (own !== undefined) found.get(field)!.push({ column: own });
  }
  for (const { field, value } of settings.constants ?? []) {
    if (isOptionField(field)) found.get(field)!.push({ value });
  }
  for (const column of candidates) {
    const field = taken.has(column) ? undefined : fieldNamed(column);
    if (field === undefined || !isOptionField(field)) continue;
    taken.add(column);
    found.get(field)!.push({ column });
  }
  return new Map([...found].filter(([, sources]) => sources.length > 0));
}
