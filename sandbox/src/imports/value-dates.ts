import type { LocalCalendar } from '../periods/local-calendar';

/** Day, then anything on one line that ends in a letter, a digit or `_`: `2025-01-31T25:00:00`, `2025-01-31x`. */
const DATE = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([^\n\r\u0085\u2028\u2029]*[\p{L}\p{Nd}_])?\p{Mn}*$/u;

/** DATE and AGE (source: DateUtils.dateIsValid of 2.42.5.2); the year 0 is none. */
export function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  return Number(year) > 0 && isDay(Number(year), Number(month), Number(day));
}

/** The same where another calendar is set: days of its months (transcripts 1123 to 1132, 1213 to 1217 of ethiopian 2.43.1). */
export function isLocalDate(text: string, calendar: LocalCalendar): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return Number(day) >= 1 && Number(day) <= calendar.daysIn(Number(year), Number(month));
}

const DAY = String.raw`([+-]?\d{1,9})-(\d{1,2})-(\d{1,2})`;
const HOUR = String.raw`([01]?\d|2[0-3])`;
const SIXTIETH = String.raw`[0-5]?\d`;
const TWO_SIXTIETHS = String.raw`[0-5]\d`;
const ZONE = String.raw`(Z|[+-]([01]\d|2[0-3])(${TWO_SIXTIETHS}(${TWO_SIXTIETHS}(\d{1,3})?)?|:${TWO_SIXTIETHS}(:${TWO_SIXTIETHS}([.,]\d{1,3})?)?)?)`;

/** What DATETIME may look like: fractions of up to six digits, nine before a zone; a blank for the `T` only with a zone. */
const DATE_TIMES = [
  `T${HOUR}(:${SIXTIETH})?${ZONE}?`,
  String.raw`T${HOUR}:${SIXTIETH}:${SIXTIETH}((\.\d{1,6})?|(\.\d{1,9})?${ZONE})`,
  ` ${HOUR}:${SIXTIETH}:${SIXTIETH}${ZONE}`,
].map((time) => new RegExp(`^${DAY}${time}$`, 'i'));

/** DATETIME: what the fourteen patterns of DateUtils of 2.42.5.2 take by Joda's lenient reading; one digit will do for two. */
export function isDateTime(text: string): boolean {
  return DATE_TIMES.some((pattern) => {
    const [, year, month, day] = pattern.exec(text) ?? [];
    return year !== undefined && isDay(Number(year), Number(month), Number(day));
  });
}

/** TIME: hours and minutes (source: ValidationUtils.timeIsValid). */
export function isTime(text: string): boolean {
  return /^([01]?\d|2[0-3]):[0-5]\d$/.test(text);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(year: number, month: number, day: number): boolean {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= days;
}
