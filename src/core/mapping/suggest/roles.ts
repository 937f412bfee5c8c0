import type { Field } from '../../model/settings';
import type { Columns } from '../columns/columns';
import { looksLikeDate } from '../columns/likely';
import type { MetadataIndex } from '../metadata/metadata-index';
import { DIMENSIONS, type Recognised, recognise } from './dimensions';
import type { ColumnSample } from './samples';

/** Of a column that nothing names, so much has to be known to DHIS2 to be taken for ids. */
const MIN_SHARE = 0.3;

/** What is known of a view's columns so far; what is found moves from `open` to `fields`. */
export interface Roles {
  readonly metadata: MetadataIndex;
  readonly samples: ReadonlyMap<string, ColumnSample>;
  readonly open: Set<string>;
  readonly fields: Map<Field, string>;
}

/** Gives each dimension the column that holds its ids: the one called so, or else the one that has most of them. */
export function recogniseColumns({ metadata, samples, open, fields }: Roles): readonly Recognised[] {
  const result: Recognised[] = [];
  for (const of of DIMENSIONS) {
    const column = fields.get(of.field);
    if (column !== undefined) result.push(recognise(of, samples.get(column)!, metadata));
  }
  const pairs = DIMENSIONS.filter(({ field }) => !fields.has(field) && field !== 'attribute_option_combo').flatMap(
    (of) => [...open].map((column) => recognise(of, samples.get(column)!, metadata)),
  );
  for (const pair of pairs.filter(({ share }) => share >= MIN_SHARE).sort((one, other) => other.share - one.share)) {
    const { of, column } = pair;
    if (!open.has(column) || (fields.has(of.field) && of.field !== 'category_option')) continue;
    // A combo by its options needs no id beside them.
    if (of.field === 'category_option_combo' && result.some((each) => each.of.field === 'category_option')) continue;
    open.delete(column);
    if (of.field !== 'category_option') fields.set(of.field, column);
    result.push(pair);
  }
  return result;
}

/** What the columns that are category options already hold: it tells the scheme. */
export function recogniseOptions({ metadata, samples }: Roles, { options }: Columns): readonly Recognised[] {
  const [of] = DIMENSIONS.filter(({ field }) => field === 'category_option');
  return (options.get('category_option') ?? []).flatMap((source) => {
    const sample = 'column' in source ? samples.get(source.column) : undefined;
    return of && sample ? [recognise(of, sample, metadata)] : [];
  });
}

/** Gives `data_values` the column that holds JSON. */
export function takeNested({ samples, open, fields }: Roles): boolean {
  const [column] = [...open].filter((each) => samples.get(each)!.nested);
  if (column === undefined || fields.has('value')) return false;
  open.delete(column);
  fields.set('data_values', column);
  return true;
}

/** Gives `value` the column of numbers that is called so, or the only one. */
export function takeValue({ samples, open, fields }: Roles): void {
  if (fields.has('value')) return;
  const numeric = [...open].filter((column) => samples.get(column)!.numbers >= 0.8 && !looksLikeDate(column));
  const like = numeric.find((column) => /val|count|total|number|amount|cases|sum|result|score/i.test(column));
  const column = like ?? (numeric.length === 1 ? numeric[0] : undefined);
  if (column === undefined) return;
  open.delete(column);
  fields.set('value', column);
}
