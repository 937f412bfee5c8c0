import type { Row } from '../../model/record-mapper';
import { readId, showId } from './scalar';
import type { View } from './view';
import { fieldReader } from './view';
import { type Field, isOptionField, type OptionField } from '../../model/settings';
import { UNREAD_FIELDS, type RowLayout } from './unread-fields';
import { listOptions } from '../ids/options';
import { compileOwnCombo } from './combo-reader';

/** Fields that name a value, with DHIS2's word for each, in the order people look for them. */
const NAMED: readonly (readonly [Field, string])[] = [
  ['data_element', 'dataElement'],
  ['category_option_combo', 'categoryOptionCombo'],
  ['category_option', 'categoryOptions'],
  ['attribute_option_combo', 'attributeOptionCombo'],
  ['attribute_option', 'attributeOptions'],
  ['org_unit', 'orgUnit'],
  ['period', 'period'],
  ['data_set', 'dataSet'],
];

/** What an indicator column or a packaged value says of its own ids, in place of the row. */
export type OwnIds = Partial<Record<Field, unknown>>;

/**
 * Compiles what names a row, or one value of it, by its ids as the row spells them; never by its value.
 *
 * @param layout - What it does not read of columns names nothing either.
 */
export function compileNaming({ columns }: View, layout?: RowLayout): (row: Row, own?: OwnIds) => string {
  const unread: readonly Field[] = layout ? UNREAD_FIELDS[layout] : [];
  const readers = NAMED.map(([field, word]) => ({
    field,
    word,
    read: unread.includes(field) ? () => undefined : fieldReader(columns, field),
  }));
  const { periodFrom } = columns;
  const readOptions = (field: OptionField): ReturnType<typeof compileOwnCombo> =>
    unread.includes(field) ? () => ({}) : compileOwnCombo(columns, field);
  const optionsOf = {
    category_option: readOptions('category_option'),
    attribute_option: readOptions('attribute_option'),
  };
  return (row, own = {}) => {
    const parts: string[] = [];
    for (const { field, word, read } of readers) {
      if (isOptionField(field)) {
        const options = [...listOptions(own[field]), ...listOptions(optionsOf[field](row).options)];
        const named = options.flatMap((option) =>
          typeof option === 'string' && option !== '' ? [showId(option)] : [],
        );
        if (named.length > 0) parts.push(`${word}=${named.join(',')}`);
        continue;
      }
      const fromRow = field === 'period' && periodFrom ? row[periodFrom.column] : read(row);
      const id = readId(own[field] ?? fromRow, field);
      if (typeof id === 'string') parts.push(`${word}=${showId(id)}`);
    }
    return parts.join(' ');
  };
}
