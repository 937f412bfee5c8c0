import type { Sandbox } from '../../sandbox/src/sandbox';
import { basic } from '../support/sandbox';
import type { RecordedRow } from './recorded-rows';

/** What must become of a row, whatever rows are around it. */
export interface RowVerdict {
  readonly end: 'stored' | 'gone' | 'skipped' | 'refused';
  /** Who refuses it; DHIS2 never sees a row that a later one of its cell has replaced. */
  readonly by?: 'connector' | 'dhis2';
  /** `orgUnit/period/dataElement/coc/aoc`; undefined where the row does not tell. */
  readonly cell?: string;
  readonly value?: string;
}

/** DHIS2 up to 2.42 asked to look as closely as `preflight` does; 2.43 always does. */
const STRICTLY = ['DataElements', 'CategoryOptionCombos', 'AttributeOptionCombos', 'OrganisationUnits', 'Periods'];

/** What is asked beside in any case of a row that names no data set (docs/layouts.md, which data set). */
const TO_INFER = ['DataElements', 'OrganisationUnits', 'Periods'];

/** Spellings that the connector puts right (docs/values.md), by element and value. */
const RESPELLED: Readonly<Record<string, string>> = {
  'deINTEGER01 1.0': '1',
  'deNUMBER001 1e5': '100000',
  'deBOOL00001 1': 'true',
  'deBOOL00001 TRUE': 'true',
};

type Ids = Readonly<
  Record<'orgUnit' | 'period' | 'dataElement' | 'categoryOptionCombo' | 'attributeOptionCombo', string>
>;

interface Names {
  readonly defaultCombo: string;
  /** The one data set that holds an element and that the user may write to. */
  readonly dataSetOf: ReadonlyMap<string, string>;
}

/** Tells by rules that know nothing of the connector, and by asking DHIS2 about each row alone, what must become of rows. */
export class RowJudge {
  readonly #sandbox: Sandbox;
  readonly #names: Names;
  readonly #asked = new Map<string, Promise<Answer>>();

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.#names = namesOf(sandbox);
  }

  async judge(row: RecordedRow, preflight: boolean): Promise<RowVerdict> {
    const deletes = row.deleted === true;
    if (!deletes && row.complete_date === null && isNull(row.value)) return { end: 'skipped' };
    const readable = this.#read(row);
    if (!readable) return { end: 'refused', by: 'connector' };
    const { dataSet, ids } = readable;
    // Blanks around a number are cut (`char(n)`), unless the values are left to DHIS2.
    const value = preflight && /^\s+-?[\d.]+\s+$/.test(readable.value) ? readable.value.trim() : readable.value;
    const payload = { dataSet, dataValues: [deletes ? ids : { ...ids, value, comment: row.comment }] };
    const cell = cellOf(ids);
    switch (await this.#ask(payload, deletes, preflight ? STRICTLY : row.data_set === null ? TO_INFER : [])) {
      case 'kept':
        return { end: 'stored', cell, value };
      case 'gone':
        return { end: 'gone', cell };
      case 'refused': {
        const ofItself = !preflight && (await this.#ask(payload, deletes, [])) === 'refused';
        return { end: 'refused', by: ofItself ? 'dhis2' : 'connector', cell };
      }
    }
  }

  /** What a row says; undefined where it says too little, or what no cell can be made of. */
  #read(row: RecordedRow): { readonly dataSet: string; readonly ids: Ids; readonly value: string } | undefined {
    const { period, org_unit: orgUnit, data_element: dataElement } = row;
    if (row.complete_date !== null && !isDate(row.complete_date)) return undefined;
    if (period === null || orgUnit === null || dataElement === null || !isPeriod(canonical(period))) return undefined;
    const dataSet = row.data_set ?? this.#names.dataSetOf.get(dataElement);
    if (dataSet === undefined) return undefined;
    const text = String(row.value);
    const { defaultCombo } = this.#names;
    const ids = {
      orgUnit,
      period: canonical(period),
      dataElement,
      categoryOptionCombo: row.category_option_combo ?? defaultCombo,
      attributeOptionCombo: row.attribute_option_combo ?? defaultCombo,
    };
    return { dataSet, ids, value: RESPELLED[`${dataElement} ${text}`] ?? text };
  }

  #ask(payload: object, deletes: boolean, strictly: readonly string[]): Promise<Answer> {
    const query = [`dryRun=true`, ...strictly.map((what) => `strict${what}=true`)];
    if (deletes) query.push('importStrategy=DELETE');
    const key = `${query.join('&')} ${JSON.stringify(payload)}`;
    const asked = this.#asked.get(key) ?? this.#post(`/api/dataValueSets?${query.join('&')}`, payload, deletes);
    this.#asked.set(key, asked);
    return asked;
  }

  async #post(path: string, payload: object, deletes: boolean): Promise<Answer> {
    const headers = { authorization: basic('connector'), 'content-type': 'application/json' };
    const reply = await fetch(this.#sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(payload) });
    if (reply.status !== 200) return 'refused';
    const { response } = (await reply.json()) as { response: { importCount: Readonly<Record<string, number>> } };
    const { imported = 0, updated = 0, ignored = 0 } = response.importCount;
    // A zero that is not kept is in no counter.
    return deletes || imported + updated + ignored === 0 ? 'gone' : 'kept';
  }
}

type Answer = 'kept' | 'gone' | 'refused';

/** One text a cell, its period spelled as the connector sends it. */
export function cellOf(ids: Ids): string {
  const { orgUnit, period, dataElement, categoryOptionCombo, attributeOptionCombo } = ids;
  return [orgUnit, canonical(period), dataElement, categoryOptionCombo, attributeOptionCombo].join('/');
}

function namesOf({ metadata }: Sandbox): Names {
  const defaultCombo = metadata.list('categoryOptionCombos')?.find(({ name }) => name === 'default')?.id ?? '';
  const dataSetOf = new Map<string, string>();
  for (const set of metadata.list('dataSets') ?? []) {
    const elements = set['dataSetElements'] as readonly { readonly dataElement: { readonly id: string } }[];
    if (set.id !== 'dsNOSHARE01') for (const { dataElement } of elements) dataSetOf.set(dataElement.id, set.id);
  }
  return { defaultCombo, dataSetOf };
}

/** `202501` for `2025-01`, `2023W05` for `2023W5`. */
const canonical = (period: string): string => period.replace(/^(\d{4})-(\d\d)$/, '$1$2').replace(/W(\d)$/, 'W0$1');

/** Months and weeks: other types were not recorded. */
const isPeriod = (period: string): boolean => /^\d{6}$|^\d{4}W\d\d$/.test(period);

const isDate = (date: unknown): boolean => typeof date === 'string' && /^\d{4}-\d\d-\d\d(T|$)/.test(date);
const isNull = (value: unknown): boolean => value === null || value === '';
