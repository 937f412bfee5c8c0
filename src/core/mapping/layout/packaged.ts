import type { RecordTicket } from '../../model/record-ticket';
import type { MappedCell, ValueSource } from '../row/cell';
import type { ValueGroup } from '../row/placing';
import { attributeComboOf } from '../row/placing';
import type { NamedCombo } from '../ids/combo';
import { compileRowReader, dateOf } from '../row/row-reader';
import { Harvest } from '../row/harvest';
import { compileNaming } from '../row/naming';
import type { PackagedSet } from './package';
import { readPackage } from './package';
import type { Listener, PackagedObject, Properties } from './package-keys';
import { noValue, ObjectReader, showKey } from './package-keys';
import { Refused, unreadable } from '../row/refused';
import type { Row } from '../../model/record-mapper';
import { isNull, readComment, readFlag } from '../row/scalar';
import type { MapRow, View } from '../row/view';
import { compileOwnCombo, findCombo, namesCombo } from '../row/combo-reader';
import { fieldReader } from '../row/view';
import type { Field } from '../../model/settings';

/** A dataValueSet of a packaged row, and what the row says of all its values. */
interface OpenSet extends PackagedSet {
  readonly row: Row;
  /** The row or the dataValueSet, and with it each of its values, is deleted. */
  readonly deleted: boolean;
  /** Complete date of the dataValueSet or the row. */
  readonly date: string | undefined;
}

/** Where the values of a dataValueSet are counted. */
interface Slot {
  readonly ticket: RecordTicket;
  /** Position of its first value among all of the row. */
  readonly first: number;
}

/** Where a value may say that it goes, in place of the dataValueSet or the row around it. */
const GROUP_FIELDS: readonly Field[] = ['data_set', 'org_unit', 'period', 'attribute_option_combo', 'attribute_option'];

/**
 * Compiles the mapper of packaged rows: a dataValueSet each, or several.
 *
 * What a value says of its group comes before what the dataValueSet says, and that before the columns of the row.
 */
export function compilePackaged(view: View): MapRow {
  const open = compileOpening(view);
  const openSet = compileSet(view);
  const groupOf = compileGroup(view);
  const collect = compileCollecting(view, groupOf);
  const nameOf = compileNaming(view, 'packaged');
  return (row, ticket) => {
    const harvest = new Harvest();
    // Nothing of what cannot be read is stored, so that its group is not complete either.
    const refuse = (refused: Refused, own: Properties): void =>
      harvest.add(refused, unlessRefused(groupOf({ ...UNREAD, row, own }, {})), { ids: () => nameOf(row, own) });
    const opened = open(row);
    if (opened instanceof Refused) refuse(opened, {});
    else {
      let first = 0;
      for (const each of opened.sets) {
        const set = openSet(row, each, opened.deleted);
        harvest.of(undefined);
        if (set instanceof Refused) refuse(set, each.own);
        else collect(set, { ticket, first }, harvest.of(set.date));
        first += each.entries.length;
      }
    }
    return harvest.record();
  };
}

type GroupOf = (set: OpenSet, own: Properties) => ValueGroup | Refused;

/** Maps the values of a dataValueSet. */
function compileCollecting(view: View, groupOf: GroupOf): (set: OpenSet, slot: Slot, harvest: Harvest) => void {
  const mapEntry = compileEntry(view);
  const isSkipped = compileSkipping(view);
  const nameOf = compileNaming(view, 'packaged');
  return (set, { ticket, first }, harvest) => {
    for (const [index, entry] of set.entries.entries()) {
      if (isSkipped(set, entry)) harvest.skip();
      else {
        // Of an entry that holds values itself nobody can say which one was refused.
        const part = entry.own.data_values === undefined ? first + index : undefined;
        const group = groupOf(set, entry.own);
        const known = unlessRefused(group);
        const mapped =
          entry.wrong ?? (group instanceof Refused ? group : mapEntry(group, { set, entry, ticket, part }));
        harvest.add(mapped, known, { ids: () => nameOf(set.row, { ...set.own, ...entry.own }), part });
      }
    }
    if (set.entries.length === 0 && set.date !== undefined) {
      harvest.complete(checked(view, groupOf(set, {})), () => nameOf(set.row, set.own));
    }
  };
}

const UNREAD: Omit<OpenSet, 'row'> = { own: {}, entries: [], deleted: false, date: undefined };

function unlessRefused(group: ValueGroup | Refused): ValueGroup | undefined {
  return group instanceof Refused ? undefined : group;
}

/** Reads the JSON, and whether the row is deleted. */
function compileOpening(
  view: View,
): (row: Row) => { readonly sets: readonly PackagedSet[]; readonly deleted: boolean } | Refused {
  const reader = compileRowReader(view);
  const readRaw = fieldReader(view.columns, 'data_values');
  const reading = { objects: new ObjectReader(listenerOf(view)), strategy: view.context.core.importStrategy };
  return (row) => {
    const deleted = reader.deleted(row);
    if (deleted instanceof Refused) return deleted;
    const raw = readRaw(row);
    if (deleted && isNull(raw)) {
      return unreadable('The row is deleted and its data_values are NULL: nothing says which cells are meant.');
    }
    const sets = readPackage(raw, reading);
    return sets instanceof Refused ? sets : { sets, deleted };
  };
}

