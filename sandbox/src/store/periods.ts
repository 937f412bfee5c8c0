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

  /**
   * Which of these periods have the days of a row with another id. 2.43 stores nothing for them (transcripts-calendar: nepali
   * 1203 to 1205, ethiopian 1247 to 1255).
   */
  async misnamed(periods: readonly Period[]): Promise<ReadonlySet<string>> {
    const rows = await this.#db.query(
      `select given.id from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as given (id, type, start_date, end_date)
       join period on period.type = given.type and period.start_date = given.start_date
       and period.end_date = given.end_date and period.id <> given.id`,
      (['id', 'type', 'start', 'end'] as const).map((name) => periods.map((period) => period[name])),
    );
    return new Set(rows.map((row) => row['id'] as string));
  }

  /** The days that the rows have, by id: after a renaming they are not those that the id means. */
  async days(): Promise<ReadonlyMap<string, Pick<Period, 'start' | 'end'>>> {
    const rows = await this.#db.query('select id, start_date, end_date from period', []);
    return new Map(
      rows.map((row) => [row['id'] as string, { start: row['start_date'] as string, end: row['end_date'] as string }]),
    );
  }

  /** Names the periods anew, as the upgrade of a server to 2.43 did; their days stay. @param rename - From the old id. */
  async rename(rename: (id: string) => string): Promise<void> {
    for (const { id } of (await this.#db.query('select id from period', [])) as readonly { id: string }[]) {
      for (const [table, column] of [
        ['period', 'id'],
        ['data_value', 'period'],
        ['complete_registration', 'period'],
      ]) {
        await this.#db.query(`update ${table} set ${column} = $2 where ${column} = $1`, [id, rename(id)]);
      }
    }
    this.#seen.clear();
  }

  /** Forgets what was seen, after the table was emptied. */
  forget(): void {
    this.#seen.clear();
  }

  async #add({ id, type, start, end }: Period): Promise<boolean> {
    try {
      await this.#db.query('insert into period (id, type, start_date, end_date) values ($1, $2, $3, $4)', [
        id,
        type,
        start,
        end,
      ]);
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }
}
