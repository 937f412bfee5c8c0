import type { CalendarDate } from './calendar';
import type { Period } from './build-period';
import type { CalendarSystem } from './calendars/calendar-system';
import { ISO } from './calendars/iso';

/** A period as people call it, with its Gregorian days: `Meskerem 2015 (11 September to 10 October 2022)`. */
export function describePeriod(period: Period, calendar: CalendarSystem): string {
  return `${nameOf(period, calendar)} (${describeDays(period)})`;
}

/** `Meskerem 2015`, `Meskerem to Hidar 2015`, `Hamle 2015 to Sene 2016`, `5 Meskerem 2015`. */
export function nameOf({ type, start, end }: Period, calendar: CalendarSystem): string {
  const first = calendar.dateOf(start);
  const last = calendar.dateOf(end);
  if (!first || !last) return '';
  if (type === 'Daily') return describeDate(first, calendar);
  const month = (date: CalendarDate): string => calendar.monthNames[date.month - 1] ?? '';
  if (first.year !== last.year) return `${month(first)} ${first.year} to ${month(last)} ${last.year}`;
  return first.month === last.month
    ? `${month(first)} ${first.year}`
    : `${month(first)} to ${month(last)} ${first.year}`;
}

/** The Gregorian days of a period: `11 September to 10 October 2022`. */
export function describeDays({ start, end }: Pick<Period, 'start' | 'end'>): string {
  const first = ISO.dateOf(start)!;
  const last = ISO.dateOf(end)!;
  const until = describeDate(last, ISO);
  if (start === end) return until;
  if (first.year !== last.year) return `${describeDate(first, ISO)} to ${until}`;
  return first.month === last.month
    ? `${first.day} to ${until}`
    : `${first.day} ${ISO.monthNames[first.month - 1]} to ${until}`;
}

/** `5 Meskerem 2015`. */
export function describeDate({ year, month, day }: CalendarDate, calendar: CalendarSystem): string {
  return `${day} ${calendar.monthNames[month - 1]} ${year}`;
}
