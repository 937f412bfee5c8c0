import type { CalendarSystem } from './calendars/calendar-system';
import { ISO } from './calendars/iso';
import type { PeriodType } from './type';
import { ruleOf } from './type';
import { TRAITS } from '../../model/traits';
import type { Dhis2Habits } from '../../model/version';

/** Whether periods of the type are written to a server that counts in the calendar. */
export function isWritableType(type: PeriodType, calendar: CalendarSystem): boolean {
  return calendar === ISO || ruleOf(type).kind !== 'weeks';
}

/**
 * Why periods of the type are not written to a server that counts in the calendar, with what to do; undefined where they
 * are: all types in ISO 8601, days, months and what is made of months in the others (calendars.json).
 */
export function unwritableType(type: PeriodType, calendar: CalendarSystem, habits: Dhis2Habits): string | undefined {
  const rule = ruleOf(type);
  if (isWritableType(type, calendar) || rule.kind !== 'weeks') return undefined;
  const { unreadablePeriodFailsRequest: fails, namesPeriodsById } = TRAITS[habits];
  // Transcripts 1040 to 1067 (Ethiopian): the ids of weeks are refused, those of bi-weeks end as others or as nothing.
  const weeks = fails
    ? 'answers an error to every request that holds a week (500)'
    : 'refuses the id of every week (E7611)';
  const biWeeks = namesPeriodsById
    ? 'stores bi-weeks under the ids of others, or stores nothing and reports success'
    : 'stores bi-weeks under the ids of others';
  return (
    `${type} periods are not written to a DHIS2 that counts in the ${calendar.title} calendar: ` +
    `DHIS2 ${habits} ${rule.weeks === 1 ? weeks : biWeeks} there. Use a data set of days or months.`
  );
}
