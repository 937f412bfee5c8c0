import type { Dimension, Read } from './asked';

/** How the query of a read is spelled. */
export interface QueryForm {
  /** `dataElement`, or `dataSet`. */
  readonly what: string;
  /** What every query has: `includeDeleted=true`. */
  readonly fixed: string;
  /** Whether the answer can be kept to some attribute option combos. */
  readonly takesCombos: boolean;
}

/** The text behind the `?`: ids with commas between, which takes the fewest bytes (recorded exchanges 1161, 1162). */
export function queryText(read: Read, form: QueryForm): string {
  const { what, orgUnit, period } = read.ids;
  const lists: readonly (readonly [name: string, ids: readonly string[]])[] = [
    [form.what, what],
    ['orgUnit', orgUnit],
    ['period', period],
    ['attributeOptionCombo', read.attributeOptionCombos],
  ];
  const given = lists.filter(([, ids]) => ids.length > 0).map(([name, ids]) => `${name}=${ids.map(encode).join(',')}`);
  return [...(form.fixed ? [form.fixed] : []), ...given].join('&');
}

/** Bytes that the ids of one dimension take in the query, commas included. */
export function idBytes(read: Read, dimension: Dimension): number {
  return read.ids[dimension].reduce((sum, id) => sum + encode(id).length + 1, 0);
}

/** UIDs and period ids are written as they are; anything else must not break the query. */
function encode(id: string): string {
  return /^[A-Za-z0-9]*$/.test(id) ? id : encodeURIComponent(id);
}
