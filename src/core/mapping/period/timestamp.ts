import type { CalendarDate } from './calendar';
import { isRealDate } from './calendar';

/** A date as PostgreSQL and Airbyte write it, with the time of day and the zone if the text has them. */
export interface Timestamp extends CalendarDate {
  readonly time?: TimeOfDay;
  /** `Z`, or an offset such as `+03:00`, as it was written. */
  readonly zone?: string;
}

/** The parts of a time of day, as they were written. */
export interface TimeOfDay {
  /** Two digits, 00 to 23. */
  readonly hour: string;
  readonly minute: string;
  readonly second?: string;
  /** Digits after the second's point, without trailing zeros; absent if there was none but zeros. */
  readonly fraction?: string;
}

const TIMESTAMP =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?: ?(Z|z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?))?)?$/;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?$/;

/** Reads `yyyy-mm-dd`, then perhaps `T` or a blank and a time of day, then perhaps a zone; undefined for anything else. */
export function readTimestamp(text: string): Timestamp | undefined {
  const match = TIMESTAMP.exec(text);
  if (!match) return undefined;
  const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  if (!isRealDate(date)) return undefined;
  if (match[4] === undefined) return date;
  const time = readTimeOfDay(match[4]);
  if (!time) return undefined;
  return match[5] === undefined ? { ...date, time } : { ...date, time, zone: match[5] };
}

/** Reads `HH:mm`, perhaps with seconds and a fraction of them; undefined for anything else. */
export function readTimeOfDay(text: string): TimeOfDay | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, hour = '', minute = '', second, digits = ''] = match;
  const fraction = digits.replace(/0+$/, '');
  return { hour, minute, ...(second !== undefined && { second }), ...(fraction !== '' && { fraction }) };
}
