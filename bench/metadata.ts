/**
 * The made-up server of the benchmarks: one monthly data set of 100 elements, assigned to 500 org units.
 *
 * `BENCH_ORG_UNITS` and `BENCH_DATA_SETS` make it a larger one: each further data set is assigned to all org units, too.
 */

/** Org units, all below {@link ROOT}. */
export const ORG_UNITS = ids('O', Number(process.env['BENCH_ORG_UNITS'] ?? 500));

/** Integer data elements, not disaggregated. */
export const DATA_ELEMENTS = ids('E', 100);

/** A data element for texts, in the same data set. */
export const TEXT_ELEMENT = 'BenchText01';

/** The data set. */
export const DATA_SET = 'BenchDs0001';

/** The user's org unit. */
export const ROOT = 'BenchRoot01';

/** Ids of `default` in the categories' world. */
export const DEFAULT = { categoryCombo: 'BenchCc0001', categoryOptionCombo: 'BenchCoc001' } as const;

function ids(letter: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `Bench${letter}${String(index).padStart(5, '0')}`);
}

const categoryCombo = { id: DEFAULT.categoryCombo };
const organisationUnits = ORG_UNITS.map((id) => ({ id }));
const FURTHER_DATA_SETS = ids('D', Number(process.env['BENCH_DATA_SETS'] ?? 1) - 1);

/** What the Web API lists, by collection. Every field that the connector asks for is there, and some more. */
export const LISTS: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  categoryOptionCombos: [{ id: DEFAULT.categoryOptionCombo, name: 'default', categoryCombo }].map(named),
  dataElements: [...DATA_ELEMENTS, TEXT_ELEMENT].map((id) => ({
    ...named({ id }),
    valueType: id === TEXT_ELEMENT ? 'LONG_TEXT' : 'INTEGER',
    zeroIsSignificant: true,
    aggregationType: 'SUM',
    domainType: 'AGGREGATE',
    categoryCombo,
  })),
  dataSets: [DATA_SET, ...FURTHER_DATA_SETS].map((id) => ({
    ...named({ id }),
    periodType: 'Monthly',
    categoryCombo,
    dataSetElements: (id === DATA_SET ? [...DATA_ELEMENTS, TEXT_ELEMENT] : DATA_ELEMENTS.slice(0, 1)).map(
      (element) => ({
        dataElement: { id: element },
      }),
    ),
    organisationUnits,
    access: { data: { read: true, write: true } },
  })),
  organisationUnits: [{ id: ROOT, path: `/${ROOT}` }, ...ORG_UNITS.map((id) => ({ id, path: `/${ROOT}/${id}` }))].map(
    named,
  ),
  optionSets: [],
};

/** `GET /api/me`. */
export const USER = {
  id: 'BenchUser01',
  username: 'bench',
  authorities: ['F_DATAVALUE_ADD'],
  organisationUnits: [{ id: ROOT, path: `/${ROOT}` }],
  dataSets: [DATA_SET],
};

/** `GET /api/system/info`. */
export const SYSTEM = { version: '2.42.5.2', calendar: 'iso8601' };

function named<T extends { readonly id: string }>(object: T): T & { readonly name: string; readonly code: string } {
  return { name: object.id, code: object.id, ...object };
}
