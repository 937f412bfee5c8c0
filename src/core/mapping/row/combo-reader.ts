import type { ComboResolver, NamedCombo } from '../ids/combo';
import { listOptions } from '../ids/options';
import type { Columns } from '../columns/columns';
import type { Row } from '../../model/record-mapper';
import { type Refused } from './refused';
import { isNull } from './scalar';
import type { View } from './view';
import { fieldReader } from './view';
import { COMBO_OF, type OptionField } from '../../model/settings';

/** How a row, or a part of it, names a combo: by its id, or by the category options that it is made of. */
export interface OwnCombo {
  readonly id?: unknown;
  readonly options?: unknown;
}

/** Whether anything is named. */
export function namesCombo({ id, options }: OwnCombo): boolean {
  return !isNull(id) || listOptions(options).some((option) => !isNull(option));
}

/** Reads what the columns of a row name. */
export function compileOwnCombo(columns: Columns, field: OptionField): (row: Row) => OwnCombo {
  const readId = fieldReader(columns, COMBO_OF[field]);
  const sources = columns.options.get(field) ?? [];
  if (sources.length === 0) return (row) => ({ id: readId(row) });
  return (row) => ({
    id: readId(row),
    options: sources.flatMap((source) => listOptions('column' in source ? row[source.column] : source.value)),
  });
}

/** The combo that is named so: the one way of every layout. */
export function findCombo(resolver: ComboResolver, { id, options }: OwnCombo): NamedCombo | Refused {
  const named = options === undefined ? [] : listOptions(options).filter((option) => !isNull(option));
  return named.length === 0 ? resolver.find(id) : resolver.findByOptions(named, id);
}

/** Compiles what finds the combo that a row names in its columns. */
export function compileCombo({ columns, ids }: View, field: OptionField): (row: Row) => NamedCombo | Refused {
  const resolver = field === 'category_option' ? ids.categoryOptionCombos : ids.attributeOptionCombos;
  if (!columns.options.has(field)) {
    const readId = fieldReader(columns, COMBO_OF[field]);
    return (row) => resolver.find(readId(row));
  }
  const own = compileOwnCombo(columns, field);
  return (row) => findCombo(resolver, own(row));
}
