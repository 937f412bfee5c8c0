import type { ReleaseLine } from '../version';
import type { LocalCalendar } from './local-calendar';
import type { Period } from './period';
import type { PeriodType } from './period-types';

const DAY_MS = 86_400_000;

/**
 * Reads an id as a server does that is set to the calendar (calendars.json; transcripts-calendar). Weeks are none there, and
 * bi-weeks, which real servers store under other ids, are not either.
 */
export function readLocal(given: string, types: readonly PeriodType[], setting: LocalSetting): Period | undefined {
  const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(given) ?? [];
  if (year !== undefined && month !== undefined && day !== undefined) {
    return readDay(given, { year: Number(year), month: Number(month), day: Number(day) }, setting);
  }
  for (const type of types) {
    const numbers = patternOf(type)?.exec(given);
    if (!numbers) continue;
    const [, years, number = '1'] = numbers;
    if (type.name === 'Monthly' && number === '00') return monthZero(Number(years), setting);
    return nth(type, { year: Number(years), n: Number(number) }, setting);
  }
  return undefined;
}

/** What ids are read by. */
export interface LocalSetting {
  readonly calendar: LocalCalendar;
  readonly line: ReleaseLine;
}

/** The period of the type that holds an ISO day; undefined for weeks, and in Pagume where the type leaves it out. */
export function localAt(type: PeriodType, day: string, setting: LocalSetting): Period | undefined {
  const date = setting.calendar.dateOf(day);
  if (date === undefined) return undefined;
  if (type.span.kind === 'day') {
    return date.month > 12 ? undefined : readDay(idOfDay(date.year, date.month, date.day), date, setting);
  }
  if (type.span.kind !== 'months') return undefined;
  const most = 12 / type.span.count;
  for (let year = date.year - 1; year <= date.year + 1; year += 1) {
    for (let n = 1; n <= most; n += 1) {
      const period = nth(type, { year, n }, setting);
      if (period !== undefined && period.start <= day && day <= period.end) return period;
    }
  }
  return undefined;
}

function readDay(
  given: string,
  { year, month, day }: { readonly year: number; readonly month: number; readonly day: number },
  { calendar, line }: LocalSetting,
): Period | undefined {
  const last = calendar.daysIn(year, month);
  if (day >= 1 && day <= last) return asDay(idOfDay(year, month, day), calendar.isoDay({ year, month, day }));
  if (!calendar.lenient || month > 13) return undefined;
  // Month 00 is read as month 1, month 13 as month 1 of the next year, day 00 as the day before (transcripts 1026 to 1035).
  const first = month === 13 ? { year: year + 1, month: 1 } : { year, month: Math.max(1, month) };
  const iso = calendar.isoDay({ ...first, day });
  const meant = iso === undefined ? undefined : calendar.dateOf(iso);
  if (meant === undefined) return undefined;
  const id = line === '2.43' ? given.replaceAll('-', '') : idOfDay(meant.year, meant.month, meant.day);
  return asDay(id, iso);
}

function asDay(id: string, iso: string | undefined): Period | undefined {
  return iso === undefined ? undefined : { id, type: 'Daily', start: iso, end: iso };
}

/** Nepali 208100: a month as long as the year (otherSpellings in calendars.json). */
function monthZero(year: number, { calendar, line }: LocalSetting): Period | undefined {
  const start = calendar.lenient ? calendar.isoDay({ year, month: 1, day: 1 }) : undefined;
  if (start === undefined) return undefined;
  let days = 0;
  for (let month = 1; month <= 12; month += 1) days += calendar.daysIn(year, month);
  const end = new Date(Date.parse(`${start}T00:00:00Z`) + (days - 1) * DAY_MS).toISOString().slice(0, 10);
  return { id: `${year}${line === '2.43' ? '00' : '01'}`, type: 'Monthly', start, end };
}

function nth(
  type: PeriodType,
  { year, n }: { readonly year: number; readonly n: number },
  { calendar }: LocalSetting,
): Period | undefined {
  const { span } = type;
  if (span.kind !== 'months' || n < 1 || n > 12 / span.count) return undefined;
  const first = (year + span.yearShift) * 12 + span.startMonth - 1 + (n - 1) * span.count;
  const last = first + span.count - 1;
  const [startYear, endYear] = [Math.floor(first / 12), Math.floor(last / 12)];
  // A server looks at the month after a quarter, which the last year of the Nepali table does not have (transcript 1112).
  if (span.count === 3 && calendar.daysIn(Math.floor((last + 1) / 12), ((last + 1) % 12) + 1) === 0) return undefined;
  const start = calendar.isoDay({ year: startYear, month: (first % 12) + 1, day: 1 });
  const end = calendar.isoDay({
    year: endYear,
    month: (last % 12) + 1,
    day: calendar.daysIn(endYear, (last % 12) + 1),
  });
  if (start === undefined || end === undefined || calendar.daysIn(startYear, (first % 12) + 1) === 0) return undefined;
  const number = type.name === 'Monthly' || type.name === 'BiMonthly' ? String(n).padStart(2, '0') : String(n);
  const suffix = type.name === 'BiMonthly' ? 'B' : '';
  const infix = type.name === 'BiMonthly' ? '' : span.infix;
  return {
    id: String(year).padStart(4, '0') + infix + (span.count === 12 ? '' : number) + suffix,
    type: type.name,
    start,
    end,
  };
}

function patternOf({ name, span }: PeriodType): RegExp | undefined {
  if (span.kind !== 'months') return undefined;
  if (name === 'Monthly') return /^(\d{4})-?(\d\d)$/;
  if (name === 'BiMonthly') return /^(\d{4})(\d\d)B$/;
  return new RegExp(`^(\\d{4})${span.infix}${span.count === 12 ? '' : '(\\d)'}$`);
}

const idOfDay = (year: number, month: number, day: number): string =>
  String(year).padStart(4, '0') + String(month).padStart(2, '0') + String(day).padStart(2, '0');
