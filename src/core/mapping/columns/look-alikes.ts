import type { Columns } from './columns';
import { isHistory } from './field-names';
import { comparableName } from './name';
import { resembles } from './resembles';
import type { Field } from '../../model/settings';
import { COMBO_OF, FIELDS, OPTION_FIELDS } from '../../model/settings';

/** Combos tell where a value goes: a column that is called after one is hardly anything else, whatever stands around the word. */
const COMBO = /comb(?:o|ination|$|u?id$)/;
const COMBOS: readonly Field[] = ['category_option_combo', 'attribute_option_combo'];

/** Whether a column is called after an option combo: `cat_option_combo`, `option_combo_code`. */
export function isCalledCombo(column: string): boolean {
  return COMBO.test(comparableName(column));
}

/** Fields that a column's name comes near to and is not: misspelt (`data_elment`), cut short, or added to (`is_deleted`). */
export function fieldsLike(column: string): readonly Field[] {
  let fields = REMEMBERED.get(column);
  if (fields) return fields;
  if (REMEMBERED.size >= MAX_REMEMBERED) REMEMBERED.clear();
  REMEMBERED.set(column, (fields = lookFor(column)));
  return fields;
}

/** Names looked at so far: a view is read anew with each column that comes late. */
const REMEMBERED = new Map<string, readonly Field[]>();
const MAX_REMEMBERED = 10_000;
const NAMES = FIELDS.filter((field) => field !== 'data_values').map((field) => [field, comparableName(field)] as const);

function lookFor(column: string): readonly Field[] {
  if (isHistory(column)) return [];
  const key = comparableName(column);
  if (isCalledCombo(column)) return [key.startsWith('a') ? COMBOS[1]! : COMBOS[0]!];
  return NAMES.filter(([, name]) => resembles(key, name)).map(([field]) => field);
}

/** What each layout reads of a row and can do without, so that a column of a near name would go unseen. */
export const OPTIONAL_FIELDS: Readonly<Record<'long' | 'wide' | 'packaged', readonly Field[]>> = {
  long: [...COMBOS, ...OPTION_FIELDS, 'data_set', 'comment', 'follow_up', 'complete_date', 'deleted'],
  wide: [...COMBOS, ...OPTION_FIELDS, 'data_set', 'complete_date', 'deleted'],
  packaged: ['attribute_option_combo', 'attribute_option', 'data_set', 'complete_date', 'deleted'],
};

/** A column that is not used, and may be meant for a field that no other gives. */
interface LookAlike {
  readonly field: Field;
  readonly column: string;
}

/** The look-alikes of a view. @param used - Whether the layout reads the column all the same, as an indicator. */
function lookAlikes(
  { hints, options }: Columns,
  layout: keyof typeof OPTIONAL_FIELDS,
  used: (column: string) => boolean,
): LookAlike[] {
  const byOptions = [...options.keys()].map((field): Field => COMBO_OF[field]);
  const open = OPTIONAL_FIELDS[layout].filter((field) => !byOptions.includes(field));
  return open.flatMap((field) =>
    (hints.get(field) ?? []).filter((column) => !used(column)).map((column) => ({ field, column })),
  );
}

/** What is wrong with columns called after a combo: without it, values of several combos would fall on the default one. */
export function comboProblems(...view: Parameters<typeof lookAlikes>): readonly string[] {
  return lookAlikes(...view)
    .filter(({ column }) => isCalledCombo(column))
    .map(
      ({ field, column }) =>
        `The column ${column} is called nearly like ${field}, and nothing else gives the ${field}. If it holds that, name it in ` +
        `\`columns\`. If not, say that the default one is meant: "constants": [{"field":"${field}","value":"default"}].`,
    );
}

/** What may be meant by other columns that are not used. */
export function doubtsAbout(...view: Parameters<typeof lookAlikes>): readonly string[] {
  return lookAlikes(...view)
    .filter(({ column }) => !isCalledCombo(column))
    .map(
      ({ field, column }) =>
        `the column ${column} is not used. If it is meant for ${field}, rename it or name it in \`columns\``,
    );
}
