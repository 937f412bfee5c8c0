import type { CalendarDate } from './calendar';
import { dayNumber } from './calendar';
import type { Period } from './build-period';
import type { CalendarSystem } from './calendars/calendar-system';
import { describeDate } from './describe-period';
import { countedPeriod, parsePeriod } from './period';
import type { PeriodType } from './type';
import { PERIOD_TYPES, ruleOf } from './type';
import type { Dhis2Habits } from '../../model/version';
import { unwritableType } from './written-types';

/** Types that run across the Ethiopian new year, and so hold Pagume (dhis2/README.md section 13). */
const HOLD_PAGUME = 'QuarterlyNov, SixMonthlyApril, SixMonthlyNov and the Financial types';

/** Why a text or a date is no period of the server's calendar: a sentence or two, with what to do. */
export class NoPeriod {
  constructor(readonly text: string) {}
}

/** Reads periods for a server that counts in another calendar than ISO 8601. */
export class LocalPeriods {
  readonly #calendar: CalendarSystem;
  readonly #habits: Dhis2Habits;

  constructor(calendar: CalendarSystem, habits: Dhis2Habits) {
    this.#calendar = calendar;
    this.#habits = habits;
  }

  /** The period of an id, which is one of the server's calendar. */
  fromId(id: string): Period | NoPeriod {
    const period = parsePeriod(id, this.#calendar);
    if (period) return period;
    const isoType = parsePeriod(id)?.type ?? weekType(id);
    const unwritable = isoType && unwritableType(isoType, this.#calendar, this.#habits);
    return unwritable === undefined ? this.#misread(id) : new NoPeriod(unwritable);
  }

  /** The period of the type that holds a Gregorian date. */
  holding(date: CalendarDate, type: PeriodType): Period | NoPeriod {
    const unwritable = unwritableType(type, this.#calendar, this.#habits);
    if (unwritable !== undefined) return new NoPeriod(unwritable);
    const local = this.#calendar.dateOf(dayNumber(date.year, date.month, date.day));
    const period = local && countedPeriod(local, type, this.#calendar);
    if (period) return period;
    const shown = `${date.year}-${two(date.month)}-${two(date.day)}`;
    if (!local || local.month <= 12) return new NoPeriod(`The date ${shown} lies beyond ${this.#reach()}.`);
    return new NoPeriod(
      `The date ${shown} is ${describeDate(local, this.#calendar)}, and no ${type} period of this DHIS2 holds Pagume. ` +
        `In the view, give the date of the month that the value counts for; ${HOLD_PAGUME} hold Pagume.`,
    );
  }

  /** What is wrong with an id that may look like a month or a day. */
  #misread(id: string): NoPeriod {
    const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)?$/.exec(id) ?? [];
    const { title, monthNames } = this.#calendar;
    if (year === undefined || month === undefined) {
      return new NoPeriod(`It is no period id of the ${title} calendar, in which this DHIS2 counts.`);
    }
    const known = !Number.isNaN(this.#calendar.lastDay(Number(year), 1)) && Number(year) > 0;
    if (!known) return new NoPeriod(`It lies beyond ${this.#reach()}.`);
    if (month === '13' && monthNames.length === 13) {
      return new NoPeriod(
        `Month 13 is Pagume, which DHIS2 has neither a month nor days for. Add its values to those of the month before ` +
          `or after it in the view; ${HOLD_PAGUME} hold Pagume.`,
      );
    }
    if (Number(month) < 1 || Number(month) > 12) {
      return new NoPeriod(`Its month is ${month}, and the ${title} calendar of this DHIS2 has the months 01 to 12.`);
    }
    const last = this.#calendar.lastDay(Number(year), Number(month));
    const days = last - this.#calendar.dayNumber(Number(year), Number(month), 1) + 1;
    return new NoPeriod(`Its day is ${day}, and ${monthNames[Number(month) - 1]} ${year} has the days 01 to ${days}.`);
  }

  #reach(): string {
    return this.#calendar.name === 'nepali'
      ? 'the Nepali years that DHIS2 counts rightly, 2000 to 2100 (1943-04-14 to 2044-04-15)'
      : `the years of the ${this.#calendar.title} calendar`;
  }
}

/** The type of an id that names a week, even one that no year has. */
function weekType(id: string): PeriodType | undefined {
  const infix = /^\d{4}([A-Za-z]+)\d{1,2}$/.exec(id)?.[1];
  return PERIOD_TYPES.find((type) => {
    const rule = ruleOf(type);
    return rule.kind === 'weeks' && rule.infix === infix;
  });
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
