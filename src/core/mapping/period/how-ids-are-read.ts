import type { LocalCalendar } from './calendars/calendars';
import { describePeriod } from './describe-period';
import { latestOpen } from './open-periods';

/** For the log and `check`: which calendar ids are of, with the last month that is over as an example. */
export function howIdsAreRead({ system, today }: LocalCalendar): string {
  const month = latestOpen(system, { type: 'Monthly', openFuturePeriods: 0, today });
  const example = month ? `: ${month.id} is read as ${describePeriod(month, system)}` : '';
  return (
    `This DHIS2 counts in the ${system.title} calendar, and so do the period ids of rows${example}. ` +
    '`period_from` turns Gregorian dates into such ids. Weeks are not written there.'
  );
}
