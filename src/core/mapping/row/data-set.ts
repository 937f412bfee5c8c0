import { Refused } from './refused';
import type { DataElement, DataSet } from '../metadata/metadata';
import type { RowGroup } from '../preflight/preflight';
import { tagsOf } from '../preflight/codes';
import type { Dhis2Habits } from '../../model/version';

/** What tells of a row which data sets it may go to. */
type Placeless = Pick<RowGroup, 'orgUnit' | 'period'>;

/**
 * Finds the one data set that the user may write and that holds the element, the org unit and the period's type.
 *
 * An element in two data sets is the normal national case: none is guessed then, the refusal names them.
 */
export function inferDataSet(element: DataElement, group: Placeless, habits: Dhis2Habits): DataSet | Refused {
  let only: DataSet | undefined;
  let count = 0;
  for (const set of element.dataSets) {
    if (!fits(set, group)) continue;
    only = set;
    count += 1;
  }
  if (count === 1 && only) return only;
  return count === 0 ? noneFits(element, group, habits) : severalFit(element, group, habits);
}

function fits(set: DataSet, { orgUnit, period }: Placeless): boolean {
  if (!set.writable) return false;
  if (set.periodType !== undefined && set.periodType !== period.type) return false;
  return !set.orgUnits || orgUnit.position < 0 || set.orgUnits.has(orgUnit.position);
}

function severalFit(element: DataElement, group: Placeless, habits: Dhis2Habits): Refused {
  const names = element.dataSets.filter((set) => fits(set, group)).map(({ uid }) => uid);
  return new Refused(
    tagsOf(habits)['several-data-sets'],
    `The row names no data set, and ${names.length} fit: ${names.join(', ')}. Add a column or a constant data_set.`,
  );
}

/** The code of the last thing that ruled a data set out, so that it reads as if that set had been named. */
function noneFits(element: DataElement, { orgUnit, period }: Placeless, habits: Dhis2Habits): Refused {
  const codes = tagsOf(habits);
  const writable = element.dataSets.filter((set) => set.writable);
  if (writable.length === 0) {
    const holders = element.dataSets.map(({ uid }) => uid).join(', ');
    return new Refused(
      codes['no-data-set'],
      holders === ''
        ? 'The row names no data set, and the data element is in none that this user can see.'
        : `The row names no data set, and the user may not write to any that holds the data element: ${holders}.`,
    );
  }
  const names = writable.map(({ uid, periodType }) => `${uid} (${periodType ?? 'unknown period type'})`).join(', ');
  const ofType = writable.filter((set) => set.periodType === undefined || set.periodType === period.type);
  if (ofType.length === 0) {
    return new Refused(
      codes['wrong-period-type'],
      `No data set of the data element takes ${period.type} periods: ${names}.`,
    );
  }
  return new Refused(
    orgUnit.inHierarchy ? codes['org-unit-not-assigned'] : codes['org-unit-outside-hierarchy'],
    `No data set of the data element for ${period.type} periods is assigned to the org unit: ${names}.`,
  );
}
