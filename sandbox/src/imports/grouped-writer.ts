import type { Context } from '../context';
import { isDeadlock, isUnstorableText } from '../store/database';
import { cellKey } from '../store/data-values';
import type { Cell } from '../store/data-values';
import type { DecodedPayload, DecodedValue } from './grouped-decode';
import type { ImportRequest } from './import-request';
import { raceWindow, writingTime } from './race-window';
import { databaseText, holdsNul } from './value-text';
import { normalizedValue } from './value-type';
import { Deadlock, UpsertLocks } from './upsert-locks';

/** Writes groups as 2.43 does: all values of a group in one transaction, which upserts. */
export class GroupedWriter {
  readonly #context: Context;
  readonly #locks = new UpsertLocks();
  /**
   * Periods that a refused import has used first: 2.43 remembers them, but their row went with the transaction, so that the
   * next registration for one of them fails (transcript 258).
   */
  readonly #phantoms = new Set<string>();

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * Writes values of one group and returns how many: all or, if another request got in the way, none. DHIS2 reports the latter
   * as ignored, behind a 200 (transcripts 501-506), and so it does with all that come with a NUL (976).
   */
  async write({ options, user, run }: ImportRequest, values: readonly DecodedValue[]): Promise<number> {
    if (options.dryRun || values.length === 0) return values.length;
    const periods = [...new Map(values.map(({ period }) => [period.id, period])).values()];
    if (this.#context.periods.calendar && (await this.#context.knownPeriods.misnamed(periods)).size > 0) return 0;
    const lost = await this.#context.knownPeriods.introduce(periods, () => raceWindow(this.#context));
    for (const { id } of periods) this.#phantoms.delete(id);
    if (lost.size > 0 || values.some(({ source }) => holdsNul(source.value) || holdsNul(source.comment))) return 0;
    const cells = values.map((value) => this.#cell(value));
    try {
      const leave = this.#locks.enter(cells.map(cellKey));
      try {
        await raceWindow(this.#context);
        await writingTime(this.#context, values.length);
        this.#context.life.check(run);
        await this.#store(values, cells, { deletes: options.strategy === 'DELETE', storedBy: user.username });
      } finally {
        leave();
      }
    } catch (error) {
      if (error instanceof Deadlock || isDeadlock(error) || isUnstorableText(error)) return 0;
      throw error;
    }
    return values.length;
  }

  /** Registers a group as complete. */
  async register({ payload, user }: ImportRequest, decoded: DecodedPayload, date: string): Promise<void> {
    const [first] = decoded.values;
    const { metadata, periods } = this.#context;
    const scheme = { type: 'UID' } as const;
    const registration = {
      dataSet: decoded.dataSet ?? '',
      period: periods.read(payload.period)?.id ?? '',
      orgUnit: first?.orgUnit ?? metadata.resolve('organisationUnits', scheme, payload.orgUnit ?? '') ?? '',
      attributeOptionCombo: first?.attributeOptionCombo ?? metadata.typed.defaultCombo,
      date,
      storedBy: user.username,
      completed: true,
    };
    await this.#context.registrations.put([registration]);
  }

  /** Notes the periods of a refused import that had never been used. */
  async forsake(values: readonly DecodedValue[]): Promise<void> {
    const periods = values.map(({ period }) => period);
    const known = await this.#context.knownPeriods.known(periods);
    for (const { id } of periods) if (!known.has(id)) this.#phantoms.add(id);
  }

  /** Forgets such periods. */
  reset(): void {
    this.#phantoms.clear();
  }

  /** Whether a registration for the period fails this time. */
  takePhantom(period: string): boolean {
    return this.#phantoms.delete(period);
  }

  async #store(
    values: readonly DecodedValue[],
    cells: readonly Cell[],
    { deletes, storedBy }: { readonly deletes: boolean; readonly storedBy: string },
  ): Promise<void> {
    const now = this.#context.clock.now();
    const pairs = values.map((value, i) => ({ ...(cells[i] as Cell), source: value.source }));
    const { dataElements } = this.#context.metadata.typed;
    await this.#context.audits.note(cells);
    // A cell that was never stored is made, and marked as deleted (transcripts 937, 938).
    const rows = pairs.map(({ source, ...cell }) => {
      const deleted = deletes || source.deleted === true;
      return {
        ...cell,
        value:
          source.value === undefined
            ? null
            : databaseText(normalizedValue(source.value, dataElements.get(cell.dataElement)?.valueType ?? '')),
        comment: source.comment === undefined || source.comment === '' ? null : databaseText(source.comment),
        followUp: source.followUp ?? null,
        storedBy,
        deleted,
      };
    });
    await this.#context.values.upsert(rows, now);
  }

  #cell({ dataElement, orgUnit, period, categoryOptionCombo, attributeOptionCombo }: DecodedValue): Cell {
    const { defaultCombo } = this.#context.metadata.typed;
    return {
      dataElement,
      orgUnit,
      period: period.id,
      categoryOptionCombo: categoryOptionCombo ?? defaultCombo,
      attributeOptionCombo: attributeOptionCombo ?? defaultCombo,
    };
  }
}
