import type { Random } from '../seeded-random';

/** Rows of three streams, called as their layouts, good and odd; the more of them are good. */
export const STREAMS = ['long', 'wide', 'packaged'] as const;

const PLACEHOLDER = '__debezium_unavailable_value';
const ORG_UNITS = ['ouFACIL0001', 'ouFACIL0002', 'ouFACIL0003'];
const ELEMENTS = ['deINTEGER01', 'deNUMBER001', 'deTEXT00001', 'deLONGTXT01', 'deBOOL00001'];
/** Columns of the wide view; the last has a combo. */
export const INDICATORS = [...ELEMENTS, 'deDISAG0001.ZuZjAFjA9gY'];

type Json = Record<string, unknown>;

/** Makes rows; no two values of them have a cell in common. */
export class OddRows {
  readonly #random: Random;
  #places = 0;
  #contents = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** RECORD lines, the first of each stream a plain one with every column that makes it what it is. */
  lines(count: number): readonly string[] {
    const first = [
      line('long', { ...this.#place(), data_element: 'deINTEGER01', value: 1 }),
      line('wide', { ...this.#place(), ...Object.fromEntries(INDICATORS.map((column) => [column, null])) }),
      line('packaged', { payload: [] }),
    ];
    const make = [() => this.#long(), () => this.#wide(), () => this.#packaged(), () => this.#packaged()];
    return [...first, ...Array.from({ length: count - first.length }, () => this.#pick(make)())];
  }

  #long(): string {
    const row: Json = { data_set: 'dsMONTHLY01', ...this.#place(), data_element: this.#pick(ELEMENTS) };
    this.#fill(row, { value: 'value', comment: 'comment', followUp: 'follow_up', combo: 'category_option_combo' });
    return this.#line('long', this.#columns(row));
  }

  #wide(): string {
    const row: Json = this.#place();
    for (const column of INDICATORS) {
      const content = this.#chance(0.6) ? this.#content(column) : undefined;
      if (content !== undefined) row[column] = content;
    }
    return this.#line('wide', this.#columns(row));
  }

  #packaged(): string {
    const row: Json = this.#columns(this.#chance(0.3) ? this.#place() : {});
    const sets = [() => this.#set(this.#chance(0.8)), () => this.#set(true)];
    row['payload'] = this.#pick<() => unknown>([
      ...sets,
      ...sets,
      ...sets,
      () => Array.from({ length: this.#upTo(3) }, () => this.#entry(true)),
      () => [this.#set(true), this.#set(true)],
      () => [this.#set(true), this.#entry(true), this.#set(true)],
      () => this.#broken(),
    ])();
    if (this.#chance(0.4)) row['payload'] = spelledNumbers(JSON.stringify(row['payload']));
    return this.#line('packaged', row);
  }

  #set(placed: boolean): Json {
    const set: Json = placed ? this.#keyed(this.#place()) : {};
    if (this.#chance(0.5)) set['dataSet'] = 'dsMONTHLY01';
    if (this.#chance(0.15)) set['completeDate'] = this.#pick(['2025-02-03', '2025-02-03T10:00:00', 'soon']);
    if (this.#chance(0.05)) set['deleted'] = this.#pick([true, false]);
    if (this.#chance(0.2)) set[this.#pick(['attributes', 'source', 'periodType', 'storedBy'])] = `s${++this.#contents}`;
    if (this.#chance(0.06))
      set[this.#pick(['completDate', 'orgUnitCode', 'attributeOptionCmbo'])] = `s${++this.#contents}`;
    if (this.#chance(0.04)) set[this.#pick(['comment', 'value', 'dataElement'])] = `s${++this.#contents}`;
    const values = Array.from({ length: this.#upTo(4) }, (_, index) => this.#entry(index > 0 || this.#chance(0.3)));
    if (this.#chance(0.04)) return { ...set, values };
    set[this.#pick(['dataValues', 'data_values', 'datavalues'])] = this.#chance(0.05) ? [] : values;
    return set;
  }

  #entry(placed: boolean): unknown {
    if (this.#chance(0.02)) return this.#pick([null, 5, 'text', [[1]]]);
    const own = placed ? this.#keyed(this.#place()) : {};
    const entry: Json = { ...own, [this.#pick(['dataElement', 'data_element'])]: this.#pick(ELEMENTS) };
    if (this.#chance(0.02)) delete entry['dataElement'];
    this.#fill(entry, { value: 'value', comment: 'comment', followUp: 'followUp', combo: 'categoryOptionCombo' });
    if (this.#chance(0.04)) entry['deleted'] = this.#pick([true, false]);
    if (this.#chance(0.2))
      entry[this.#pick(['note', 'orgUnitName', 'created', 'storedBy', '5 <b>'])] = `s${++this.#contents}`;
    if (this.#chance(0.06)) {
      entry[this.#pick(['vaule', 'coment', 'catOptComb', 'perod', 'isDeleted', 'folowUp'])] = `s${++this.#contents}`;
    }
    return entry;
  }

  #broken(): unknown {
    return this.#pick<unknown>([
      null,
      {},
      [],
      5,
      'no JSON',
      { dataValues: {} },
      { dataValues: null },
      [null],
      [[[1]]],
      PLACEHOLDER,
    ]);
  }

  #fill(row: Json, keys: { value: string; comment: string; followUp: string; combo: string }): void {
    const content = this.#content(String(row['data_element'] ?? row['dataElement']));
    if (content !== undefined) row[keys.value] = content;
    if (this.#chance(0.3))
      row[keys.comment] = this.#chance(0.1) ? this.#pick([null, PLACEHOLDER]) : `c${++this.#contents}`;
    if (this.#chance(0.1)) row[keys.followUp] = this.#pick<unknown>([true, false, 'perhaps']);
    if (this.#chance(0.1)) row[keys.combo] = this.#pick(['HllvX50cXC0', 'cocNOSUCH01', null]);
  }

  /** What every row may have beside. */
  #columns(row: Json): Json {
    if (this.#chance(0.06)) row['deleted'] = this.#pick<unknown>([true, false, null, 'maybe']);
    if (this.#chance(0.04)) row['_ab_cdc_deleted_at'] = this.#pick([null, '2025-02-03']);
    if (this.#chance(0.1)) row['complete_date'] = this.#pick([null, '2025-02-03', 'soon', PLACEHOLDER]);
    if (this.#chance(0.1)) row[this.#pick(['remark', 'loaded_at', '_airbyte_raw_id'])] = `s${++this.#contents}`;
    if (this.#chance(0.05)) row[this.#pick(['org_unit', 'period'])] = this.#pick([null, PLACEHOLDER, 'nowhere']);
    return row;
  }

  /** Undefined where there is none at all. */
  #content(column: string): unknown {
    const unique = ++this.#contents;
    if (this.#chance(0.25)) {
      return this.#pick([undefined, null, '', PLACEHOLDER, `odd ${unique}`, { nested: unique }, [unique], true]);
    }
    if (column === 'deNUMBER001') return this.#chance(0.5) ? `@@${unique}12345678901234567@@` : unique + 0.5;
    if (column === 'deBOOL00001') return this.#chance(0.5);
    return /TEXT|LONGTXT/.test(column) ? `t${unique} "quoted" \\ ${this.#pick(['', 'é', '😀', '{"a":1}'])}.` : unique;
  }

  #line(stream: string, data: Json): string {
    if (!this.#chance(0.12)) return line(stream, data);
    const field = this.#pick([...Object.keys(data), 'remark', 'value']);
    const change = this.#pick(['NULLED', 'TRUNCATED']);
    if (change === 'NULLED') data[field] = null;
    return line(stream, data, { changes: [{ field, change, reason: 'SOURCE_RECORD_SIZE_LIMITATION' }] });
  }

  #place(): Json {
    const place = this.#places++;
    const month = Math.floor(place / ORG_UNITS.length);
    const [year, number] = [1970 + Math.floor(month / 12), String((month % 12) + 1).padStart(2, '0')];
    return {
      org_unit: ORG_UNITS[place % ORG_UNITS.length],
      period: this.#pick([`${year}${number}`, `${year}-${number}`]),
    };
  }

  #keyed({ org_unit, period }: Json): Json {
    return { [this.#pick(['orgUnit', 'org_unit', 'OrgUnit'])]: org_unit, [this.#pick(['period', 'PERIOD'])]: period };
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #upTo(most: number): number {
    return 1 + Math.floor(this.#random() * most);
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)]!;
  }
}

function line(stream: string, data: Json, meta?: object): string {
  return spelledNumbers(
    JSON.stringify({ type: 'RECORD', record: { stream, emitted_at: 1, data, ...(meta && { meta }) } }),
  );
}

/** JavaScript has no numbers of so many digits: they are written as texts with marks, which go here. */
function spelledNumbers(json: string): string {
  return json.replace(/"@@(\d+)@@"/g, '$1');
}
