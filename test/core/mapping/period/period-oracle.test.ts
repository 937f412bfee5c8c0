import { generateFixedPeriods } from '@dhis2/multi-calendar-dates';

import type { Period, PeriodType } from '../../../../src/core/mapping/period/period';
import { parsePeriod, periodHolding } from '../../../../src/core/mapping/period/period';
import { PERIOD_TYPES } from '../../../../src/core/mapping/period/type';

type OracleType = Parameters<typeof generateFixedPeriods>[0]['periodType'];

/**
 * The types by the names of DHIS2's own library for the front end.
 *
 * It names the years of the November types after their first day; DHIS2's server, which has the last word, after their
 * last (`FinancialNovemberPeriodType.getIsoDate` and its like), and writes `Nov`.
 */
const ORACLE: Readonly<Record<PeriodType, OracleType>> = {
  Daily: 'DAILY',
  Weekly: 'WEEKLY',
  WeeklyWednesday: 'WEEKLYWED',
  WeeklyThursday: 'WEEKLYTHU',
  WeeklyFriday: 'WEEKLYFRI',
  WeeklySaturday: 'WEEKLYSAT',
  WeeklySunday: 'WEEKLYSUN',
  BiWeekly: 'BIWEEKLY',
  Monthly: 'MONTHLY',
  BiMonthly: 'BIMONTHLY',
  Quarterly: 'QUARTERLY',
  QuarterlyNov: 'QUARTERLYNOV',
  SixMonthly: 'SIXMONTHLY',
  SixMonthlyApril: 'SIXMONTHLYAPR',
  SixMonthlyNov: 'SIXMONTHLYNOV',
  Yearly: 'YEARLY',
  FinancialFeb: 'FYFEB',
  FinancialApril: 'FYAPR',
  FinancialJuly: 'FYJUL',
  FinancialAug: 'FYAUG',
  FinancialSep: 'FYSEP',
  FinancialOct: 'FYOCT',
  FinancialNov: 'FYNOV',
};

const FIRST_YEAR = 2000;
const LAST_YEAR = 2029;

describe('periods, beside DHIS2’s own library over 30 years', () => {
  test.each(PERIOD_TYPES)('%s: the same ids for the same days, and no others', (type) => {
    const expected = oraclePeriods(type);
    expect(expected.length).toBeGreaterThanOrEqual(LAST_YEAR - FIRST_YEAR + 1);
    for (const period of expected) {
      expect(parsePeriod(period.id)).toEqual({ ...period, id: padWeek(period.id) });
      for (const day of [period.start, Math.floor((period.start + period.end) / 2), period.end]) {
        expect(periodHolding(dateOf(day), type).id).toBe(padWeek(period.id));
      }
    }
    expect(ownIds(type, expected)).toEqual(expected.map(({ id }) => padWeek(id)));
  });
});

/** What the library says, oldest first. */
function oraclePeriods(type: PeriodType): Period[] {
  const periods = new Map<string, Period>();
  // Years and financial years come ten at a time, the given year last.
  const step = type === 'Yearly' || type.startsWith('Financial') ? 10 : 1;
  for (let year = FIRST_YEAR + step - 1; year <= LAST_YEAR; year += step) {
    const ofYear = generateFixedPeriods({ year, calendar: 'iso8601', periodType: ORACLE[type], locale: 'en' });
    for (const { id, startDate, endDate } of ofYear) {
      periods.set(id, { id: dhis2Id(id), type, start: days(startDate), end: days(endDate) });
    }
  }
  return [...periods.values()].sort((one, other) => one.start - other.start);
}

/** The ids of this connector for every day from the oracle's first to its last. */
function ownIds(type: PeriodType, expected: readonly Period[]): string[] {
  const ids = new Set<string>();
  const last = expected.at(-1)!.end;
  for (let day = expected[0]!.start; day <= last; day += 1) ids.add(periodHolding(dateOf(day), type).id);
  // The library has no bi-week for a week 53; DHIS2's server has (its BiWeeklyPeriodTypeTest names 2009BiW27).
  return [...ids].filter((id) => !id.endsWith('BiW27'));
}

function dhis2Id(id: string): string {
  const november = /^(\d{4})Nov(?:ember)?(.*)$/.exec(id);
  return november ? `${Number(november[1]) + 1}Nov${november[2]}` : id;
}

/** `2025W5` and `2025BiW5` with two digits, the connector's canonical form. */
function padWeek(id: string): string {
  return id.replace(/W(\d)$/, 'W0$1');
}

function days(date: string | undefined): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

function dateOf(day: number) {
  const date = new Date(day * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
