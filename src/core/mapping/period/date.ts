import { readTimestamp } from './timestamp';

/** What a cell of a `period_from` column holds. */
export type PeriodDate =
  | { readonly kind: 'date'; readonly year: number; readonly month: number; readonly day: number }
  /** A timestamp with a zone: which day it means depends on where one stands. */
  | { readonly kind: 'zoned' }
  | { readonly kind: 'invalid' };

/**
 * Reads the value of a `period_from` column: a date, or a timestamp without zone, of which the day is taken.
 *
 * A zone is never resolved: midnight in Nairobi is yesterday in UTC, and would move a month's report.
 */
export function readDate(text: string): PeriodDate {
  const timestamp = readTimestamp(text);
  if (!timestamp) return { kind: 'invalid' };
  if (timestamp.zone !== undefined) return { kind: 'zoned' };
  return { kind: 'date', year: timestamp.year, month: timestamp.month, day: timestamp.day };
}
