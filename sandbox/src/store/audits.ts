import type { Database } from './database';
import type { Cell } from './data-values';

/** What an audit can be about. */
export type AuditedPart = 'dataElement' | 'orgUnit';

const COLUMNS: Readonly<Record<AuditedPart, string>> = { dataElement: 'data_element', orgUnit: 'org_unit' };

/**
 * Which elements and org units the audit log of data values names. The log itself is not kept: it is why DHIS2 does not let go of
 * what once had data (transcripts 954-966).
 */
export class AuditStore {
  readonly #db: Database;
  readonly #noted = new Set<string>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Notes that these cells are in the log. */
  async note(cells: readonly Cell[]): Promise<void> {
    const fresh = new Map<string, Cell>();
    for (const cell of cells) {
      const pair = `${cell.dataElement}/${cell.orgUnit}`;
      if (!this.#noted.has(pair)) fresh.set(pair, cell);
    }
    if (fresh.size === 0) return;
    const pairs = [...fresh.values()];
    await this.#db.query(
      `insert into data_value_audit (data_element, org_unit)
       select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
      [pairs.map(({ dataElement }) => dataElement), pairs.map(({ orgUnit }) => orgUnit)],
    );
    for (const pair of fresh.keys()) this.#noted.add(pair);
  }

  /** Whether the log names an object. */
  async names(part: AuditedPart, id: string): Promise<boolean> {
    const rows = await this.#db.query(`select 1 from data_value_audit where ${COLUMNS[part]} = $1 limit 1`, [id]);
    return rows.length > 0;
  }

  /** Forgets what was noted, after the table was emptied. */
  forget(): void {
    this.#noted.clear();
  }
}
