import type { Identifiable } from '../../core/mapping/metadata/id-index';
import type {
  CategoryOptionItem,
  DataSetItem,
  OptionComboItem,
  OrgUnitItem,
  Reference,
} from '../../core/mapping/metadata/items';
import type { LookupElement, LookupOptionSet } from './read';

/** The columns of the lookup table, in order; empty where they mean nothing for a row's kind. New ones go to the end. */
export const LOOKUP_COLUMNS = [
  'kind',
  'id',
  'code',
  'name',
  'data_set',
  'data_set_code',
  'data_set_name',
  'period_type',
  'value_type',
  'category_option_combo',
  'category_option_combo_code',
  'category_option_combo_name',
  'path',
  'level',
  'parent',
  'parent_name',
  'path_names',
  'option_set',
  'option_set_name',
] as const;

type Column = (typeof LOOKUP_COLUMNS)[number];

/** What a row of the lookup table stands for; `data_set_org_unit` is an org unit that a data set is assigned to. */
export type LookupKind =
  | 'data_set'
  | 'data_element'
  | 'attribute_option_combo'
  | 'category_option'
  | 'option'
  | 'org_unit'
  | 'data_set_org_unit';

/** One row of the lookup table. */
export type LookupRow = { readonly kind: LookupKind; readonly id: string } & {
  readonly [C in Exclude<Column, 'kind' | 'id'>]?: string | undefined;
};

/** What the rows of data sets are made of. */
export interface LookupMetadata {
  /** By the UID of their category combo. */
  readonly optionCombos: ReadonlyMap<string, readonly OptionComboItem[]>;
  readonly dataElements: ReadonlyMap<string, LookupElement>;
}

/**
 * The rows of a data set: itself, each data element once for each of its category option combos, and each attribute
 * option combo. The combos of an element are those that hold in this data set.
 */
export function* dataSetRows(set: DataSetItem, { optionCombos, dataElements }: LookupMetadata): Generator<LookupRow> {
  const shared = { ...setColumns(set), period_type: set.periodType };
  yield { kind: 'data_set', ...named(set), ...shared };
  for (const { dataElement, categoryCombo } of set.dataSetElements) {
    const element = dataElements.get(dataElement.id);
    const combo = categoryCombo?.id ?? element?.categoryCombo?.id;
    const row = {
      kind: 'data_element',
      ...named(element ?? dataElement),
      ...shared,
      value_type: element?.valueType,
      option_set: element?.optionSet?.id,
    } as const;
    for (const each of optionCombos.get(combo ?? '') ?? []) yield { ...row, ...comboColumns(each) };
  }
  for (const combo of optionCombos.get(set.categoryCombo?.id ?? '') ?? []) {
    yield { kind: 'attribute_option_combo', ...named(combo), ...shared };
  }
}

/** The rows of the category options that each of these combos is made of. */
export function* categoryOptionRows(
  combos: Iterable<OptionComboItem>,
  options: ReadonlyMap<string, CategoryOptionItem>,
): Generator<LookupRow> {
  for (const combo of combos) {
    for (const option of combo.categoryOptions ?? []) {
      yield { kind: 'category_option', ...named(options.get(option.id) ?? option), ...comboColumns(combo) };
    }
  }
}

/** The rows of the options of an option set: what a value of its data elements may be is their `code`. */
export function optionRows({ id, name, options }: LookupOptionSet): readonly LookupRow[] {
  return options.flatMap((option): readonly LookupRow[] =>
    option?.id === undefined
      ? []
      : [{ kind: 'option', ...named({ ...option, id: option.id }), option_set: id, option_set_name: textOf(name) }],
  );
}

/** The row of an org unit. @param nameOf - The name of one above it, by its UID. */
export function orgUnitRow(orgUnit: OrgUnitItem, nameOf: (uid: string) => string | undefined): LookupRow {
  const path = orgUnit.path ?? undefined;
  if (path === undefined) return { kind: 'org_unit', ...named(orgUnit) };
  const above = path.split('/').slice(1, -1);
  const parent = above.at(-1);
  return {
    kind: 'org_unit',
    ...named(orgUnit),
    path,
    level: String(above.length + 1),
    parent,
    parent_name: parent === undefined ? undefined : nameOf(parent),
    path_names: [...above.map((uid) => nameOf(uid) ?? uid), orgUnit.name ?? orgUnit.id].join(' / '),
  };
}

/** The rows of the org units that a data set is assigned to, of those that are wanted. */
export function* assignmentRows(
  set: DataSetItem,
  assigned: readonly Reference[],
  orgUnits: ReadonlyMap<string, OrgUnitItem>,
): Generator<LookupRow> {
  for (const { id } of assigned) {
    const orgUnit = orgUnits.get(id);
    if (orgUnit) yield { kind: 'data_set_org_unit', ...named(orgUnit), ...setColumns(set) };
  }
}

type Columns = Omit<LookupRow, 'kind' | 'id'>;

function setColumns(set: DataSetItem): Columns {
  return { data_set: set.id, data_set_code: textOf(set.code), data_set_name: textOf(set.name) };
}

function comboColumns(combo: OptionComboItem): Columns {
  return {
    category_option_combo: combo.id,
    category_option_combo_code: textOf(combo.code),
    category_option_combo_name: textOf(combo.name),
  };
}

function named(object: Identifiable): { id: string; code: string | undefined; name: string | undefined } {
  return { id: object.id, code: textOf(object.code), name: textOf(object.name) };
}

function textOf(text: string | null | undefined): string | undefined {
  return text ?? undefined;
}
