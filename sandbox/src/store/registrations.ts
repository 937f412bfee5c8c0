import type { Database, Row } from './database';

/** That a data set is complete for a period, an org unit and an attribute option combo. */
export interface Registration {
  readonly dataSet: string;
  readonly period: string;
  readonly orgUnit: string;
  readonly attributeOptionCombo: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly storedBy: string | null;
  readonly completed: boolean;
}

const KEY_COLUMNS = ['dataSet', 'period', 'orgUnit', 'attributeOptionCombo'] as const;

/** Which data sets were registered as complete. */
export class RegistrationStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Registers; tells of each whether it was new. */
  async put(registrations: readonly Registration[]): Promise<readonly ('imported' | 'updated')[]> {
    const outcomes = await this.outcomes(registrations);
    const last = new Map(registrations.map((registration) => [registrationKey(registration), registration]));
    const column = (name: keyof Registration): unknown => [...last.values()].map((registration) => registration[name]);
    await this.#db.query(
      `insert into complete_registration
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[])
       on conflict (data_set, period, org_unit, attribute_option_combo)
       do update set date = excluded.date, stored_by = excluded.stored_by, completed = excluded.completed`,
      [...KEY_COLUMNS.map(column), column('date'), column('storedBy'), column('completed')],
    );
    return outcomes;
  }

  /** What {@link put} would do to each. */
  async outcomes(registrations: readonly Registration[]): Promise<readonly ('imported' | 'updated')[]> {
    const rows = await this.#db.query(
      `select r.* from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as
       k(data_set, period, org_unit, attribute_option_combo)
       join complete_registration r using (data_set, period, org_unit, attribute_option_combo)`,
      KEY_COLUMNS.map((name) => registrations.map((registration) => registration[name])),
    );
    const known = new Set(rows.map(registrationOf).map(registrationKey));
    return registrations.map((registration) => {
      const key = registrationKey(registration);
      const outcome = known.has(key) ? 'updated' : 'imported';
      known.add(key);
      return outcome;
    });
  }

  /** The registration of this data set, period, org unit and combo. */
  async find(key: Omit<Registration, 'date' | 'storedBy' | 'completed'>): Promise<Registration | undefined> {
    const rows = await this.#db.query(
      `select * from complete_registration
       where data_set = $1 and period = $2 and org_unit = $3 and attribute_option_combo = $4`,
      [key.dataSet, key.period, key.orgUnit, key.attributeOptionCombo],
    );
    return rows.map(registrationOf)[0];
  }

  /** All registrations of these data sets in these periods. */
  async list(dataSets: readonly string[], periods: readonly string[] | undefined): Promise<readonly Registration[]> {
    const rows = await this.#db.query(
      `select * from complete_registration where data_set = any($1::text[])
       and ($2::text[] is null or period = any($2::text[])) order by period, org_unit`,
      [dataSets, periods ?? null],
    );
    return rows.map(registrationOf);
  }

  /** Takes a registration back. */
  async remove(key: Omit<Registration, 'date' | 'storedBy' | 'completed'>): Promise<void> {
    await this.#db.query(
      `delete from complete_registration
       where data_set = $1 and period = $2 and org_unit = $3 and attribute_option_combo = $4`,
      [key.dataSet, key.period, key.orgUnit, key.attributeOptionCombo],
    );
  }
}

function registrationKey({ dataSet, period, orgUnit, attributeOptionCombo }: Registration): string {
  return `${dataSet}/${period}/${orgUnit}/${attributeOptionCombo}`;
}

function registrationOf(row: Row): Registration {
  return {
    dataSet: row['data_set'] as string,
    period: row['period'] as string,
    orgUnit: row['org_unit'] as string,
    attributeOptionCombo: row['attribute_option_combo'] as string,
    date: row['date'] as string,
    storedBy: row['stored_by'] as string | null,
    completed: row['completed'] as boolean,
  };
}
