import type { Period } from './build-period';
import type { CalendarSystem } from './calendars/calendar-system';
import { countedPeriod } from './period';
import type { PeriodType } from './type';

/** What decides which periods of a data set are open. */
export interface Opening {
  readonly type: PeriodType;
  /** `openFuturePeriods` of the data set: 0 closes the present period too (transcripts 086, 1168 of nepali 2.43.1). */
  readonly openFuturePeriods: number;
  /** The server's day, in days since 1970-01-01. */
  readonly today: number;
}

/** Days that an Ethiopian Pagume has at most. */
const MAX_GAP = 6;

/**
 * The last period that is open for data; undefined beyond the years that the calendar knows.
 *
 * On the days of Pagume, which some types leave out, the period before counts as the present one, and is over.
 */
export function latestOpen(calendar: CalendarSystem, { type, openFuturePeriods, today }: Opening): Period | undefined {
  const present = holding(calendar, type, today);
  if (present) return moved(calendar, present, openFuturePeriods - 1);
  const before = near(calendar, { type, day: today, direction: -1 });
  return before && moved(calendar, before, Math.max(0, openFuturePeriods - 1));
}

function holding(calendar: CalendarSystem, type: PeriodType, day: number): Period | undefined {
  const date = calendar.dateOf(day);
  return date && countedPeriod(date, type, calendar);
}

/** The period so many later, or before. */
function moved(calendar: CalendarSystem, from: Period, steps: number): Period | undefined {
  let period: Period | undefined = from;
  for (let left = Math.abs(steps); left > 0 && period; left -= 1) {
    const day = steps > 0 ? period.end : period.start;
    period = near(calendar, { type: period.type, day, direction: steps > 0 ? 1 : -1 });
  }
  return period;
}

/** The period that comes next to a day, before (-1) or after (1) it, over the days that no period holds. */
function near(
  calendar: CalendarSystem,
  { type, day, direction }: { readonly type: PeriodType; readonly day: number; readonly direction: 1 | -1 },
): Period | undefined {
  for (let away = 1; away <= MAX_GAP + 1; away += 1) {
    const period = holding(calendar, type, day + away * direction);
    if (period) return period;
  }
  return undefined;
}
