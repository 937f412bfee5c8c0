import type { ReleaseLine } from '../version';
import { localCalendar } from './local-calendar';
import type { LocalCalendar } from './local-calendar';
import { localAt, readLocal } from './local-period';
import { periodTypes } from './period-types';
import type { PeriodType } from './period-types';

/** A period: its id as DHIS2 writes it (`2023W5`), its type, and its days, both included, as `YYYY-MM-DD`. */
export interface Period {
  readonly id: string;
  readonly type: string;
  readonly start: string;
  readonly end: string;
}

const DAY_MS = 86_400_000;

/** Reads period ids of one release; the same text is read once. */
export class PeriodReader {
  readonly #line: ReleaseLine;
  readonly #setting: () => string;
  readonly #read = new Map<string, Period | undefined>();
  #readAs = '';

  /** @param setting - The system setting `keyCalendar`, which may change at any time. */
  constructor(line: ReleaseLine, setting: () => string = () => 'iso8601') {
    this.#line = line;
    this.#setting = setting;
  }

  /** The calendar that the server is set to; undefined for ISO 8601. */
  get calendar(): LocalCalendar | undefined {
    return localCalendar(this.#setting());
  }

  /** The period that a text stands for; undefined if it stands for none. `2025-01` and `2023W05` are read too. */
  read(text: string | undefined | null): Period | undefined {
    if (text === undefined || text === null) return undefined;
    const setting = this.#setting();
    if (setting !== this.#readAs) this.#read.clear();
    this.#readAs = setting;
    const known = this.#read.get(text);
    if (known !== undefined || this.#read.has(text)) return known;
    const { calendar } = this;
    const period = calendar
      ? readLocal(text, periodTypes(this.#line), { calendar, line: this.#line })
      : parsePeriod(text, this.#line);
    this.#read.set(text, period);
    return period;
  }

  /** The period of a type that holds a day. */
  at(typeName: string, day: string): Period | undefined {
    const type = periodTypes(this.#line).find(({ name }) => name === typeName);
    if (type === undefined) return undefined;
    const { calendar } = this;
    if (calendar) return localAt(type, day, { calendar, line: this.#line });
    const year = Number(day.slice(0, 4));
    return [year - 1, year, year + 1]
      .flatMap((candidate) => periodsOfYear(type, candidate))
      .find(({ start, end }) => start <= day && day <= end);
  }

  /** The period of the same type that many steps later, or before. */
  shift(period: Period, steps: number): Period {
    let current = period;
    for (let left = Math.abs(steps); left > 0; left -= 1) {
      current = this.#next(current, Math.sign(steps)) ?? current;
    }
    return current;
  }

  /** The next period, or the one before; the days of Pagume lie in none. */
  #next({ type, start, end }: Period, step: number): Period | undefined {
    for (let away = 1; away <= 7; away += 1) {
      const period = this.at(type, step > 0 ? addDays(end, away) : addDays(start, -away));
      if (period !== undefined) return period;
    }
    return undefined;
  }
}

/** A day some days later, as `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function parsePeriod(text: string, line: ReleaseLine): Period | undefined {
  for (const type of periodTypes(line)) {
    const period = parseAs(type, text);
    if (period !== undefined) return period;
  }
  return undefined;
}

function parseAs(type: PeriodType, text: string): Period | undefined {
  const { span } = type;
  if (span.kind === 'day') {
    const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(text) ?? [];
    return year === undefined ? undefined : dayPeriod(type, `${year}-${month ?? ''}-${day ?? ''}`);
  }
  const numbers = patternOf(type).exec(text);
  if (numbers === null) return undefined;
  const number = Number(numbers[2] ?? '1');
  return nthOfYear(type, Number(numbers[1]), number);
}

function patternOf({ span, name }: PeriodType): RegExp {
  if (span.kind === 'weeks') return new RegExp(`^(\\d{4})${span.infix}(\\d{1,2})$`);
  if (name === 'Monthly') return /^(\d{4})-?(\d\d)$/;
  if (name === 'BiMonthly') return /^(\d{4})(\d\d)B$/;
  const infix = span.kind === 'months' ? span.infix : '';
  return new RegExp(span.kind === 'months' && span.count === 12 ? `^(\\d{4})${infix}$` : `^(\\d{4})${infix}(\\d)$`);
}

function dayPeriod(type: PeriodType, day: string): Period | undefined {
  const exists = !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) && addDays(day, 0) === day;
  return exists ? { id: day.replaceAll('-', ''), type: type.name, start: day, end: day } : undefined;
}

function periodsOfYear(type: PeriodType, year: number): readonly Period[] {
  const { span } = type;
  if (span.kind === 'day') {
    return Array.from({ length: 366 }, (_, i) => dayPeriod(type, addDays(`${year}-01-01`, i))).flatMap((p) => p ?? []);
  }
  const most = span.kind === 'weeks' ? 53 / span.count : 12 / span.count;
  return Array.from({ length: Math.floor(most) }, (_, i) => nthOfYear(type, year, i + 1)).flatMap((p) => p ?? []);
}

function nthOfYear(type: PeriodType, year: number, n: number): Period | undefined {
  const { span } = type;
  if (span.kind === 'weeks') return nthWeek(type, year, n);
  if (span.kind !== 'months' || n < 1 || n > 12 / span.count) return undefined;
  const first = (year + span.yearShift) * 12 + span.startMonth - 1 + (n - 1) * span.count;
  const start = firstDayOf(first);
  return { id: idOf(type, year, n), type: type.name, start, end: addDays(firstDayOf(first + span.count), -1) };
}

function nthWeek(type: PeriodType, year: number, n: number): Period | undefined {
  const { span } = type;
  if (span.kind !== 'weeks' || n < 1) return undefined;
  const start = addDays(firstWeekStart(year, span.startsOn), (n - 1) * 7 * span.count);
  if (start >= firstWeekStart(year + 1, span.startsOn)) return undefined;
  return { id: idOf(type, year, n), type: type.name, start, end: addDays(start, 7 * span.count - 1) };
}

function firstWeekStart(year: number, startsOn: number): string {
  const fourth = `${String(year).padStart(4, '0')}-01-04`;
  const weekday = new Date(`${fourth}T00:00:00Z`).getUTCDay() || 7;
  return addDays(fourth, -((weekday - startsOn + 7) % 7));
}

function firstDayOf(monthIndex: number): string {
  return `${String(Math.floor(monthIndex / 12)).padStart(4, '0')}-${twoDigits((monthIndex % 12) + 1)}-01`;
}

function idOf({ name, span }: PeriodType, year: number, n: number): string {
  const prefix = String(year).padStart(4, '0');
  if (name === 'Monthly') return `${prefix}${twoDigits(n)}`;
  if (name === 'BiMonthly') return `${prefix}${twoDigits(n)}B`;
  const infix = span.kind === 'day' ? '' : span.infix;
  return span.kind === 'months' && span.count === 12 ? `${prefix}${infix}` : `${prefix}${infix}${n}`;
}

const twoDigits = (n: number): string => String(n).padStart(2, '0');
