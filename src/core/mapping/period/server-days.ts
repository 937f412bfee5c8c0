import type { CalendarSystem } from './calendars/calendar-system';
import { isoDateOf } from './calendars/iso';
import { describeDays, nameOf } from './describe-period';
import { parsePeriod } from './period';

/** First and last day of a period, in days since 1970-01-01. */
export interface Days {
  readonly start: number;
  readonly end: number;
}

/** Patch versions whose Nepali months of 2081 to 2083, or of 2084 on, have other lengths (source; dhis2/README.md section 13). */
const OTHER_NEPALI_MONTHS = '2.40.7, 2.40.8, 2.41.4, 2.42.0 and 2.42.1';

/**
 * What is wrong with the days that the server gives a period, for people; undefined where they are those that the connector
 * counts with.
 *
 * @param days - Undefined where the server gives the id none: it takes it for a second spelling (transcript 1189 of nepali 2.41.9.1).
 */
export function contradiction(id: string, days: Days | undefined, calendar: CalendarSystem): string | undefined {
  const period = parsePeriod(id, calendar);
  if (!period || (days && days.start === period.start && days.end === period.end)) return undefined;
  const theirs = days ? `${describeDays(days)} in DHIS2` : 'no period of DHIS2';
  return (
    `The period ${id} (${nameOf(period, calendar)}) is ${theirs}, and ${describeDays(period)} for the connector: nothing was ` +
    `sent for it. DHIS2 ${OTHER_NEPALI_MONTHS} have months of other lengths: update DHIS2 to the newest patch of its ` +
    'version. If it stays so, report it to the authors of the connector.'
  );
}

/** The days from the first to the last one of some periods, as `yyyy-mm-dd`. */
export function spanOf(
  ids: readonly string[],
  calendar: CalendarSystem,
): { readonly from: string; readonly to: string } {
  const periods = ids.flatMap((id) => parsePeriod(id, calendar) ?? []);
  return {
    from: isoText(Math.min(...periods.map(({ start }) => start))),
    to: isoText(Math.max(...periods.map(({ end }) => end))),
  };
}

/**
 * Of the ids that the server shows for the days of some periods, one that means other days, and so is the name of an upgrade;
 * undefined where there is none.
 *
 * The upgrade to 2.43 named the periods of servers with another calendar as if they were Gregorian: 201501 is `202209` there
 * (transcripts 1246 to 1257 of ethiopian 2.43.1).
 */
export function renamedAmong(
  shown: readonly string[],
  ids: readonly string[],
  calendar: CalendarSystem,
): string | undefined {
  const asked = ids.flatMap((id) => parsePeriod(id, calendar) ?? []);
  const types = new Set(asked.map(({ type }) => type));
  return shown.find((id) => {
    const gregorian = parsePeriod(id);
    if (!gregorian || !types.has(gregorian.type)) return false;
    const local = parsePeriod(id, calendar);
    const isMeant = local && asked.some(({ start, end }) => start <= local.end && local.start <= end);
    return !isMeant && asked.some(({ start, end }) => start <= gregorian.end && gregorian.start <= end);
  });
}

function isoText(day: number): string {
  const { year, month, day: date } = isoDateOf(day);
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}
