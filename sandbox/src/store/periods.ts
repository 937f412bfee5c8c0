import type { Period } from '../periods/period';
import { isUniqueViolation } from './database';
import type { Database } from './database';

/** The periods that the server has seen. DHIS2 makes a row for each on its first use; parallel first uses race for it. */
export class PeriodStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Which of these periods have a row. */
  async known(periods: readonly Period[]): Promise<ReadonlySet<string>> {
    const rows = await this.#db.query('select id from period where id = any($1::text[])', [
      periods.map(({ id }) => id),
    ]);
    return new Set(rows.map((row) => row['id'] as string));
  }

  /** Makes a row for a period; false if another request was faster. */
  async add({ id, type }: Period): Promise<boolean> {
    try {
      await this.#db.query('insert into period (id, type) values ($1, $2)', [id, type]);
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }
}