/** Says once of each property that it is left alone. */
function listenerOf({ context: { stream, tell = () => undefined } }: View): Listener {
  return {
    skipped: () =>
      tell(
        `Stream ${stream}: storedBy, created and lastUpdated in packaged rows are not sent: DHIS2 sets them itself.`,
      ),
    unused: (key) => tell(`Stream ${stream}: packaged rows have ${showKey(key)}, which is not used.`),
  };
}

/** Reads what a dataValueSet says of all its values. */
function compileSet(view: View): (row: Row, set: PackagedSet, rowDeleted: boolean) => OpenSet | Refused {
  const readDate = fieldReader(view.columns, 'complete_date');
  return (row, set, rowDeleted) => {
    if (set.wrong) return set.wrong;
    const deleted = rowDeleted || (readFlag(set.own.deleted, 'deleted') ?? false);
    if (deleted instanceof Refused) return deleted;
    const date = deleted ? undefined : dateOf(view, set.own.complete_date ?? readDate(row));
    if (date instanceof Refused) return date;
    return { ...set, row, deleted, date };
  };
}

/** Finds the group of a value, reading what all values of a row share only once. */
function compileGroup(view: View): GroupOf {
  const { columns, ids, periods } = view;
  const reader = compileRowReader(view);
  const fromRow = GROUP_FIELDS.map((field) => [field, fieldReader(columns, field)] as const);
  const comboOfRow = compileOwnCombo(columns, 'attribute_option');
  const comboOf = (row: Row, levels: readonly Properties[]): NamedCombo | Refused => {
    const named = levels.map(({ attribute_option_combo: id, attribute_option: options }) => ({ id, options }));
    return findCombo(ids.attributeOptionCombos, named.find(namesCombo) ?? comboOfRow(row));
  };
  const resolve = ({ row, own: body }: OpenSet, own: Properties): ValueGroup | Refused => {
    const raw: Properties = {};
    for (const [field, read] of fromRow) raw[field] = own[field] ?? body[field] ?? read(row);
    const orgUnit = ids.orgUnit(raw.org_unit);
    if (orgUnit instanceof Refused) return orgUnit;
    const inJson = own.period ?? body.period;
    const period = isNull(inJson) ? reader.period(row) : periods.fromId(inJson);
    if (period instanceof Refused) return period;
    const dataSet = ids.dataSet(raw.data_set);
    if (dataSet instanceof Refused) return dataSet;
    const attributeOptionCombo: NamedCombo | Refused = attributeComboOf(comboOf(row, [own, body]), dataSet, view);
    if (attributeOptionCombo instanceof Refused) return attributeOptionCombo;
    return { orgUnit, period, dataSet, attributeOptionCombo };
  };
  const shared = new WeakMap<OpenSet, ValueGroup | Refused>();
  return (set, own) => {
    if (GROUP_FIELDS.some((field) => !isNull(own[field]))) return resolve(set, own);
    const group = shared.get(set) ?? resolve(set, {});
    shared.set(set, group);
    return group;
  };
}

interface Entry {
  readonly set: OpenSet;
  readonly entry: PackagedObject;
  readonly ticket: RecordTicket;
  /** Its position among the values of the row. */
  readonly part: number | undefined;
}

function compileEntry(view: View): (group: ValueGroup, entry: Entry) => MappedCell {
  const { core } = view.context;
  const { ids, cells } = view;
  return (group, { set, entry: { own }, ticket, part }) => {
    const element = ids.dataElement(own.data_element);
    if (element instanceof Refused) return element;
    const combo = { id: own.category_option_combo, options: own.category_option };
    const categoryOptionCombo = findCombo(ids.categoryOptionCombos, combo);
    if (categoryOptionCombo instanceof Refused) return categoryOptionCombo;
    const gone = set.deleted || readFlag(own.deleted, 'deleted');
    if (gone instanceof Refused) return gone;
    const deleted = gone === true;
    if (!deleted && core.importStrategy !== 'DELETE' && own.value === undefined) return noValue();
    const comment = deleted ? undefined : readComment(own.comment);
    if (comment instanceof Refused) return comment;
    const followUp = deleted ? undefined : readFlag(own.follow_up, 'follow_up');
    if (followUp instanceof Refused) return followUp;
    const raw = own.value;
    const source: ValueSource = { element, categoryOptionCombo, raw, comment, followUp, deleted, part };
    return cells.map(group, source, ticket);
  };
}

/** A NULL value is nothing to store, whatever its ids; unless NULLs delete, or the value is deleted anyway. */
function compileSkipping({ context: { core } }: View): (set: OpenSet, entry: PackagedObject) => boolean {
  const skipsNull = core.nullValues === 'skip' && core.importStrategy !== 'DELETE';
  return ({ deleted, date }, { own, wrong }) =>
    skipsNull &&
    !wrong &&
    !deleted &&
    date === undefined &&
    own.value !== undefined &&
    isNull(own.value) &&
    isNull(own.deleted);
}

function checked({ cells }: View, group: ValueGroup | Refused): ValueGroup | Refused {
  return group instanceof Refused ? group : (cells.checkGroup(group) ?? group);
}
