import { isoDate, localDateTime } from '../clock';
import type { Context } from '../context';
import type { DataSet } from '../metadata/model';
import { addDays } from '../periods/period';
import type { Period } from '../periods/period';

/** When data of a period may be entered, by the clock and the data set's settings. */
export class EntryWindow {
  readonly #context: Context;
  readonly #today: string;
  readonly #latest = new Map<string, Period | undefined>();

  constructor(context: Context) {
    this.#context = context;
    this.#today = isoDate(context.clock.now());
  }

  /** The last period that is open: with `openFuturePeriods` 0 the one before the present one (transcript 086). */
  latestOpen(set: DataSet): Period | undefined {
    if (!this.#latest.has(set.id)) {
      const current = this.#context.periods.at(set.periodType, this.#present());
      const latest = current && this.#context.periods.shift(current, set.openFuturePeriods - 1);
      this.#latest.set(set.id, latest);
    }
    return this.#latest.get(set.id);
  }

  /** Whether the period lies after the last open one. */
  isFuture(period: Period, set: DataSet): boolean {
    // Up to 2.42 it is not checked outside ISO 8601 (transcripts 1156 to 1161 of ethiopian 2.41.9.1).
    if (this.#context.periods.calendar && this.#context.traits.line !== '2.43') return false;
    const latest = this.latestOpen(set);
    return latest !== undefined && period.start > latest.start;
  }

  /** 2.43 takes the Gregorian year, month and day for Ethiopian ones there (transcripts 1186 to 1190 of ethiopian 2.43.1). */
  #present(): string {
    const { calendar } = this.#context.periods;
    if (calendar?.name !== 'ethiopian') return this.#today;
    const [year = 0, month = 0, day = 0] = this.#today.split('-').map(Number);
    return calendar.isoDay({ year, month, day: Math.min(day, 30) }) ?? this.#today;
  }

  /** Whether the expiry days after the end of the period are over. */
  isExpired(period: Period, set: DataSet): boolean {
    return set.expiryDays > 0 && this.#today > addDays(period.end, set.expiryDays);
  }

  /**
   * Whether the input periods of the data set speak against the period: up to 2.42 if it is not among them or not open now
   * (transcripts 1000-1008). 2.43.1 has the dates the wrong way round: it refuses what is open.
   */
  isShut(period: Period, { inputPeriods }: DataSet): boolean {
    const listed = inputPeriods.filter((input) => input.period === period.id);
    if (listed.length === 0) return inputPeriods.length > 0;
    const now = localDateTime(this.#context.clock.now());
    const isOpen = listed.some(({ opens, closes }) => (opens ?? now) <= now && (closes ?? now) >= now);
    return this.#context.traits.line === '2.43' ? isOpen : !isOpen;
  }
}
