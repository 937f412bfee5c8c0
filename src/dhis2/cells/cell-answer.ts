import { cellKey } from '../../core/model/data-value';
import type { Seen } from '../../core/model/cell-reader';
import { canonicalPeriod } from '../../core/model/period-id';
import type { Item } from './lenient-json';
import type { Subject } from './one-read';

/** A cell that DHIS2 holds something for. */
export type Held = Extract<Seen, { kind: 'held' }>;

/**
 * How `GET /api/dataValueSets` is asked for cells, and what it answers.
 *
 * By `dataElement`: that needs no right to read the data set, on every version (exchanges 1178, 1180), where a `dataSet` that
 * may not be read refuses or empties the whole answer (1179, 1181), and what is stored outside the data set is shown too.
 */
export const CELLS: Subject<Held> = {
  path: '/api/dataValueSets',
  form: { what: 'dataElement', fixed: 'includeDeleted=true', takesCombos: true },
  list: 'dataValues',
  // `{"dataValues":[]}` is nothing there (1170, 1171), and the absence of the list says nothing.
  mayLackList: false,
  read: readValue,
};

/** From 2.43 on what the whole answer has in common stands before the list, and is left out of the values (1141, 1163). */
function readValue(item: Item, head: Item): { readonly key: string; readonly found: Held } | undefined {
  const part = (name: string): string | undefined => textOf(item[name]) ?? textOf(head[name]);
  const dataElement = part('dataElement');
  const period = part('period');
  const orgUnit = part('orgUnit');
  const categoryOptionCombo = part('categoryOptionCombo');
  const attributeOptionCombo = part('attributeOptionCombo');
  if (!dataElement || !period || !orgUnit || !categoryOptionCombo || !attributeOptionCombo) return undefined;
  const cell = { dataElement, categoryOptionCombo, attributeOptionCombo, orgUnit, period: canonicalPeriod(period) };
  const comment = textOf(item['comment']);
  return {
    key: cellKey(cell),
    found: {
      kind: 'held',
      value: textOf(item['value']) ?? '',
      ...(comment === undefined ? {} : { comment }),
      // Every version writes `followup` (1112, 1114).
      followUp: item['followup'] === true || item['followUp'] === true,
      // Null or absent in place of the value (1136).
      deleted: item['deleted'] === true,
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
