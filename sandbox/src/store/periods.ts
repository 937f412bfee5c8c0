import type { Period } from '../periods/period';
import { isUniqueViolation } from './database';
import type { Database } from './database';

/** The periods that the server has seen. DHIS2 makes a row for each on its first use; parallel first uses race for it. */
export class PeriodStore {
  readonly #db: Database;
  /** Rows that were seen once; they stay. */
  readonly #seen = new Set<string>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Which of these periods have a row. */
  async known(periods: readonly Period[]): Promise<ReadonlySet<string>> {
    const unseen = periods.map(({ id }) => id).filter((id) => !this.#seen.has(id));
    if (unseen.length > 0) {
      const rows = await this.#db.query('select id from period where id = any($1::text[])', [unseen]);
      for (const row of rows) this.#seen.add(row['id'] as string);
    }
    return new Set(periods.map(({ id }) => id).filter((id) => this.#seen.has(id)));
  }

  /**
   * Makes rows for the periods that have none.
   * @param pause - Passes between looking and writing.
   * @returns Those for which another request made the row in between.
   */
  async introduce(periods: readonly Period[], pause: () => Promise<void>): Promise<ReadonlySet<string>> {
    const known = await this.known(periods);
    const fresh = periods.filter(({ id }) => !known.has(id));
    if (fresh.length > 0) await pause();
    const lost = new Set<string>();
    for (const period of fresh) if (!(await this.#add(period))) lost.add(period.id);
    return lost;
  }

  /** Forgets what was seen, after the table was emptied. */
  forget(): void {
    this.#seen.clear();
  }

  async #add({ id, type }: Period): Promise<boolean> {
    try {
      await this.#db.query('insert into period (id, type) values ($1, $2)', [id, type]);
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }
}
