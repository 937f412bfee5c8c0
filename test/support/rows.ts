/** A long row. */
export type LongRow = Readonly<Record<string, string>>;

const ELEMENTS = 20;
const ORG_UNITS = 100;

/** The `index`-th row of distinct cells of the data set dsPERF00001 (20 elements × 100 org units × months from 2010 on). */
export function perfRow(index: number, value = String((index % 997) + 1)): LongRow {
  const month = Math.floor(index / (ELEMENTS * ORG_UNITS));
  const orgUnit = Math.floor(index / ELEMENTS) % ORG_UNITS;
  return {
    data_set: 'dsPERF00001',
    data_element: `dePERF${String((index % ELEMENTS) + 1).padStart(5, '0')}`,
    org_unit: `ouPERF${String(orgUnit + 1).padStart(5, '0')}`,
    period: `${2010 + Math.floor(month / 12)}${String((month % 12) + 1).padStart(2, '0')}`,
    value,
  };
}

/** Where a row's value stands in DHIS2, to compare with what the sandbox holds. */
export function placeOf(row: LongRow): string {
  return [row.data_element, row.org_unit, row.period].join('/');
}
