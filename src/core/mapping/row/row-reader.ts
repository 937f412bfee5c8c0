import type { ValueGroup } from './placing';
import { attributeComboOf, isPlaced } from './placing';
import type { NamedCombo } from '../ids/combo';
import { keyAlone, Refused } from './refused';
import type { Row } from '../../model/record-mapper';
import { isNull, readCompleteDate, readFlag } from './scalar';
import { gapIn } from './source-gap';
import { compileCombo } from './combo-reader';
import type { View } from './view';
import { fieldReader } from './view';
import type { GroupKey } from '../../model/group-key';
import type { Period } from '../period/period';
import type { Registration } from '../../model/group-key';
import { tagsOf } from '../preflight/codes';

/** What reads the parts that long and wide rows, and the columns beside a packaged one, have in common. */
export interface RowReader {
  /** The group of the row; `attributeOptionCombo` is what an indicator says instead of the row. */
  readonly group: (row: Row, attributeOptionCombo?: string) => ValueGroup | Refused;
  readonly period: (row: Row) => Period | Refused;
  /** Whether the row deletes: `deleted`, or a date in `_ab_cdc_deleted_at`. */
  readonly deleted: (row: Row) => boolean | Refused;
  /** `yyyy-mm-dd`; undefined where there is none or where completion is off. */
  readonly completeDate: (row: Row) => string | undefined | Refused;
}

/** Compiles the reading of a view's group columns. */
export function compileRowReader(view: View): RowReader {
  const { columns, ids } = view;
  const dataSet = fieldReader(columns, 'data_set');
  const orgUnit = fieldReader(columns, 'org_unit');
  const attributeOptionCombo = compileCombo(view, 'attribute_option');
  const period = compilePeriod(view);
  const completeDate = fieldReader(columns, 'complete_date');
  return {
    period,
    deleted: compileDeleted(view),
    completeDate: (row) => dateOf(view, completeDate(row)),
    group: (row, combo) => {
      const unit = ids.orgUnit(orgUnit(row));
      if (unit instanceof Refused) return refusedBecauseDeleted(view, row, unit);
      const when = period(row);
      if (when instanceof Refused) return refusedBecauseDeleted(view, row, when);
      const set = ids.dataSet(dataSet(row));
      if (set instanceof Refused) return set;
      const aoc: NamedCombo | Refused = attributeComboOf(
        combo === undefined ? attributeOptionCombo(row) : ids.attributeOptionCombos.find(combo),
        set,
        view,
      );
      if (aoc instanceof Refused) return aoc;
      return { dataSet: set, orgUnit: unit, period: when, attributeOptionCombo: aoc };
    },
  };
}

/** A date of the complete_date field, whichever layout it stands in. */
export function dateOf({ context }: View, raw: unknown): string | undefined | Refused {
  if (context.core.completion === 'never') return undefined;
  const gap = gapIn(raw, 'complete_date');
  if (gap) return gap;
  const date = readCompleteDate(raw);
  if (date !== false) return date;
  return new Refused(tagsOf(context.habits)['bad-complete-date'], 'complete_date is neither a date nor a timestamp.');
}

/** The group as requests and registrations name it; undefined while its data set is not known. */
export function keyOf(group: ValueGroup): GroupKey | undefined {
  if (!isPlaced(group)) return undefined;
  const { dataSet, period, orgUnit, attributeOptionCombo } = group;
  return { dataSet: dataSet.uid, period: period.id, orgUnit: orgUnit.uid, attributeOptionCombo };
}

/** The group that a refused value is of; undefined while its data set is not known. */
export function keyOfRefused(group: ValueGroup | undefined, { place }: Refused): GroupKey | undefined {
  return group && keyOf({ ...group, ...place });
}

/** The registration that a complete date asks for. */
export function registrationOf(group: GroupKey, date: string): Registration {
  const { dataSet, period, orgUnit, attributeOptionCombo } = group;
  return { dataSet, period, orgUnit, attributeOptionCombo, date };
}

function compilePeriod({ columns, periods }: View): (row: Row) => Period | Refused {
  const { periodFrom } = columns;
  if (periodFrom) return (row) => periods.fromDate(row[periodFrom.column], periodFrom);
  const period = fieldReader(columns, 'period');
  return (row) => periods.fromId(period(row));
}

function compileDeleted({ columns }: View): (row: Row) => boolean | Refused {
  const cdc = columns.cdcDeletedAt;
  const flag = fieldReader(columns, 'deleted');
  return (row) => {
    if (cdc !== undefined && !isNull(row[cdc])) return gapIn(row[cdc], cdc) ?? true;
    return readFlag(flag(row), 'deleted') ?? false;
  };
}

/** Change data capture may send nothing but the key of a deleted row. */
function refusedBecauseDeleted({ columns: { cdcDeletedAt } }: View, row: Row, refused: Refused): Refused {
  if (cdcDeletedAt === undefined || isNull(row[cdcDeletedAt]) || refused.refusal.code !== 'UNREADABLE') return refused;
  return keyAlone(refused.refusal.text);
}
