import type { LocalCalendar } from './local-calendar';
import type { Period } from './period';

/** What DHIS2 calls a period of another calendar than ISO 8601; the id where the calendar is that. */
export function periodNameOf({ id, type, start, end }: Period, calendar: LocalCalendar | undefined): string {
  const first = calendar?.dateOf(start);
  const last = calendar?.dateOf(end);
  if (!calendar || !first || !last || type === 'Yearly') return id;
  const name = (month: number): string => calendar.months[month - 1] ?? '';
  switch (type) {
    case 'Daily':
      return `${first.year}-${two(first.month)}-${two(first.day)}`;
    case 'Monthly':
      return `${name(first.month)} ${first.year}`;
    case 'QuarterlyNov':
      return `${short(name(first.month), calendar)} to ${short(name(last.month), calendar)} ${last.year}`;
    default:
      return first.year === last.year
        ? `${name(first.month)} - ${name(last.month)} ${first.year}`
        : `${name(first.month)} ${first.year} - ${name(last.month)} ${last.year}`;
  }
}

const short = (month: string, { name }: LocalCalendar): string => (name === 'ethiopian' ? month.slice(0, 3) : month);

const two = (number: number): string => String(number).padStart(2, '0');
