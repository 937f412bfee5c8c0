import type { TimeOfDay, Timestamp } from '../period/timestamp';
import { readTimeOfDay, readTimestamp } from '../period/timestamp';
import type { Misfit, ValueRule } from './rule';

const NOT_A_DATE: Misfit = { why: 'is not a date of the form 2025-01-31' };
const ZONED_DATE: Misfit = {
  why: 'is a timestamp with a time zone, and its day depends on the zone; cast it to ::date in the view',
};
const DATE_WITH_TIME: Misfit = {
  why: 'has a time of day, but the element takes a date; cast it to ::date in the view',
};
const NOT_A_DATETIME: Misfit = { why: 'is not a date with a time of day of the form 2025-01-31T09:30:00' };
const DATE_WITHOUT_TIME: Misfit = {
  why: 'is a date without a time of day, but the element takes both; cast it to ::timestamp in the view',
};
const TOO_FINE: Misfit = {
  why: "is finer than DHIS2 stores it; cut it with date_trunc('second', …) in the view",
};
const ODD_ZONE: Misfit = { why: 'has a zone with seconds, which DHIS2 does not take' };
const NOT_A_TIME: Misfit = { why: 'is not a time of day of the form 09:30' };
const TIME_WITH_SECONDS: Misfit = { why: 'has seconds, but DHIS2 keeps a time of day as hours and minutes' };

/** `2025-01-31`, or a timestamp without zone at midnight, of which the day is kept. */
export const date: ValueRule = (text) => {
  const timestamp = readTimestamp(text);
  if (!timestamp) return NOT_A_DATE;
  if (timestamp.zone !== undefined) return ZONED_DATE;
  return timestamp.time === undefined || isMidnight(timestamp.time) ? text.slice(0, 10) : DATE_WITH_TIME;
};

/**
 * `2025-01-31T09:30:00`, with a zone if the text has one.
 *
 * DHIS2 takes milliseconds only before a zone (`DateUtils.dateTimeIsValid`): a finer time is refused, never cut.
 */
export const dateTime: ValueRule = (text) => {
  const timestamp = readTimestamp(text);
  if (!timestamp) return NOT_A_DATETIME;
  if (timestamp.time === undefined) return DATE_WITHOUT_TIME;
  const zone = dhis2Zone(timestamp);
  if (zone === undefined) return ODD_ZONE;
  const { hour, minute, second, fraction } = timestamp.time;
  if (fraction !== undefined && (zone === '' || fraction.length > 3)) return TOO_FINE;
  const seconds = second === undefined ? '' : `:${second}`;
  const millis = fraction === undefined ? '' : `.${fraction.padEnd(3, '0')}`;
  return `${text.slice(0, 10)}T${hour}:${minute}${seconds}${millis}${zone}`;
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

/** `Z` or `+0300`; empty where the text has no zone, undefined where DHIS2 knows no such zone. */
function dhis2Zone({ zone }: Timestamp): string | undefined {
  if (zone === undefined) return '';
  if (zone === 'Z' || zone === 'z') return 'Z';
  const digits = zone.slice(1).replace(/:/g, '');
  return digits.length > 4 ? undefined : zone.charAt(0) + digits.padEnd(4, '0');
}
