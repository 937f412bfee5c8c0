import type { Identifiable } from '../../core/mapping/metadata/id-index';
import type { DataElementItem, DataSetItem, OptionComboItem, OrgUnitItem } from '../../core/mapping/metadata/items';

/** The columns of the lookup table, in order; empty where they mean nothing for a row's kind. */
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
] as const;

type Column = (typeof LOOKUP_COLUMNS)[number];

/** What a row of the lookup table stands for. */
export type LookupKind = 'data_set' | 'data_element' | 'attribute_option_combo' | 'org_unit';

/** One row of the lookup table. */
export type LookupRow = { readonly kind: LookupKind; readonly id: string } & {
  readonly [C in Exclude<Column, 'kind' | 'id'>]?: string | undefined;
};

/** What the rows of data sets are made of. */
export interface LookupMetadata {
  /** By the UID of their category combo. */
  readonly optionCombos: ReadonlyMap<string, readonly OptionComboItem[]>;
  readonly dataElements: ReadonlyMap<string, DataElementItem>;
}

/**
 * The rows of a data set: itself, each data element once for each of its category option combos, and each attribute
 * option combo. The combos of an element are those that hold in this data set.
 */
export function dataSetRows(set: DataSetItem, { optionCombos, dataElements }: LookupMetadata): readonly LookupRow[] {
  const combosOf = (combo: string | undefined): readonly OptionComboItem[] => optionCombos.get(combo ?? '') ?? [];
  const shared = {
    data_set: set.id,
    data_set_code: textOf(set.code),
    data_set_name: textOf(set.name),
    period_type: set.periodType,
  };
  const elements = set.dataSetElements.flatMap(({ dataElement, categoryCombo }): readonly LookupRow[] => {
    const element = dataElements.get(dataElement.id);
    const combos = combosOf(categoryCombo?.id ?? element?.categoryCombo?.id);
    const row = {
      kind: 'data_element',
      ...named(element ?? dataElement),
      ...shared,
      value_type: element?.valueType,
    } as const;
    return combos.map((combo) => ({
      ...row,
      category_option_combo: combo.id,
      category_option_combo_code: textOf(combo.code),
      category_option_combo_name: textOf(combo.name),
    }));
  });
  const attributes = combosOf(set.categoryCombo?.id).map((combo): LookupRow => ({
    kind: 'attribute_option_combo',
    ...named(combo),
    ...shared,
  }));
  return [{ kind: 'data_set', ...named(set), ...shared }, ...elements, ...attributes];
}

/** The row of an org unit. */
export function orgUnitRow(orgUnit: OrgUnitItem): LookupRow {
  const path = orgUnit.path ?? undefined;
  const level = path === undefined ? undefined : String(path.split('/').length - 1);
  return { kind: 'org_unit', ...named(orgUnit), path, level };
}

function named(object: Identifiable): { id: string; code: string | undefined; name: string | undefined } {
  return { id: object.id, code: textOf(object.code), name: textOf(object.name) };
}

function textOf(text: string | null | undefined): string | undefined {
  return text ?? undefined;
}
