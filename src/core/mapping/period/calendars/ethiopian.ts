import type { CalendarSystem } from './calendar-system';
import { carried } from './calendar-system';

/** The first day of year 1, from 2015-01-01 = 2022-09-11 (dhis2/README.md section 13; transcript 1201). */
const FIRST_DAY = Date.UTC(2022, 8, 11) / 86_400_000 - (365 * 2014 + Math.floor(2015 / 4));
const DAYS_IN_FOUR_YEARS = 1461;

/**
 * Twelve months of 30 days, then Pagume: 5 days, 6 in the year before each year that 4 divides.
 *
 * To DHIS2 Pagume is no month: it lies in no period but those that run across the new year.
 */
export const ETHIOPIAN: CalendarSystem = {
  name: 'ethiopian',
  title: 'Ethiopian',
  monthNames: 'Meskerem Tikemet Hidar Tahesas Tir Yekatit Megabit Miazia Ginbot Sene Hamle Nehase Pagume'.split(' '),
  dayNumber,
  lastDay: (year, month) => dayNumber(year, month, 30),
  dateOf: (day) => {
    const days = day - FIRST_DAY;
    if (!(days >= 0)) return undefined;
    const year = Math.floor((4 * days + DAYS_IN_FOUR_YEARS + 2) / DAYS_IN_FOUR_YEARS);
    const dayOfYear = day - newYear(year);
    return { year, month: Math.floor(dayOfYear / 30) + 1, day: (dayOfYear % 30) + 1 };
  },
};

function dayNumber(givenYear: number, givenMonth: number, day: number): number {
  const { year, month } = carried(givenYear, givenMonth);
  return newYear(year) + 30 * (month - 1) + day - 1;
}

function newYear(year: number): number {
  return FIRST_DAY + 365 * (year - 1) + Math.floor(year / 4);
}
