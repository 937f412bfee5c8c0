import { NEPALI_MONTHS } from './nepali-months';

/** A date of a calendar; months count from 1. */
export interface LocalDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** A calendar other than ISO 8601 that a server may be set to. */
export interface LocalCalendar {
  readonly name: string;
  readonly months: readonly string[];
  /** The ISO day (`YYYY-MM-DD`) of a date; days beyond the month run on into the next one. */
  isoDay(date: LocalDate): string | undefined;
  /** Days of a month, 1 to 12; 0 where the calendar does not have it. */
  daysIn(year: number, month: number): number;
  /** The date of an ISO day. */
  dateOf(day: string): LocalDate | undefined;
  /** Whether ids of days and months that do not exist are read as others (Nepali 20810132, 208100). */
  readonly lenient: boolean;
}

const DAY_MS = 86_400_000;
/** Julian day numbers of 1970-01-01, and of 1 Meskerem of the year 1. */
const JULIAN_1970 = 2_440_588;
const JULIAN_MESKEREM = 1_724_221;

const ETHIOPIAN: LocalCalendar = {
  name: 'ethiopian',
  months: 'Meskerem Tikemet Hidar Tahesas Tir Yekatit Megabit Miazia Ginbot Sene Hamle Nehase'.split(' '),
  isoDay: ({ year, month, day }) => text(meskerem(year) + 30 * (month - 1) + day - 1),
  daysIn: (year, month) => (year > 0 && month >= 1 && month <= 12 ? 30 : 0),
  dateOf: (day) => {
    const number = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
    let year = Number(day.slice(0, 4)) - 7;
    while (meskerem(year) > number) year -= 1;
    const since = number - meskerem(year);
    return { year, month: Math.floor(since / 30) + 1, day: (since % 30) + 1 };
  },
  lenient: false,
};

const FIRST_NEPALI = Date.UTC(1943, 3, 14) / DAY_MS;

const NEPALI: LocalCalendar = {
  name: 'nepali',
  months: 'Baishak Jestha Asar Shrawan Bhadra Ashwin Kartik Mangsir Poush Magh Falgun Chaitra'.split(' '),
  isoDay: ({ year, month, day }) => {
    const start = nepaliStart(year, month);
    return start === undefined ? undefined : text(start + day - 1);
  },
  daysIn: nepaliDays,
  dateOf: (day) => {
    const number = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
    let year = Math.min(2100, Math.max(2000, Number(day.slice(0, 4)) + 57));
    while ((nepaliStart(year, 1) ?? -Infinity) > number) year -= 1;
    for (let month = 12; month >= 1; month -= 1) {
      const start = nepaliStart(year, month);
      if (start !== undefined && start <= number) return { year, month, day: number - start + 1 };
    }
    return undefined;
  },
  lenient: true,
};

/** The calendar of a setting; undefined for ISO 8601, which unknown names stand for too (transcript 1228). */
export function localCalendar(setting: string): LocalCalendar | undefined {
  return [ETHIOPIAN, NEPALI].find(({ name }) => name === setting);
}

function meskerem(year: number): number {
  return JULIAN_MESKEREM - JULIAN_1970 + 365 * (year - 1) + Math.floor(year / 4);
}

function nepaliDays(year: number, month: number): number {
  const letter = NEPALI_MONTHS[year - 2000]?.charAt(month - 1) ?? '';
  return letter === '' ? 0 : 29 + 'abcd'.indexOf(letter);
}

const YEAR_STARTS: number[] = [];

function nepaliStart(year: number, month: number): number | undefined {
  if (YEAR_STARTS.length === 0) {
    let start = FIRST_NEPALI;
    for (const months of NEPALI_MONTHS) {
      YEAR_STARTS.push(start);
      for (let index = 1; index <= months.length; index += 1) start += nepaliDays(2000 + YEAR_STARTS.length - 1, index);
    }
  }
  let start = YEAR_STARTS[year - 2000];
  if (start === undefined) return undefined;
  for (let before = 1; before < month; before += 1) start += nepaliDays(year, before);
  return start;
}

const text = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);
