import { isRealDate } from '../period/calendar';
import type { TimeOfDay } from '../period/timestamp';
import { readTimeOfDay, readTimestamp } from '../period/timestamp';
import type { Misfit, ValueRule } from './rule';

const NOT_A_DATE: Misfit = { why: 'is not a date of the form 2025-01-31' };
const ZONED_DATE: Misfit = {
  why: 'is a timestamp with a time zone, and its day depends on the zone; cast it to ::date in the view',
};
const DATE_WITH_TIME: Misfit = {
  why: 'has a time of day, but the element takes a date; cast it to ::date in the view',
};
const DATE_WITH_TAIL: Misfit = { why: 'has something behind the date; cast it to ::date in the view' };
const BEFORE_CHRIST: Misfit = { why: 'is a date before the year 1 (BC), which DHIS2 does not take' };
const NOT_A_DATETIME: Misfit = { why: 'is not a date with a time of day of the form 2025-01-31T09:30:00' };
const DATE_WITHOUT_TIME: Misfit = {
  why: 'is a date without a time of day, but the element takes both; cast it to ::timestamp in the view',
};
const ODD_YEAR: Misfit = { why: 'has a year that is not written as 0001 to 9999' };
const TOO_FINE: Misfit = {
  why: 'is finer than the millionths of a second that DHIS2 takes; cast it to ::timestamp in the view',
};
const NOT_A_TIME: Misfit = { why: 'is not a time of day of the form 09:30' };
const TIME_WITH_SECONDS: Misfit = { why: 'has seconds, but DHIS2 keeps a time of day as hours and minutes' };

/** `2025-01-31`, or a timestamp without zone at midnight, of which the day is kept. */
export const date: ValueRule = (text) => {
  const timestamp = readTimestamp(text);
  if (!timestamp && / BC$/i.test(text)) return BEFORE_CHRIST;
  if (!timestamp) return text.length > 10 && readTimestamp(text.slice(0, 10)) ? DATE_WITH_TAIL : NOT_A_DATE;
  if (timestamp.zone !== undefined) return ZONED_DATE;
  return timestamp.time === undefined || isMidnight(timestamp.time) ? text.slice(0, 10) : DATE_WITH_TIME;
};

const DAY = String.raw`([+-]?\d{1,9})-(\d{1,2})-(\d{1,2})`;
const HOUR = String.raw`(?:[01]?\d|2[0-3])`;
const SIXTIETH = String.raw`[0-5]?\d`;
const SIXTY = String.raw`[0-5]\d`;
const ZONE = `(?:Z|[+-](?:[01]\\d|2[0-3])(?:${SIXTY}(?:${SIXTY})?|:${SIXTY}(?::${SIXTY})?)?)`;

/**
 * What DHIS2 takes for DATETIME (`DateUtils.dateTimeIsValid`, as value-matrix.json shows): six digits of a second, nine
 * before a zone, and a blank for the `T` only between seconds without a fraction and a zone.
 */
const DHIS2_DATETIME = new RegExp(
  `^${DAY}(?:T${HOUR}(?::${SIXTIETH})?${ZONE}?` +
    `|T${HOUR}:${SIXTIETH}:${SIXTIETH}(?:(?:\\.\\d{1,6})?|(?:\\.\\d{1,9})?${ZONE})` +
    `| ${HOUR}:${SIXTIETH}:${SIXTIETH}${ZONE})$`,
  'i',
);

/** Digits of a second that DHIS2 takes where no zone follows. */
const MAX_FRACTION = 6;

/** A date and a time of day, with a zone if the text has one. A text that DHIS2 takes stays as it is. */
export const dateTime: ValueRule = (text) => {
  const match = DHIS2_DATETIME.exec(text);
  if (match) return misfitOfDay(match) ?? text;
  const timestamp = readTimestamp(text);
  if (!timestamp) return NOT_A_DATETIME;
  const { time, zone = '' } = timestamp;
  if (time === undefined) return DATE_WITHOUT_TIME;
  const { hour, minute, second, fraction } = time;
  if (fraction !== undefined && zone === '' && fraction.length > MAX_FRACTION) return TOO_FINE;
  const spelt = `${text.slice(0, 10)}T${hour}:${minute}${second === undefined ? '' : `:${second}`}`;
  const sent = `${spelt}${fraction === undefined ? '' : `.${fraction}`}${zone}`;
  return DHIS2_DATETIME.test(sent) ? sent : NOT_A_DATETIME;
};

/** `09:30`; seconds are dropped only where they are zero. */
export const timeOfDay: ValueRule = (text) => {
  if (/^\d:[0-5]\d$/.test(text)) return text;
  const time = readTimeOfDay(text);
  if (!time) return NOT_A_TIME;
  if (Number(time.second ?? 0) !== 0 || time.fraction !== undefined) return TIME_WITH_SECONDS;
  return `${time.hour}:${time.minute}`;
};

function isMidnight({ hour, minute, second, fraction }: TimeOfDay): boolean {
  return hour === '00' && minute === '00' && Number(second ?? 0) === 0 && fraction === undefined;
}

/** DHIS2 takes the years 99 and 0 and +12025 too, as no database writes them. */
function misfitOfDay([, year = '', month, day]: RegExpExecArray): Misfit | undefined {
  // 400 years later the days of the months are the same.
  const alike = 2000 + (Math.abs(Number(year)) % 400);
  if (!isRealDate({ year: alike, month: Number(month), day: Number(day) })) return NOT_A_DATETIME;
  return year.length === 4 && Number(year) > 0 ? undefined : ODD_YEAR;
}
