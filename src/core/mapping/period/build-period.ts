import type { CalendarDate } from './calendar';
import { firstWeekStart } from './calendar';
import type { CalendarSystem } from './calendars/calendar-system';
import type { PeriodRule, PeriodType } from './type';
import { ruleOf } from './type';

/** One period of DHIS2, read from its id. */
export interface Period {
  /** Canonical id: `202501`, `2023W05`. */
  readonly id: string;
  readonly type: PeriodType;
  /** First day, in days since 1970-01-01 (ISO, whatever the calendar of the id). */
  readonly start: number;
  /** Last day, inclusive, in days since 1970-01-01. */
  readonly end: number;
}

type WeeksRule = Extract<PeriodRule, { kind: 'weeks' }>;
type MonthsRule = Extract<PeriodRule, { kind: 'months' }>;

/** A day of a month that exists: 2.43 stores `20810132` as another id, and then loses the true one (nepali 2.43.1 1203 to 1205). */
export function dayPeriodIfReal(date: CalendarDate, calendar: CalendarSystem): Period | undefined {
  const { year, month, day } = date;
  if (!(month >= 1 && month <= 12 && day >= 1)) return undefined;
  const period = dayPeriod(date, calendar);
  return period.start <= calendar.lastDay(year, month) ? period : undefined;
}

/** A day of the calendar, which must exist. */
export function dayPeriod({ year, month, day }: CalendarDate, calendar: CalendarSystem): Period {
  const start = calendar.dayNumber(year, month, day);
  return { id: pad(year, 4) + pad(month, 2) + pad(day, 2), type: 'Daily', start, end: start };
}

/** A week or two of ISO 8601; undefined where the year has none of that number. */
export function weeksPeriod(type: PeriodType, year: number, number: number): Period | undefined {
  const rule = ruleOf(type) as WeeksRule;
  if (!(number >= 1 && number <= 53)) return undefined;
  const start = firstWeekStart(year, rule.startsOn) + (number - 1) * 7 * rule.weeks;
  if (start >= firstWeekStart(year + 1, rule.startsOn)) return undefined;
  return {
    id: pad(year, 4) + rule.infix + pad(number, 2),
    type,
    start,
    end: start + 7 * rule.weeks - 1,
  };
}

/** Which period of a year. */
export interface Counted {
  /** Of the id. */
  readonly year: number;
  /** Which one of the year's periods, from 1 on. */
  readonly number: number;
  readonly calendar: CalendarSystem;
}

/** From day 1 of its first month to the last day of its last one, whatever lies between. */
export function monthsPeriod(type: PeriodType, { year, number, calendar }: Counted): Period | undefined {
  const rule = ruleOf(type) as MonthsRule;
  if (!(number >= 1 && number <= 12 / rule.months)) return undefined;
  const month = rule.offset + (number - 1) * rule.months + 1;
  const start = calendar.dayNumber(year, month, 1);
  const end = calendar.lastDay(year, month + rule.months - 1);
  if (Number.isNaN(start) || Number.isNaN(end)) return undefined;
  return {
    id: pad(year, 4) + rule.infix + (rule.digits === 0 ? '' : pad(number, rule.digits)) + rule.suffix,
    type,
    start,
    end,
  };
}

function pad(number: number, length: number): string {
  return String(number).padStart(length, '0');
}
