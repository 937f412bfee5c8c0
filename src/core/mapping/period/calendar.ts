/** A day of the Gregorian calendar. */
export interface CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MS_PER_DAY = 86_400_000;

/** Days of the month; 0 for a month that does not exist. */
function daysInMonth(year: number, month: number): number {
  if (month === 2 && isLeapYear(year)) return 29;
  return MONTH_LENGTHS[month - 1] ?? 0;
}

/** Whether the day exists in the Gregorian calendar, in the years 1 to 9999; NaN never does. */
export function isRealDate({ year, month, day }: CalendarDate): boolean {
  return year >= 1 && year <= 9999 && day >= 1 && day <= daysInMonth(year, month);
}

/** Days since 1970-01-01; `month` may lie outside 1 to 12 and then carries into the years. */
export function dayNumber(year: number, month: number, day: number): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; 400 years are always 146,097 days.
  return Date.UTC(year + 400, month - 1, day) / MS_PER_DAY - 146_097;
}

/** 0 for Monday to 6 for Sunday. */
export function weekday(days: number): number {
  return (((days + 3) % 7) + 7) % 7;
}

/**
 * The day on which week 1 of a year starts: the week that holds 4 January (ISO 8601, for any first day of the week).
 *
 * @param startsOn - First day of the week, 0 for Monday to 6 for Sunday.
 */
export function firstWeekStart(year: number, startsOn: number): number {
  const fourth = dayNumber(year, 1, 4);
  return fourth - ((weekday(fourth) - startsOn + 7) % 7);
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
