import type { NamedCombo } from '../ids/combo';
import type { IdResolver } from '../ids/ids';
import type { DataElement, DataSet } from '../metadata/metadata';
import type { RowGroup } from '../preflight/preflight';
import type { Dhis2Habits } from '../../model/version';
import { inferDataSet } from './data-set';
import { Refused } from './refused';

/** Where a row's values go, as far as the row says it. */
export interface ValueGroup extends Omit<RowGroup, 'attributeOptionCombo'> {
  /** Without one it is inferred for each element. */
  readonly dataSet: DataSet | undefined;
  /** A UID where the data set is known; else what the row names, which the data set will tell. */
  readonly attributeOptionCombo: NamedCombo;
}

/** A group whose data set is known, and with it the attribute option combo. */
export interface PlacedGroup extends RowGroup {
  readonly dataSet: DataSet;
}

/** What the placing of groups depends on. */
export interface PlacingContext {
  readonly ids: IdResolver;
  readonly habits: Dhis2Habits;
}

/** Whether the group's data set is known, by the row itself. */
export function isPlaced(group: ValueGroup): group is PlacedGroup {
  return group.dataSet !== undefined;
}

/** The attribute option combo that a row names, chosen among those of its data set where it names that too. */
export function attributeComboOf(
  named: NamedCombo | Refused,
  dataSet: DataSet | undefined,
  { ids }: Pick<PlacingContext, 'ids'>,
): NamedCombo | Refused {
  if (!dataSet || typeof named === 'string' || named instanceof Refused) return named;
  return ids.attributeOptionCombos.choose(named, dataSet.categoryCombo);
}

/** Finds the data set by the element, and then the attribute option combo in it. */
export function placeGroup(
  group: ValueGroup,
  element: DataElement,
  { ids, habits }: PlacingContext,
): PlacedGroup | Refused {
  const dataSet = inferDataSet(element, group, habits);
  if (dataSet instanceof Refused) return dataSet;
  const combo = ids.attributeOptionCombos.choose(group.attributeOptionCombo, dataSet.categoryCombo);
  if (combo instanceof Refused) return combo;
  return { orgUnit: group.orgUnit, period: group.period, dataSet, attributeOptionCombo: combo };
}
