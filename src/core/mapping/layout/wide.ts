import type { RecordTicket } from '../../model/record-ticket';
import type { MappedCell, ValueSource } from '../row/cell';
import type { ValueGroup } from '../row/placing';
import type { RowReader } from '../row/row-reader';
import { compileRowReader } from '../row/row-reader';
import { Harvest } from '../row/harvest';
import type { Indicator } from './indicator';
import type { LayoutPlan } from './layout';
import { compileNaming } from '../row/naming';
import { Refused, unreadable } from '../row/refused';
import { gapIn } from '../row/source-gap';
import type { Row } from '../../model/record-mapper';
import type { DataElement } from '../metadata/metadata';
import { isNull } from '../row/scalar';
import type { MapRow, View } from '../row/view';
import { compileOwnCombo, findCombo } from '../row/combo-reader';
import { listOptions } from '../ids/options';
import type { NamedCombo } from '../ids/combo';
import { ExactNumber, type ValueType } from '../value-type/value-type';

/** What is known of a row before its indicators are looked at. */
interface WideRow {
  readonly row: Row;
  readonly deleted: boolean;
  readonly date: string | undefined;
  /** What is wrong with the row as a whole. */
  readonly broken: Refused | undefined;
}

/**
 * Compiles the mapper of wide rows: one indicator a column.
 *
 * NULL is no value, and is not counted. With `null_values: delete` a NULL deletes; a column that the row leaves out does
 * not, since no row named its cell. A deleted row deletes the cells of all its indicators.
 */
export function compileWide(view: View, { indicators, stray }: LayoutPlan): MapRow {
  const reader = compileRowReader(view);
  const place = compileIndicator(view);
  const isMeant = compileMeant(view);
  const nameOf = compileNaming(view, 'wide');
  return (row, ticket) => {
    const wide = openRow(reader, row);
    const harvest = new Harvest(wide.date);
    let shared: ValueGroup | Refused | undefined = wide.broken;
    let meant = 0;
    for (const indicator of indicators) {
      const { column: part, own } = indicator;
      if (!isMeant(row[part], wide.deleted) || ticket.origin.leftOut?.includes(part)) continue;
      meant += 1;
      const combo = wide.broken ? undefined : indicator.attributeOptionCombo;
      const group = combo === undefined ? (shared ??= reader.group(row)) : reader.group(row, combo);
      const mapped = group instanceof Refused ? group : place(indicator, group, { wide, ticket });
      const named = { ids: () => nameOf(row, own), part };
      harvest.add(mapped, group instanceof Refused ? undefined : group, named);
    }
    for (const { column: part, own, refused } of stray) {
      if (!isMeant(row[part], wide.deleted) || ticket.origin.leftOut?.includes(part)) continue;
      meant += 1;
      const group = (shared ??= reader.group(row));
      const named = { ids: () => nameOf(row, own), part };
      if (group instanceof Refused) harvest.add(group, undefined, named);
      else harvest.add(refused, group, named);
    }
    const empty = meant === 0 ? groupOfEmpty(view, reader, wide) : undefined;
    if (empty) harvest.complete(empty, () => nameOf(row));
    return harvest.record();
  };
}

function openRow(reader: RowReader, row: Row): WideRow {
  const deleted = reader.deleted(row);
  const date = deleted === true ? undefined : reader.completeDate(row);
  const broken = deleted instanceof Refused ? deleted : date instanceof Refused ? date : undefined;
  return { row, deleted: deleted === true, date: date instanceof Refused ? undefined : date, broken };
}

/** Which cells of a row are a value: with a NULL under `null_values: delete`, and in a deleted row all of them. */
function compileMeant({ context: { core } }: View): (raw: unknown, deleted: boolean) => boolean {
  const nullDeletes = core.nullValues === 'delete';
  return (raw, deleted) => deleted || !isNull(raw) || (nullDeletes && raw !== undefined);
}

function compileIndicator({ columns, ids, cells }: View) {
  const ofRow = compileOwnCombo(columns, 'category_option');
  const comboOf = ({ categoryOptionCombo, categoryOptions = [] }: Indicator, row: Row): NamedCombo | Refused => {
    if (categoryOptionCombo !== undefined) return categoryOptionCombo;
    const { id, options } = ofRow(row);
    if (categoryOptions.length === 0) return findCombo(ids.categoryOptionCombos, { id, options });
    return findCombo(ids.categoryOptionCombos, { options: [...categoryOptions, ...listOptions(options)] });
  };
  return (
    indicator: Indicator,
    group: ValueGroup,
    { wide: { row, deleted }, ticket }: { readonly wide: WideRow; readonly ticket: RecordTicket },
  ): MappedCell => {
    const { element } = indicator;
    const combo = comboOf(indicator, row);
    if (combo instanceof Refused) return combo;
    const raw = row[indicator.column];
    if (!deleted && isNested(raw) && !takesJson(element)) {
      return (
        gapIn(raw, indicator.column) ?? unreadable(`${indicator.column} holds a JSON object or array, not a value.`)
      );
    }
    const source: ValueSource = {
      element,
      categoryOptionCombo: combo,
      raw,
      comment: undefined,
      followUp: undefined,
      deleted,
      part: indicator.column,
    };
    return cells.map(group, source, ticket);
  };
}

/** Types whose values may be JSON (docs/values.md): what else a nested cell holds is several values, and none is meant for sure. */
const JSON_TYPES: ReadonlySet<ValueType> = new Set<ValueType>([
  'TEXT',
  'LONG_TEXT',
  'USERNAME',
  'REFERENCE',
  'MULTI_TEXT',
  'COORDINATE',
  'GEOJSON',
]);

function takesJson({ valueType }: DataElement): boolean {
  return valueType === undefined || JSON_TYPES.has(valueType);
}

function isNested(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && !(raw instanceof ExactNumber);
}

/** A row without a value has nothing to refuse, unless it is broken or its complete date asks for its group. */
function groupOfEmpty(
  { cells }: View,
  reader: RowReader,
  { row, broken, date }: WideRow,
): ValueGroup | Refused | undefined {
  if (broken) return broken;
  if (date === undefined) return undefined;
  const group = reader.group(row);
  return group instanceof Refused ? group : (cells.checkGroup(group) ?? group);
}
