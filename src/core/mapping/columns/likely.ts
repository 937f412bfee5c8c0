import type { Columns } from './columns';
import { isHistory } from './field-names';
import type { Field } from '../../model/settings';

/** Words in a column's name that make it worth proposing for a field; the person decides. */
const LIKELY: Partial<Record<Field, RegExp>> = {
  org_unit: /org|unit|facility|site|clinic|hospital|district|location|ou$/i,
  period: /period|month|week|quarter|year|date|day|^pe$/i,
  data_element: /element|indicator|measure|metric|variable|^dx$/i,
  value: /val|count|total|number|amount|cases|sum|result/i,
  data_values: /values|json|body|data/i,
};

/** Words in a column's name that make it something else than the field. */
const UNLIKELY: Partial<Record<Field, RegExp>> = {
  period: /type|kind|end|until|updat|creat|load|sync|insert|modif|extract/i,
  value: /type/i,
};

/** Names of things, beside their ids: proposed where nothing better is there. */
const NAME = /name|label|desc|title|type/i;

/** A date of which a period can be made; a month or a week may be a period already. */
const DATE = /date|day|start|begin/i;

/**
 * The layout that a view is most likely meant to have, where its columns speak for none: a place, a time, and several columns
 * of which none looks like the data element, nor just one like the value, are one indicator a column.
 */
export function likelyLayout(columns: Columns, hasPeriod: boolean): 'long' | 'wide' {
  const { fields, hints } = columns;
  const rest = openColumns(columns);
  const like = (field: Field): number => rest.filter((column) => isLike(column, field)).length;
  const elements = like('data_element') + (hints.has('data_element') ? 1 : 0);
  const isWide = hasPeriod && fields.has('org_unit') && rest.length > 1 && elements === 0 && like('value') !== 1;
  return isWide ? 'wide' : 'long';
}

/** The columns that nothing speaks for, without those that DHIS2 itself writes. */
export function openColumns({ rest }: Pick<Columns, 'rest'>): string[] {
  return rest.filter((column) => !isHistory(column));
}

/** Takes the open column that looks most like the field, so that no other field is given it too. */
export function guess(field: Field, open: string[], hints: Columns['hints']): string | undefined {
  const hint = hints.get(field)?.find((column) => open.includes(column));
  const hinted = new Set([...hints.values()].flat());
  const like = open.filter((column) => isLike(column, field) && !hinted.has(column));
  const best = hint ?? like.find((column) => !NAME.test(column)) ?? like[0];
  if (best === undefined) return undefined;
  open.splice(open.indexOf(best), 1);
  return best;
}

/** Whether a column is called as if it held dates, so that its periods have to be made. */
export function looksLikeDate(column: string): boolean {
  return DATE.test(column);
}

function isLike(column: string, field: Field): boolean {
  return LIKELY[field]?.test(column) === true && UNLIKELY[field]?.test(column) !== true;
}
