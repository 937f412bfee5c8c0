import type { Client } from 'pg';
import { SCHEMA } from './load-warehouse';
import { cellOf, type StoredValue } from './read-back';

/** A cell that the views hold, with the warehouse's names for it. */
export interface ExpectedValue {
  readonly facility: string;
  readonly indicator: string;
  readonly disaggregation: string;
  readonly dataElement: string;
  readonly categoryOptionCombo: string;
  readonly orgUnit: string;
  readonly period: string;
  readonly value: string;
}

/** What reading back showed. */
export interface Comparison {
  readonly expected: number;
  readonly equal: number;
  /** Values in DHIS2 that no view has. */
  readonly foreign: number;
}

/** Reads what DHIS2 should hold from the warehouse. */
export async function readExpected(client: Client): Promise<readonly ExpectedValue[]> {
  const { rows } = await client.query<ExpectedValue>(
    `SELECT location.name AS facility, indicator, disaggregation, data_element AS "dataElement",
            category_option_combo AS "categoryOptionCombo", org_unit AS "orgUnit", period, value
     FROM ${SCHEMA}.expected_value JOIN ${SCHEMA}.location ON location.identifier = facility
     ORDER BY indicator, disaggregation DESC, facility, period`,
  );
  return rows;
}

/** Compares cell by cell. */
export function compare(expected: readonly ExpectedValue[], stored: readonly StoredValue[]): Comparison {
  const held = new Map(stored.map((value) => [cellOf(value), value.value]));
  const equal = expected.filter((value) => held.get(cellOf(value)) === value.value).length;
  const wanted = new Set(expected.map(cellOf));
  return { expected: expected.length, equal, foreign: stored.filter((value) => !wanted.has(cellOf(value))).length };
}

/** The stored values of one facility in some periods, as rows of a table: indicator, then a column for each period. */
export function facilityRows(
  expected: readonly ExpectedValue[],
  stored: readonly StoredValue[],
  choice: { readonly facility: string; readonly periods: readonly string[] },
): readonly (readonly string[])[] {
  const held = new Map(stored.map((value) => [cellOf(value), value.value]));
  const lines = new Map<string, string[]>();
  for (const value of expected.filter(({ facility }) => facility === choice.facility)) {
    const column = choice.periods.indexOf(value.period);
    if (column < 0) continue;
    const label = value.disaggregation === 'all' ? value.indicator : `${value.indicator}, ${value.disaggregation}`;
    const line = lines.get(label) ?? choice.periods.map(() => '');
    line[column] = held.get(cellOf(value)) ?? '';
    lines.set(label, line);
  }
  return [['', ...choice.periods], ...[...lines].map(([label, cells]) => [label, ...cells])];
}
