import { ISO } from '../period/calendars/iso';
import type { LocalCalendar } from '../period/calendars/calendars';
import { describePeriod, nameOf } from '../period/describe-period';
import { latestOpen } from '../period/open-periods';
import type { Period } from '../period/period';
import { parsePeriod } from '../period/period';
import type { DataSet } from '../metadata/metadata';
import { Refused } from '../row/refused';
import { causeOfCode, type CauseTag } from '../../model/cause';
import { TRAITS } from '../../model/traits';
import type { Dhis2Habits } from '../../model/version';

/** The code of what cannot be written to a server that counts in another calendar than ISO 8601. */
export const CALENDAR = 'CALENDAR';

const DAYS_A_YEAR = 365.25;
/** An id that is further back than this, and would be recent as a Gregorian one, was meant as that. */
const LONG_AGO = 50 * DAYS_A_YEAR;
const RECENT = 20 * DAYS_A_YEAR;

/**
 * Tells which periods are not sent to a server that counts in another calendar than ISO 8601, whether preflight is on or not.
 *
 * A Gregorian id is a local one of other days there: 202501 is September 2032 to an Ethiopian server, and April 1968 to a
 * Nepali one. No version refuses all of these (transcripts 1156 to 1161 and 1186 to 1190 of ethiopian 2.43.1, 1151 to 1156
 * of nepali 2.41.9.1).
 */
export class LocalCalendarCheck {
  readonly #calendar: LocalCalendar;
  readonly #inFuture: CauseTag;
  readonly #byDate: boolean;
  readonly #latest = new Map<string, Period | undefined>();

  /** @param byDate - Rows give Gregorian dates (`period_from`): no id was written by a person, and none is mistaken. */
  constructor(calendar: LocalCalendar, habits: Dhis2Habits, byDate = false) {
    this.#calendar = calendar;
    this.#byDate = byDate;
    this.#inFuture = { cause: 'period-in-future', code: TRAITS[habits].codes === 'E76' ? 'E7641' : 'E8030' };
  }

  /** Whether the period may be sent for the data set. */
  checkPeriod(set: DataSet, period: Period): Refused | undefined {
    const latest = this.#latestOpen(set, period);
    if (latest === undefined || period.start > latest.start) return this.#notOpen(set, period, latest);
    const { system, today } = this.#calendar;
    if (period.end > today - LONG_AGO || !this.#isRecentGregorian(period.id)) return undefined;
    return new Refused(
      { cause: causeOfCode(CALENDAR), code: CALENDAR },
      `The period ${period.id} is ${describePeriod(period, system)} here.${this.#meant(period.id)}`,
    );
  }

  #notOpen({ uid }: DataSet, period: Period, latest: Period | undefined): Refused {
    const { system } = this.#calendar;
    const until = latest ? `takes periods up to ${latest.id} (${nameOf(latest, system)})` : 'does not take it yet';
    return new Refused(
      this.#inFuture,
      `The period ${period.id} is ${describePeriod(period, system)} here, and data set ${uid} ${until}.` +
        this.#meant(period.id),
    );
  }

  #latestOpen({ openFuturePeriods = 0 }: DataSet, { type }: Period): Period | undefined {
    const key = `${type} ${openFuturePeriods}`;
    if (!this.#latest.has(key)) {
      const { system, today } = this.#calendar;
      this.#latest.set(key, latestOpen(system, { type, openFuturePeriods, today }));
    }
    return this.#latest.get(key);
  }

  #isRecentGregorian(id: string): boolean {
    if (this.#byDate) return false;
    const iso = parsePeriod(id);
    const { today } = this.#calendar;
    return iso !== undefined && iso.end > today - RECENT && iso.start < today + DAYS_A_YEAR;
  }

  /** What else the id may stand for, as a further sentence. */
  #meant(id: string): string {
    if (!this.#isRecentGregorian(id)) return '';
    return (
      ` Was ${nameOf(parsePeriod(id)!, ISO)} meant? Ids in rows are of the ${this.#calendar.system.title} calendar, as in ` +
      'DHIS2; with a Gregorian date in a column, use `period_from`.'
    );
  }
}
