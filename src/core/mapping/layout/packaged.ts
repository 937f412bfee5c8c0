import type { RecordTicket } from '../../model/record-ticket';
import type { MappedCell, ValueSource } from '../row/cell';
import type { ValueGroup } from '../row/placing';
import { attributeComboOf } from '../row/placing';
import type { NamedCombo } from '../ids/combo';
import { compileRowReader, dateOf } from '../row/row-reader';
import { Harvest } from '../row/harvest';
import { compileNaming } from '../row/naming';
import type { Package, Properties } from './package';
import { readPackage } from './package';
import { Refused, unreadable } from '../row/refused';
import type { Row } from '../../model/record-mapper';
import { isNull, readComment, readFlag } from '../row/scalar';
import type { MapRow, View } from '../row/view';
import { fieldReader } from '../row/view';
import type { Field } from '../../model/settings';

/** A packaged row, its JSON read. */
interface PackagedRow extends Package {
  readonly row: Row;
  /** The row, and with it each of its values, is deleted. */
  readonly deleted: boolean;
  /** Complete date of the dataValueSet or the row. */
  readonly date: string | undefined;
}

/** Where a value may say that it goes, in place of the dataValueSet or the row around it. */
const GROUP_FIELDS: readonly Field[] = ['data_set', 'org_unit', 'period', 'attribute_option_combo'];

/**
 * Compiles the mapper of packaged rows: a dataValueSet each.
 *
 * What a value says of its group comes before what the dataValueSet says, and that before the columns of the row.
 */
export function compilePackaged(view: View): MapRow {
  const open = compileOpening(view);
  const findGroup = compileGroup(view);
  const mapEntry = compileEntry(view);
  const isSkipped = compileSkipping(view);
  const nameOf = compileNaming(view);
  return (row, ticket) => {
    const packaged = open(row);
    const harvest = new Harvest(packaged instanceof Refused ? undefined : packaged.date);
    if (packaged instanceof Refused) {
      harvest.add(packaged, undefined, () => nameOf(row));
      return harvest.record();
    }
    for (const entry of packaged.entries) {
      if (isSkipped(packaged, entry)) harvest.skip();
      else {
        const group = findGroup(packaged, entry ?? {});
        const known = group instanceof Refused ? undefined : group;
        const mapped = group instanceof Refused ? group : mapEntry(group, { packaged, entry, ticket });
        harvest.add(mapped, known, () => nameOf(row, { ...packaged.body, ...entry }));
      }
    }
    if (packaged.entries.length === 0 && packaged.date !== undefined) {
      harvest.complete(checked(view, findGroup(packaged, {})), () => nameOf(row, packaged.body));
    }
    return harvest.record();
  };
}

/** Reads the JSON and what the row says of all its values. */
function compileOpening(view: View): (row: Row) => PackagedRow | Refused {
  const reader = compileRowReader(view);
  const readRaw = fieldReader(view.columns, 'data_values');
  const readDate = fieldReader(view.columns, 'complete_date');
  return (row) => {
    const deleted = reader.deleted(row);
    if (deleted instanceof Refused) return deleted;
    const raw = readRaw(row);
    if (deleted && isNull(raw)) {
      return unreadable('The row is deleted and its data_values are NULL: nothing says which cells are meant.');
    }
    const read = readPackage(raw);
    if (read instanceof Refused) return read;
    const date = deleted ? undefined : dateOf(view, read.body.complete_date ?? readDate(row));
    if (date instanceof Refused) return date;
    return { ...read, row, deleted, date };
  };
}

/** Finds the group of a value, reading what all values of a row share only once. */
function compileGroup(view: View): (packaged: PackagedRow, own: Properties) => ValueGroup | Refused {
  const { columns, ids, periods } = view;
  const reader = compileRowReader(view);
  const fromRow = GROUP_FIELDS.map((field) => [field, fieldReader(columns, field)] as const);
  const resolve = ({ row, body }: PackagedRow, own: Properties): ValueGroup | Refused => {
    const raw: Properties = {};
    for (const [field, read] of fromRow) raw[field] = own[field] ?? body[field] ?? read(row);
    const orgUnit = ids.orgUnit(raw.org_unit);
    if (orgUnit instanceof Refused) return orgUnit;
    const inJson = own.period ?? body.period;
    const period = isNull(inJson) ? reader.period(row) : periods.fromId(inJson);
    if (period instanceof Refused) return period;
    const dataSet = ids.dataSet(raw.data_set);
    if (dataSet instanceof Refused) return dataSet;
    const attributeOptionCombo: NamedCombo | Refused = attributeComboOf(raw.attribute_option_combo, dataSet, view);
    if (attributeOptionCombo instanceof Refused) return attributeOptionCombo;
    return { orgUnit, period, dataSet, attributeOptionCombo };
  };
  const shared = new WeakMap<PackagedRow, ValueGroup | Refused>();
  return (packaged, own) => {
    if (GROUP_FIELDS.some((field) => !isNull(own[field]))) return resolve(packaged, own);
    const group = shared.get(packaged) ?? resolve(packaged, {});
    shared.set(packaged, group);
    return group;
  };
}

interface Entry {
  readonly packaged: PackagedRow;
  readonly entry: Properties | undefined;
  readonly ticket: RecordTicket;
}

function compileEntry({ ids, cells }: View): (group: ValueGroup, entry: Entry) => MappedCell {
  return (group, { packaged, entry, ticket }) => {
    if (!entry) return unreadable('An entry of dataValues is no JSON object.');
    const element = ids.dataElement(entry.data_element);
    if (element instanceof Refused) return element;
    const categoryOptionCombo = ids.categoryOptionCombos.find(entry.category_option_combo);
    if (categoryOptionCombo instanceof Refused) return categoryOptionCombo;
    const gone = packaged.deleted || readFlag(entry.deleted, 'deleted');
    if (gone instanceof Refused) return gone;
    const deleted = gone === true;
    const comment = deleted ? undefined : readComment(entry.comment);
    if (comment instanceof Refused) return comment;
    const followUp = deleted ? undefined : readFlag(entry.follow_up, 'follow_up');
    if (followUp instanceof Refused) return followUp;
    const source: ValueSource = { element, categoryOptionCombo, raw: entry.value, comment, followUp, deleted };
    return cells.map(group, source, ticket);
  };
}

/** A NULL value is nothing to store, whatever its ids; unless NULLs delete, or the value is deleted anyway. */
function compileSkipping({ context: { core } }: View): (packaged: PackagedRow, entry?: Properties) => boolean {
  const skipsNull = core.nullValues === 'skip' && core.importStrategy !== 'DELETE';
  return ({ deleted, date }, entry) =>
    skipsNull && !deleted && date === undefined && entry !== undefined && isNull(entry.value) && isNull(entry.deleted);
}

function checked({ cells }: View, group: ValueGroup | Refused): ValueGroup | Refused {
  return group instanceof Refused ? group : (cells.checkGroup(group) ?? group);
}
