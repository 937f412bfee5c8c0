import type { CalendarDate } from '../calendar';
import { dayNumber } from '../calendar';
import type { CalendarSystem } from './calendar-system';

const MS_PER_DAY = 86_400_000;

/** ISO 8601, which DHIS2 counts in unless told otherwise; its `gregorian` gives the same ids and days (transcripts 1001 on). */
export const ISO: CalendarSystem = {
  name: 'iso8601',
  title: 'ISO 8601',
  monthNames: 'January February March April May June July August September October November December'.split(' '),
  dayNumber,
  lastDay: (year, month) => dayNumber(year, month + 1, 1) - 1,
  dateOf: isoDateOf,
};

/** The Gregorian date of a day. @param day - Since 1970-01-01. */
export function isoDateOf(day: number): CalendarDate {
  const date = new Date(day * MS_PER_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
