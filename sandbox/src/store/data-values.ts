import type { Database, Row } from './database';

/** What identifies a data value: five UIDs, the period by its id. */
export interface Cell {
  readonly orgUnit: string;
  readonly period: string;
  readonly dataElement: string;
  readonly categoryOptionCombo: string;
  readonly attributeOptionCombo: string;
}

/** What a cell holds. */
export interface CellContent {
  readonly value: string | null;
  readonly comment: string | null;
  readonly followUp: boolean | null;
  readonly storedBy: string | null;
  readonly deleted: boolean;
}

/** A data value as it is stored. */
export interface StoredValue extends Cell, CellContent {
  readonly created: Date;
  readonly lastUpdated: Date;
}

/** A cell and what is to be in it. */
export type NewValue = Cell & CellContent;

/** One text per cell, for maps. */
export function cellKey(cell: Cell): string {
  return `${cell.orgUnit}/${cell.period}/${cell.dataElement}/${cell.categoryOptionCombo}/${cell.attributeOptionCombo}`;
}

const KEY = 'org_unit, period, data_element, category_option_combo, attribute_option_combo';
const KEY_ARRAYS = '$1::text[], $2::text[], $3::text[], $4::text[], $5::text[]';
const CONTENT = 'value, comment, follow_up, stored_by, deleted';
const CONTENT_ARRAYS = '$6::text[], $7::text[], $8::boolean[], $9::text[], $10::boolean[]';

/** All columns, the texts once more behind a `=`: PGlite drops a U+FEFF at the beginning of what it reads. */
const READ = `v.*, '=' || value as marked_value, '=' || comment as marked_comment`;

/** The data values, read and written in bulk. */
export class DataValueStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** What is stored in these cells, deleted ones too, by {@link cellKey}. */
  async find(cells: readonly Cell[]): Promise<Map<string, StoredValue>> {
    const rows = await this.#db.query(
      `select ${READ} from unnest(${KEY_ARRAYS}) as k(${KEY}) join data_value v using (${KEY})`,
      keyColumns(cells),
    );
    return new Map(rows.map(storedValue).map((value) => [cellKey(value), value]));
  }

  /**
   * Stores new cells.
   * @throws A unique violation if one of them exists, and then stores none.
   */
  async insert(values: readonly NewValue[], at: Date): Promise<void> {
    await this.#db.query(
      `insert into data_value (${KEY}, ${CONTENT}, created, last_updated)
       select *, $11::timestamptz, $11::timestamptz from unnest(${KEY_ARRAYS}, ${CONTENT_ARRAYS})`,
      [...keyColumns(values), ...contentColumns(values), at.toISOString()],
    );
  }

  /** Changes cells that exist. */
  async update(values: readonly NewValue[], at: Date): Promise<void> {
    await this.#db.query(
      `update data_value v set value = n.value, comment = n.comment, follow_up = n.follow_up,
         stored_by = n.stored_by, deleted = n.deleted, last_updated = $11::timestamptz
       from unnest(${KEY_ARRAYS}, ${CONTENT_ARRAYS}) as n(${KEY}, ${CONTENT})
       where (v.org_unit, v.period, v.data_element, v.category_option_combo, v.attribute_option_combo)
           = (n.org_unit, n.period, n.data_element, n.category_option_combo, n.attribute_option_combo)`,
      [...keyColumns(values), ...contentColumns(values), at.toISOString()],
    );
  }

  /** Stores cells whether they exist or not, all or none. */
  async upsert(values: readonly NewValue[], at: Date): Promise<void> {
    await this.#db.query(
      `insert into data_value (${KEY}, ${CONTENT}, created, last_updated)
       select *, $11::timestamptz, $11::timestamptz from unnest(${KEY_ARRAYS}, ${CONTENT_ARRAYS})
       on conflict (${KEY}) do update set value = excluded.value, comment = excluded.comment,
         follow_up = excluded.follow_up, stored_by = excluded.stored_by, deleted = excluded.deleted,
         last_updated = excluded.last_updated`,
      [...keyColumns(values), ...contentColumns(values), at.toISOString()],
    );
  }

  /** Marks cells as deleted, with the values given where there are any; cells that do not exist stay so. */
  async markDeleted(cells: readonly (Cell & { readonly value?: string | null })[], at: Date): Promise<void> {
    await this.#db.query(
      `update data_value v set deleted = true, last_updated = $7::timestamptz, value = coalesce(n.value, v.value)
       from unnest(${KEY_ARRAYS}, $6::text[]) as n(${KEY}, value)
       where (v.org_unit, v.period, v.data_element, v.category_option_combo, v.attribute_option_combo)
           = (n.org_unit, n.period, n.data_element, n.category_option_combo, n.attribute_option_combo)`,
      [...keyColumns(cells), cells.map(({ value }) => value ?? null), at.toISOString()],
    );
  }

  /** Removes for good what is marked as deleted. */
  async purge(): Promise<void> {
    await this.#db.query('delete from data_value where deleted');
  }

  /** Rows that meet a condition, in the order given; both are SQL of this package, never of a request. */
  async select(condition: string, parameters: readonly unknown[], order = ''): Promise<readonly StoredValue[]> {
    const rows = await this.#db.query(`select ${READ} from data_value v where ${condition} ${order}`, parameters);
    return rows.map(storedValue);
  }
}

function keyColumns(cells: readonly Cell[]): readonly unknown[] {
  return [
    cells.map((cell) => cell.orgUnit),
    cells.map((cell) => cell.period),
    cells.map((cell) => cell.dataElement),
    cells.map((cell) => cell.categoryOptionCombo),
    cells.map((cell) => cell.attributeOptionCombo),
  ];
}

function contentColumns(values: readonly NewValue[]): readonly unknown[] {
  return [
    values.map((value) => value.value),
    values.map((value) => value.comment),
    values.map((value) => value.followUp),
    values.map((value) => value.storedBy),
    values.map((value) => value.deleted),
  ];
}

function storedValue(row: Row): StoredValue {
  const text = (name: string): string | null => (row[name] as string | null)?.slice(1) ?? null;
  return {
    orgUnit: row['org_unit'] as string,
    period: row['period'] as string,
    dataElement: row['data_element'] as string,
    categoryOptionCombo: row['category_option_combo'] as string,
    attributeOptionCombo: row['attribute_option_combo'] as string,
    value: text('marked_value'),
    comment: text('marked_comment'),
    followUp: row['follow_up'] as boolean | null,
    storedBy: row['stored_by'] as string | null,
    deleted: row['deleted'] as boolean,
    created: row['created'] as Date,
    lastUpdated: row['last_updated'] as Date,
  };
}
