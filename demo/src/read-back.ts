import type { WebApi } from './web-api';

/** A stored value as `GET /api/dataValueSets` gives it, with what 2.43 moves to the top put back. */
export interface StoredValue {
  readonly dataElement: string;
  readonly categoryOptionCombo: string;
  readonly orgUnit: string;
  readonly period: string;
  readonly value: string;
}

interface Identified {
  readonly id: string;
}

interface DataValueSet {
  readonly period?: string;
  readonly orgUnit?: string;
  readonly dataValues?: readonly Partial<StoredValue>[];
}

/** Reads all values of the demo's data sets in its two years. */
export async function readBack(api: WebApi): Promise<readonly StoredValue[]> {
  const roots = await api.get<{ organisationUnits: readonly Identified[] }>('organisationUnits', {
    filter: 'code:eq:DEMO',
    fields: 'id',
  });
  const sets = await api.get<{ dataSets: readonly Identified[] }>('dataSets', {
    filter: 'code:in:[DEMO_MONTHLY,DEMO_WEEKLY]',
    fields: 'id',
  });
  const orgUnit = roots.organisationUnits[0]!.id;
  const range = { orgUnit, children: 'true', startDate: '2024-01-01', endDate: '2025-12-31' };
  const answers = await Promise.all(
    sets.dataSets.map(({ id: dataSet }) => api.get<DataValueSet>('dataValueSets', { dataSet, ...range })),
  );
  return answers.flatMap(({ dataValues = [], ...outer }) =>
    dataValues.map((value) => ({ ...outer, ...value }) as StoredValue),
  );
}

/** One text per cell, for comparing. */
export function cellOf(value: Omit<StoredValue, 'value'>): string {
  return [value.dataElement, value.categoryOptionCombo, value.orgUnit, value.period].join(' ');
}
