import type { CalendarDate } from './calendar';
import { dayNumber, firstWeekStart, isRealDate } from './calendar';
import type { PeriodRule, PeriodType } from './type';
import { PERIOD_TYPES, ruleOf } from './type';

export type { PeriodType } from './type';
export { isPeriodType } from './type';
export { readDate } from './date';

/** One period of DHIS2, read from its id. */
export interface Period {
  /** Canonical id: `202501`, `2023W05`. */
  readonly id: string;
  readonly type: PeriodType;
  /** First day, in days since 1970-01-01. */
  readonly start: number;
  /** Last day, inclusive, in days since 1970-01-01. */
  readonly end: number;
}

type WeeksRule = Extract<PeriodRule, { kind: 'weeks' }>;
type MonthsRule = Extract<PeriodRule, { kind: 'months' }>;

/** The types by the letters that stand in their ids; days, months and two-month periods have none after the year. */
const TYPES_BY_WORD = new Map<string, PeriodType>();
for (const type of PERIOD_TYPES) {
  const rule = ruleOf(type);
  if (rule.kind === 'weeks') TYPES_BY_WORD.set(rule.infix, type);
  if (rule.kind === 'months' && rule.digits !== 2) TYPES_BY_WORD.set(rule.infix + rule.suffix, type);
}

/**
 * Reads a period id of any type; undefined when the text is none.
 *
 * Takes what DHIS2 itself takes besides its canonical ids: `2025-01` for `202501`, `2025-01-31` for `20250131` and
 * `2023W5` for `2023W05`. Blanks around, other cases and days that do not exist are refused.
 */
export function parsePeriod(text: string): Period | undefined {
  const { length } = text;
  if (length < 4 || length > 11) return undefined;
  const year = digits(text, 0, 4);
  if (!(year >= 1)) return undefined;
  if (length === 4) return monthsPeriod('Yearly', year, 1);
  const fifth = text.charCodeAt(4);
  if (fifth === DASH || isDigit(fifth)) return parseNumeric(text, year);
  return parseWorded(text, year);
}

/** The period of the type that holds the date. */
export function periodHolding(date: CalendarDate, type: PeriodType): Period {
  const rule = ruleOf(type);
  if (rule.kind === 'day') return dayPeriod(date);
  if (rule.kind === 'weeks') {
    const day = dayNumber(date.year, date.month, date.day);
    let { year } = date;
    if (day >= firstWeekStart(year + 1, rule.startsOn)) year += 1;
    else if (day < firstWeekStart(year, rule.startsOn)) year -= 1;
    const sinceFirst = day - firstWeekStart(year, rule.startsOn);
    return weeksPeriod(type, year, Math.floor(sinceFirst / (7 * rule.weeks)) + 1)!;
  }
  const sinceOffset = date.year * 12 + date.month - 1 - rule.offset;
  const number = Math.floor((sinceOffset % 12) / rule.months) + 1;
  return monthsPeriod(type, Math.floor(sinceOffset / 12), number)!;
}

/** `202501`, `2025-01`, `20250131`, `2025-01-31` and `202501B`. */
function parseNumeric(text: string, year: number): Period | undefined {
  switch (text.length) {
    case 6:
      return monthsPeriod('Monthly', year, digits(text, 4, 6));
    case 7:
      if (text.endsWith('B')) return monthsPeriod('BiMonthly', year, digits(text, 4, 6));
      return text.charCodeAt(4) === DASH ? monthsPeriod('Monthly', year, digits(text, 5, 7)) : undefined;
    case 8:
      return dayPeriodIfReal({ year, month: digits(text, 4, 6), day: digits(text, 6, 8) });
    case 10:
      if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return undefined;
      return dayPeriodIfReal({ year, month: digits(text, 5, 7), day: digits(text, 8, 10) });
    default:
      return undefined;
  }
}

/** Everything with letters after the year: weeks, quarters, half years, financial years. */
function parseWorded(text: string, year: number): Period | undefined {
  let end = text.length;
  while (isDigit(text.charCodeAt(end - 1))) end -= 1;
  const type = TYPES_BY_WORD.get(text.slice(4, end));
  if (type === undefined) return undefined;
  const rule = ruleOf(type);
  const numberLength = text.length - end;
  if (rule.kind === 'weeks') {
    return numberLength === 1 || numberLength === 2
      ? weeksPeriod(type, year, digits(text, end, text.length))
      : undefined;
  }
  if (rule.kind === 'day' || numberLength !== rule.digits) return undefined;
  return monthsPeriod(type, year, numberLength === 0 ? 1 : digits(text, end, text.length));
}

function dayPeriodIfReal(date: CalendarDate): Period | undefined {
  return isRealDate(date) ? dayPeriod(date) : undefined;
}

function dayPeriod({ year, month, day }: CalendarDate): Period {
  const start = dayNumber(year, month, day);
  return { id: pad(year, 4) + pad(month, 2) + pad(day, 2), type: 'Daily', start, end: start };
}

function weeksPeriod(type: PeriodType, year: number, number: number): Period | undefined {
  const rule = ruleOf(type) as WeeksRule;
  if (!(number >= 1 && number <= 53)) return undefined;
  const start = firstWeekStart(year, rule.startsOn) + (number - 1) * 7 * rule.weeks;
  if (start >= firstWeekStart(year + 1, rule.startsOn)) return undefined;
  return {
    id: pad(year, 4) + rule.infix + pad(number, 2),
    type,
    start,
    end: start + 7 * rule.weeks - 1,
  };
}

function monthsPeriod(type: PeriodType, year: number, number: number): Period | undefined {
  const rule = ruleOf(type) as MonthsRule;
  if (!(number >= 1 && number <= 12 / rule.months)) return undefined;
  const month = rule.offset + (number - 1) * rule.months + 1;
  return {
    id: pad(year, 4) + rule.infix + (rule.digits === 0 ? '' : pad(number, rule.digits)) + rule.suffix,
    type,
    start: dayNumber(year, month, 1),
    end: dayNumber(year, month + rule.months, 1) - 1,
  };
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

function pad(number: number, length: number): string {
  return String(number).padStart(length, '0');
}
