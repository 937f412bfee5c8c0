import type { Row } from '../../model/record-mapper';
import { readId, showId } from './scalar';
import type { View } from './view';
import { fieldReader } from './view';
import type { Field } from '../../model/settings';

/** Fields that name a value, with DHIS2's word for each, in the order people look for them. */
const NAMED: readonly (readonly [Field, string])[] = [
  ['data_element', 'dataElement'],
  ['category_option_combo', 'categoryOptionCombo'],
  ['attribute_option_combo', 'attributeOptionCombo'],
  ['org_unit', 'orgUnit'],
  ['period', 'period'],
  ['data_set', 'dataSet'],
];

/** What an indicator column or a packaged value says of its own ids, in place of the row. */
export type OwnIds = Partial<Record<Field, unknown>>;

/** Compiles what names a row, or one value of it, by its ids as the row spells them; never by its value. */
export function compileNaming({ columns }: View): (row: Row, own?: OwnIds) => string {
  const readers = NAMED.map(([field, word]) => ({ field, word, read: fieldReader(columns, field) }));
  const { periodFrom } = columns;
  return (row, own = {}) => {
    const parts: string[] = [];
    for (const { field, word, read } of readers) {
      const fromRow = field === 'period' && periodFrom ? row[periodFrom.column] : read(row);
      const id = readId(own[field] ?? fromRow, field);
      if (typeof id === 'string') parts.push(`${word}=${showId(id)}`);
    }
    return parts.join(' ');
  };
}
