import type { CalendarDate } from '../calendar';

/** The calendars that period ids are written in; DHIS2's own names (`calendar` of `/api/system/info`). */
export type CalendarName = 'iso8601' | 'ethiopian' | 'nepali';

/**
 * A calendar as period ids need it: years, months 1 to 12, days.
 *
 * Days are counted since 1970-01-01 (ISO). A month below 1 or above 12 carries into the years, as with ISO ids.
 */
export interface CalendarSystem {
  readonly name: CalendarName;
  /** As sentences have it: `Ethiopian`. */
  readonly title: string;
  /** As DHIS2 calls its months (names in the answers of transcripts `ask-months`); Pagume is the thirteenth. */
  readonly monthNames: readonly string[];
  /** The day number of a date; NaN beyond the years that are known. The day is not checked. */
  dayNumber(year: number, month: number, day: number): number;
  /** The day number of the last day of a month; NaN beyond the years that are known. */
  lastDay(year: number, month: number): number;
  /** The date of a day; undefined beyond the years that are known. Ethiopian days of Pagume are month 13. */
  dateOf(day: number): CalendarDate | undefined;
}

/** Year and month (1 to 12) of a month that may lie outside 1 to 12. */
export function carried(year: number, month: number): { readonly year: number; readonly month: number } {
  const count = year * 12 + month - 1;
  return { year: Math.floor(count / 12), month: (((count % 12) + 12) % 12) + 1 };
}
