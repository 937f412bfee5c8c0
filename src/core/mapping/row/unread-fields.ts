import type { Field } from '../../model/settings';

/** A row's shape. */
export type RowLayout = 'long' | 'wide' | 'packaged';

/** Fields that a layout does not read from columns of their own. */
export const UNREAD_FIELDS: Readonly<Record<RowLayout, readonly Field[]>> = {
  long: ['data_values'],
  wide: ['data_element', 'value', 'comment', 'follow_up', 'data_values'],
  packaged: ['data_element', 'category_option_combo', 'category_option', 'value', 'comment', 'follow_up'],
};
