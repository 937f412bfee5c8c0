import { isRealDate } from './calendar';

/** What a cell of a `period_from` column holds. */
export type PeriodDate =
  | { readonly kind: 'date'; readonly year: number; readonly month: number; readonly day: number }
  /** A timestamp with a zone, whose day depends on where one stands: the caller advises `::date`. */
  | { readonly kind: 'zoned' }
  | { readonly kind: 'invalid' };

/** `yyyy-mm-dd`, then perhaps a time of day, then perhaps a zone, as PostgreSQL and Airbyte write them. */
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?( ?(?:Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?))?)?$/i;

/** Reads the value of a `period_from` column: a date, or a timestamp without zone, of which the day is taken. */
export function readDate(text: string): PeriodDate {
  const match = DATE.exec(text);
  if (!match) return { kind: 'invalid' };
  const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  if (!isRealDate(date)) return { kind: 'invalid' };
  return match[4] === undefined ? { kind: 'date', ...date } : { kind: 'zoned' };
}
