/** A complete-data-set registration's key: also what `grouped` requests hold one of. */
export interface GroupKey {
  readonly dataSet: string;
  readonly period: string;
  readonly orgUnit: string;
  readonly attributeOptionCombo: string;
}

/** A registration that a data set is complete for a period, org unit and attribute option combo. */
export interface Registration extends GroupKey {
  /** `yyyy-mm-dd`. */
  readonly date: string;
}

/** Whether both are of one group. */
export function isSameGroup(one: GroupKey, other: GroupKey): boolean {
  return (
    one.orgUnit === other.orgUnit &&
    one.period === other.period &&
    one.dataSet === other.dataSet &&
    one.attributeOptionCombo === other.attributeOptionCombo
  );
}

/** One text per group of data set, org unit, attribute option combo and period. */
export function groupKey({ dataSet, orgUnit, attributeOptionCombo, period }: GroupKey): string {
  return `${dataSet}/${orgUnit}/${attributeOptionCombo}/${period}`;
}
