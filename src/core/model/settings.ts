/** The settings that the core reads, already checked and completed by `config/config.ts`. Meanings: `resources/spec.json`. */

/** By what a dimension's ids are written in the rows; `attribute` is the UID of a unique attribute. */
export type IdScheme =
  | { readonly kind: 'uid' }
  | { readonly kind: 'code' }
  | { readonly kind: 'name' }
  | { readonly kind: 'attribute'; readonly attribute: string };

/** One scheme a dimension. */
export interface IdSchemes {
  readonly dataSet: IdScheme;
  readonly orgUnit: IdScheme;
  readonly dataElement: IdScheme;
  readonly categoryOptionCombo: IdScheme;
  readonly attributeOptionCombo: IdScheme;
  /** Category options that stand in place of a combo, of either kind. */
  readonly categoryOption: IdScheme;
}

/** The fields of a row that name something: their columns may end in `_id` or `_uid`. */
export const ID_FIELDS = [
  'data_set',
  'period',
  'org_unit',
  'attribute_option_combo',
  'data_element',
  'category_option_combo',
  'category_option',
  'attribute_option',
] as const;

/** Fields that several columns may be: the category options that a combo is made of. */
export const OPTION_FIELDS = ['category_option', 'attribute_option'] as const;

/** One of {@link OPTION_FIELDS}. */
export type OptionField = (typeof OPTION_FIELDS)[number];

/** The fields of a row that mean something, as `streams[].columns[].field` and `constants[].field` name them. */
export const FIELDS = [
  ...ID_FIELDS,
  'value',
  'comment',
  'complete_date',
  'follow_up',
  'deleted',
  'data_values',
] as const;

/** One of {@link FIELDS}. */
export type Field = (typeof FIELDS)[number];

/** A row's shape; `auto` finds it by the columns. */
export type Layout = 'auto' | 'long' | 'wide' | 'packaged';

/** One column of a wide row. Ids are written in the dimension's scheme. */
export interface IndicatorColumn {
  readonly column: string;
  readonly dataElement: string;
  readonly categoryOptionCombo?: string;
  /** In place of the combo: the category options that it is made of. */
  readonly categoryOptions?: readonly string[];
  readonly attributeOptionCombo?: string;
}

/** The field that gives the combo's id itself. */
export const COMBO_OF = {
  category_option: 'category_option_combo',
  attribute_option: 'attribute_option_combo',
} as const satisfies Readonly<Record<OptionField, Field>>;

/** Whether several columns may be the field. */
export function isOptionField(field: Field): field is OptionField {
  return (OPTION_FIELDS as readonly Field[]).includes(field);
}

/** An entry of `streams`. */
export interface StreamSettings {
  readonly stream: string;
  /** Absent or null fits a stream of that name in any namespace, when the name is unambiguous. */
  readonly namespace?: string;
  readonly layout: Layout;
  readonly columns: readonly { readonly column: string; readonly field: Field }[];
  readonly constants: readonly { readonly field: Field; readonly value: string }[];
  readonly indicators: readonly IndicatorColumn[];
  readonly periodFrom?: { readonly column: string; readonly periodType: string };
  /** The schemes of this stream's ids, where they differ from those of all streams. */
  readonly idSchemes?: Partial<IdSchemes>;
}

/** DHIS2's import strategies for data values. */
export type ImportStrategy = 'CREATE_AND_UPDATE' | 'CREATE' | 'UPDATE' | 'DELETE';

/** What the core needs of the configuration. */
export interface CoreSettings {
  readonly idSchemes: IdSchemes;
  readonly streams: readonly StreamSettings[];
  readonly importStrategy: ImportStrategy;
  readonly nullValues: 'skip' | 'delete';
  readonly completion: 'from_records' | 'never';
  readonly requestShape: 'packed' | 'grouped';
  readonly maxValuesPerRequest: number;
  readonly maxConcurrentRequests: number;
  readonly preflight: boolean;
  readonly maxRejectedPercent: number;
}
