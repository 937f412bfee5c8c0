import type { LocalCalendar } from '../../core/mapping/period/calendars/calendars';
import { renamedAmong, spanOf } from '../../core/mapping/period/server-days';
import type { Payload } from '../../core/model/data-value';
import type { ImportSummary } from '../../core/model/import-summary';
import { ConfigError } from '../../errors';
import type { Client } from '../client';

/** What {@link RenamedPeriods} are looked for with. */
export interface RenamedSurroundings {
  readonly client: Pick<Client, 'get' | 'me'>;
  readonly calendar: LocalCalendar;
}

/** Org units of the user that are named in a read. */
const MAX_ORG_UNITS = 20;
/** Values read: each period that an upgrade has renamed has some. */
const MAX_VALUES = 200;

/**
 * Looks for periods that an upgrade to 2.43 has named as if they were Gregorian: the server stores nothing for them, and
 * nothing of the other values of a request, and says SUCCESS (transcripts 1246 to 1257 of ethiopian 2.43.1).
 */
export class RenamedPeriods {
  readonly #around: RenamedSurroundings;
  /** Data sets and periods that were looked at. */
  readonly #looked = new Set<string>();
  /** Periods of which something was stored in this sync. */
  readonly #good = new Set<string>();
  /** Periods that were sent and not stored. */
  readonly #lost = new Set<string>();
  #orgUnits: Promise<readonly string[]> | undefined;

  constructor(around: RenamedSurroundings) {
    this.#around = around;
  }

  /**
   * Before values of the periods are sent: reads what the server shows for their days. What cannot be read is passed over.
   *
   * @throws {@link ConfigError} If it shows a name of the upgrade.
   */
  async lookBefore({ dataSet }: Payload, periods: readonly string[]): Promise<void> {
    const fresh = periods.filter((id) => !this.#looked.has(`${dataSet} ${id}`));
    if (fresh.length === 0) return;
    for (const id of fresh) this.#looked.add(`${dataSet} ${id}`);
    await this.#look(dataSet, fresh);
  }

  /**
   * Looks at what came of a payload: a period of which nothing is stored twice is taken for a renamed one.
   *
   * @throws {@link ConfigError} If there is one.
   */
  judge({ values }: Payload, summary: ImportSummary | undefined): void {
    if (!summary) return;
    const { imported, updated, deleted, ignored } = summary.importCount;
    const isLost = imported + updated + deleted === 0 && ignored > 0 && (summary.conflicts ?? []).length === 0;
    const periods = new Set(values.map(({ period }) => period));
    if (imported + updated + deleted > 0) for (const id of periods) this.#good.add(id);
    if (!isLost) return;
    const suspects = [...periods].filter((id) => !this.#good.has(id));
    // The first time it may be a race for a period that is new (501).
    if (suspects.length > 0 && suspects.every((id) => this.#lost.has(id))) throw renamed(suspects);
    for (const id of suspects) this.#lost.add(id);
  }

  async #look(dataSet: string, ids: readonly string[]): Promise<void> {
    const { client, calendar } = this.#around;
    this.#orgUnits ??= client.me().then((me) => me.organisationUnits.slice(0, MAX_ORG_UNITS).map(({ id }) => id));
    const { from, to } = spanOf(ids, calendar.system);
    const { status, body } = await client.get('/api/dataValueSets', {
      dataSet,
      orgUnit: await this.#orgUnits,
      children: 'true',
      startDate: from,
      endDate: to,
      limit: String(MAX_VALUES),
    });
    const { dataValues = [], period } = (status === 200 ? body : {}) as Shown;
    const shown = dataValues.flatMap((value) => value.period ?? period ?? []);
    const name = renamedAmong(shown, ids, calendar.system);
    if (name !== undefined) throw renamed(ids, name);
  }
}

interface Shown {
  readonly period?: string;
  readonly dataValues?: readonly { readonly period?: string }[];
}

/** @param name - Seen for the days of one of the periods. */
function renamed(ids: readonly string[], name?: string): ConfigError {
  const [first] = ids;
  const which = ids.length === 1 ? `the period ${first}` : `periods among ${first} to ${ids.at(-1)}`;
  const seen = name === undefined ? 'reports success and stores nothing, twice' : `shows the name ${name} for its days`;
  return new ConfigError(
    `DHIS2 keeps ${which} under another name (it ${seen}), and stores nothing that is sent for it. The upgrade to DHIS2 2.43 ` +
      'names periods so where DHIS2 counts in another calendar than ISO 8601. Ask a DHIS2 administrator to put the names in ' +
      "DHIS2's table `period` right (docs/periods.md), then start the sync again: it goes on from the last state.",
  );
}
