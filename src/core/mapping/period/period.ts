import type { CalendarDate } from './calendar';
import { dayNumber, firstWeekStart } from './calendar';
import type { CalendarSystem } from './calendars/calendar-system';
import { ISO } from './calendars/iso';
import type { Period } from './build-period';
import { dayPeriod, dayPeriodIfReal, monthsPeriod, weeksPeriod } from './build-period';
import type { PeriodType } from './type';
import { PERIOD_TYPES, ruleOf } from './type';

export type { Period } from './build-period';
export type { PeriodType } from './type';
export { isPeriodType } from './type';
export { readDate } from './date';

/** The types by the letters that stand in their ids; days, months and two-month periods have none after the year. */
const TYPES_BY_WORD = new Map<string, PeriodType>();
for (const type of PERIOD_TYPES) {
  const rule = ruleOf(type);
  if (rule.kind === 'weeks') TYPES_BY_WORD.set(rule.infix, type);
  if (rule.kind === 'months' && rule.digits !== 2) TYPES_BY_WORD.set(rule.infix + rule.suffix, type);
}

/**
 * Reads a period id of any type in the server's calendar; undefined when the text is none.
 *
 * Takes what DHIS2 itself takes besides its canonical ids: `2025-01` for `202501`, `2025-01-31` for `20250131` and
 * `2023W5` for `2023W05`. Blanks around, other cases and days that do not exist are refused. Outside ISO 8601 there are
 * no weeks.
 */
export function parsePeriod(text: string, calendar: CalendarSystem = ISO): Period | undefined {
  const { length } = text;
  if (length < 4 || length > 11) return undefined;
  const year = digits(text, 0, 4);
  if (!(year >= 1)) return undefined;
  if (length === 4) return monthsPeriod('Yearly', { year, number: 1, calendar });
  const fifth = text.charCodeAt(4);
  if (fifth === DASH || isDigit(fifth)) return parseNumeric(text, year, calendar);
  return parseWorded(text, year, calendar);
}

/** The period of the type that holds the Gregorian date, with ISO ids. */
export function periodHolding(date: CalendarDate, type: PeriodType): Period {
  const rule = ruleOf(type);
  if (rule.kind !== 'weeks') return countedPeriod(date, type, ISO)!;
  const day = dayNumber(date.year, date.month, date.day);
  let { year } = date;
  if (day >= firstWeekStart(year + 1, rule.startsOn)) year += 1;
  else if (day < firstWeekStart(year, rule.startsOn)) year -= 1;
  const sinceFirst = day - firstWeekStart(year, rule.startsOn);
  return weeksPeriod(type, year, Math.floor(sinceFirst / (7 * rule.weeks)) + 1)!;
}

/**
 * The period of the type that holds the date, which is one of the calendar; undefined for weeks, for years beyond those
 * that are known, and for days of Pagume where the type leaves them out.
 */
export function countedPeriod(date: CalendarDate, type: PeriodType, calendar: CalendarSystem): Period | undefined {
  const rule = ruleOf(type);
  if (rule.kind === 'weeks') return undefined;
  if (rule.kind === 'day') return date.month > 12 ? undefined : dayPeriod(date, calendar);
  // Pagume, month 13, lies behind month 12: in the same period, where that runs on to the next year.
  const isPagume = date.month > 12;
  const sinceOffset = date.year * 12 + (isPagume ? 11 : date.month - 1) - rule.offset;
  const number = Math.floor((sinceOffset % 12) / rule.months) + 1;
  const period = monthsPeriod(type, { year: Math.floor(sinceOffset / 12), number, calendar });
  if (!isPagume || period === undefined) return period;
  return period.end > calendar.lastDay(date.year, 12) ? period : undefined;
}

/** `202501`, `2025-01`, `20250131`, `2025-01-31` and `202501B`. */
function parseNumeric(text: string, year: number, calendar: CalendarSystem): Period | undefined {
  switch (text.length) {
    case 6:
      return monthsPeriod('Monthly', { year, number: digits(text, 4, 6), calendar });
    case 7:
      if (text.endsWith('B')) return monthsPeriod('BiMonthly', { year, number: digits(text, 4, 6), calendar });
      if (text.charCodeAt(4) !== DASH) return undefined;
      return monthsPeriod('Monthly', { year, number: digits(text, 5, 7), calendar });
    case 8:
      return dayPeriodIfReal({ year, month: digits(text, 4, 6), day: digits(text, 6, 8) }, calendar);
    case 10:
      if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return undefined;
      return dayPeriodIfReal({ year, month: digits(text, 5, 7), day: digits(text, 8, 10) }, calendar);
    default:
      return undefined;
  }
}

/** Everything with letters after the year: weeks, quarters, half years, financial years. */
function parseWorded(text: string, year: number, calendar: CalendarSystem): Period | undefined {
  let end = text.length;
  while (isDigit(text.charCodeAt(end - 1))) end -= 1;
  const type = TYPES_BY_WORD.get(text.slice(4, end));
  if (type === undefined) return undefined;
  const rule = ruleOf(type);
  const numberLength = text.length - end;
  if (rule.kind === 'weeks') {
    return calendar === ISO && (numberLength === 1 || numberLength === 2)
      ? weeksPeriod(type, year, digits(text, end, text.length))
      : undefined;
  }
  if (rule.kind === 'day' || numberLength !== rule.digits) return undefined;
  return monthsPeriod(type, { year, number: numberLength === 0 ? 1 : digits(text, end, text.length), calendar });
}

const DASH = 45;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The number that the characters from `from` to before `to` spell; NaN if one is no digit. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let index = from; index < to; index += 1) {
    const code = text.charCodeAt(index);
    if (!isDigit(code)) return NaN;
    number = number * 10 + code - 48;
  }
  return number;
}
