import type { RecordTicket } from '../../model/record-ticket';
import type { DataValue } from '../../model/data-value';
import type { MappedCell } from '../row/cell';
import { NOTHING } from '../row/cell';
import type { ValueGroup } from '../row/placing';
import { compileRowReader, keyOf, keyOfRefused, registrationOf } from '../row/row-reader';
import { compileNaming } from '../row/naming';
import { missing, Refused } from '../row/refused';
import { compileCombo } from '../row/combo-reader';
import type { Row } from '../../model/record-mapper';
import { isNull, readComment, readFlag } from '../row/scalar';
import type { MapRow, View } from '../row/view';
import type { MappedRecord } from '../../model/record-mapper';
import { fieldReader } from '../row/view';

const NONE: readonly never[] = [];
const SKIPPED: MappedRecord = { values: NONE, refused: NONE, skipped: ['null'] };

/** Where and how the one value of a row goes. */
interface Placing {
  readonly group: ValueGroup;
  readonly deleted: boolean;
  readonly ticket: RecordTicket;
}

/** Compiles the mapper of long rows: one value each. */
export function compileLong(view: View): MapRow {
  const reader = compileRowReader(view);
  const readValue = fieldReader(view.columns, 'value');
  const mapCell = compileCell(view);
  const refuse = compileRefusal(view);
  const { nullValues, importStrategy } = view.context.core;
  const skipsNull = nullValues === 'skip' && importStrategy !== 'DELETE';

  return (row, ticket) => {
    const deleted = reader.deleted(row);
    if (deleted instanceof Refused) return refuse(row, deleted);
    const date = deleted ? undefined : reader.completeDate(row);
    if (date instanceof Refused) return refuse(row, date, unlessRefused(reader.group(row)));
    if (skipsNull && !deleted && date === undefined && isNull(readValue(row))) return SKIPPED;
    const group = reader.group(row);
    if (group instanceof Refused) return refuse(row, group);
    const mapped = mapCell(row, { group, deleted, ticket });
    const record = mapped instanceof Refused ? refuse(row, mapped, group) : recordOf(mapped);
    return date === undefined ? record : withCompletion(record, group, date);
  };
}

function recordOf(mapped: DataValue | typeof NOTHING): MappedRecord {
  return mapped === NOTHING ? SKIPPED : { values: [mapped], refused: NONE, skipped: NONE };
}

function compileCell(view: View): (row: Row, placing: Placing) => MappedCell {
  const { context, columns, ids, cells } = view;
  const readElement = fieldReader(columns, 'data_element');
  const comboOf = compileCombo(view, 'category_option');
  const readRaw = fieldReader(columns, 'value');
  const comment = fieldReader(columns, 'comment');
  const followUp = fieldReader(columns, 'follow_up');
  const deletesAll = context.core.importStrategy === 'DELETE';
  return (row, { group, deleted, ticket }) => {
    const element = ids.dataElement(readElement(row));
    if (element instanceof Refused) return element;
    const combo = comboOf(row);
    if (combo instanceof Refused) return combo;
    const note = deleted ? undefined : readComment(comment(row));
    if (note instanceof Refused) return note;
    const mark = deleted ? undefined : readFlag(followUp(row), 'follow_up');
    if (mark instanceof Refused) return mark;
    const raw = readRaw(row);
    if (raw === undefined && !deleted && !deletesAll) return missing('The row leaves value out, which is no NULL.');
    return cells.map(
      group,
      { element, categoryOptionCombo: combo, raw, comment: note, followUp: mark, deleted },
      ticket,
    );
  };
}

function compileRefusal(view: View): (row: Row, refused: Refused, group?: ValueGroup) => MappedRecord {
  const nameOf = compileNaming(view);
  return (row, refused, group) => {
    const key = keyOfRefused(group, refused);
    return {
      values: NONE,
      refused: [{ ids: nameOf(row), refusal: refused.refusal, ...(key && { group: key }) }],
      skipped: NONE,
    };
  };
}

function unlessRefused(group: ValueGroup | Refused): ValueGroup | undefined {
  return group instanceof Refused ? undefined : group;
}

/** A row with a complete date asks for its group's registration, with a NULL value too where the row names the data set. */
function withCompletion(record: MappedRecord, group: ValueGroup, date: string): MappedRecord {
  const key = record.values[0] ?? record.refused[0]?.group ?? keyOf(group);
  return key ? { ...record, completion: [registrationOf(key, date)], isLong: true } : record;
}
