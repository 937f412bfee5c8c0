import fc from 'fast-check';

import { dayNumber } from '../../../../src/core/mapping/period/calendar';
import type { PeriodType } from '../../../../src/core/mapping/period/period';
import { isPeriodType, parsePeriod, periodHolding } from '../../../../src/core/mapping/period/period';
import { PERIOD_TYPES } from '../../../../src/core/mapping/period/type';

/** Days since 1970-01-01 of `yyyy-mm-dd`. */
function day(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / 86_400_000;
}

/** One id of each type as people write it, what it becomes, and the days it means. */
const IDS: readonly (readonly [string, PeriodType, string, string, string])[] = [
  ['20240229', 'Daily', '20240229', '2024-02-29', '2024-02-29'],
  ['2024-02-29', 'Daily', '20240229', '2024-02-29', '2024-02-29'],
  ['20000229', 'Daily', '20000229', '2000-02-29', '2000-02-29'],
  ['2023W5', 'Weekly', '2023W05', '2023-01-30', '2023-02-05'],
  ['2023W05', 'Weekly', '2023W05', '2023-01-30', '2023-02-05'],
  ['2025W1', 'Weekly', '2025W01', '2024-12-30', '2025-01-05'],
  ['2020W53', 'Weekly', '2020W53', '2020-12-28', '2021-01-03'],
  ['2025WedW1', 'WeeklyWednesday', '2025WedW01', '2025-01-01', '2025-01-07'],
  ['2025ThuW1', 'WeeklyThursday', '2025ThuW01', '2025-01-02', '2025-01-08'],
  ['2025FriW1', 'WeeklyFriday', '2025FriW01', '2025-01-03', '2025-01-09'],
  ['2025SatW1', 'WeeklySaturday', '2025SatW01', '2025-01-04', '2025-01-10'],
  ['2025SunW1', 'WeeklySunday', '2025SunW01', '2024-12-29', '2025-01-04'],
  ['2025BiW1', 'BiWeekly', '2025BiW01', '2024-12-30', '2025-01-12'],
  ['2009BiW27', 'BiWeekly', '2009BiW27', '2009-12-28', '2010-01-10'],
  ['202501', 'Monthly', '202501', '2025-01-01', '2025-01-31'],
  ['2025-01', 'Monthly', '202501', '2025-01-01', '2025-01-31'],
  ['202502B', 'BiMonthly', '202502B', '2025-03-01', '2025-04-30'],
  ['2025Q4', 'Quarterly', '2025Q4', '2025-10-01', '2025-12-31'],
  ['2025NovQ1', 'QuarterlyNov', '2025NovQ1', '2024-11-01', '2025-01-31'],
  ['2025S2', 'SixMonthly', '2025S2', '2025-07-01', '2025-12-31'],
  ['2025AprilS2', 'SixMonthlyApril', '2025AprilS2', '2025-10-01', '2026-03-31'],
  ['2025NovS1', 'SixMonthlyNov', '2025NovS1', '2024-11-01', '2025-04-30'],
  ['2025', 'Yearly', '2025', '2025-01-01', '2025-12-31'],
  ['2025Feb', 'FinancialFeb', '2025Feb', '2025-02-01', '2026-01-31'],
  ['2025April', 'FinancialApril', '2025April', '2025-04-01', '2026-03-31'],
  ['2025July', 'FinancialJuly', '2025July', '2025-07-01', '2026-06-30'],
  ['2025Aug', 'FinancialAug', '2025Aug', '2025-08-01', '2026-07-31'],
  ['2025Sep', 'FinancialSep', '2025Sep', '2025-09-01', '2026-08-31'],
  ['2025Oct', 'FinancialOct', '2025Oct', '2025-10-01', '2026-09-30'],
  ['2025Nov', 'FinancialNov', '2025Nov', '2024-11-01', '2025-10-31'],
];

describe('parsePeriod', () => {
  test.each(IDS)('reads %s as a %s period', (text, type, id, ...[first, last]) => {
    expect(parsePeriod(text)).toEqual({ id, type, start: day(first), end: day(last) });
  });

  it('knows an id of every period type', () => {
    expect(new Set(IDS.map(([, type]) => type))).toEqual(new Set(PERIOD_TYPES));
  });

  test.each([
    ['', 'nothing'],
    ['notaperiod', 'no year'],
    ['202', 'three digits'],
    ['0000', 'the year 0'],
    ['20251', 'five digits'],
    ['2025-13', 'month 13'],
    ['202500', 'month 0'],
    ['2025-1', 'a month of one digit'],
    ['2025/01', 'a slash'],
    ['20250229', 'a day that the year has not'],
    ['19000229', 'a leap day of a century that has none'],
    ['2025-02-30', 'a day that no year has'],
    ['2025-0101', 'one dash of two'],
    ['2025W0', 'week 0'],
    ['2025W53', 'a week 53 that the year has not'],
    ['2025W005', 'a week of three digits'],
    ['2020WedW53', 'a week 53 that the year has not, counted from Wednesdays'],
    ['2025BiW27', 'a bi-week 27 in a year of 52 weeks'],
    ['2025BiW0', 'bi-week 0'],
    ['202507B', 'two-month period 7'],
    ['20251B', 'a two-month period of one digit'],
    ['2025Q0', 'quarter 0'],
    ['2025Q5', 'quarter 5'],
    ['2025Q01', 'a quarter of two digits'],
    ['2025S3', 'half-year 3'],
    ['2025AprilS', 'a half-year without number'],
    ['2025MonW1', 'weeks from Monday, whose name is W'],
    ['2025april', 'the wrong case'],
    ['2025w05', 'the wrong case'],
    ['2025NovemberS1', 'the long name of the month'],
    ['2025Q1 ', 'a blank at the end'],
    [' 2025', 'a blank at the start'],
    ['２０２５', 'digits of another script'],
    ['2025Q٣', 'digits of another script'],
    ['LAST_MONTH', 'a relative period'],
    ['202501_202503', 'a range'],
  ])('refuses %j: %s', (text) => {
    expect(parsePeriod(text)).toBeUndefined();
  });

  it('gives a canonical id that reads as the same period', () => {
    fc.assert(
      fc.property(anyDate(), fc.constantFrom(...PERIOD_TYPES), (date, type) => {
        const period = periodHolding(date, type);
        expect(parsePeriod(period.id)).toEqual(period);
      }),
      { numRuns: 5_000 },
    );
  });

  it('never throws, whatever the text', () => {
    const near = fc.stringMatching(/^\d{3,5}[-WQSBNov]{0,5}\d{0,3}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), near), (text) => {
        const period = parsePeriod(text);
        expect(period === undefined || parsePeriod(period.id)?.id === period.id).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('periodHolding', () => {
  it('gives a period of the type that holds the date', () => {
    fc.assert(
      fc.property(anyDate(), fc.constantFrom(...PERIOD_TYPES), (date, type) => {
        const period = periodHolding(date, type);
        const days = dayNumber(date.year, date.month, date.day);
        expect(period.type).toBe(type);
        expect(period.start).toBeLessThanOrEqual(days);
        expect(period.end).toBeGreaterThanOrEqual(days);
      }),
      { numRuns: 5_000 },
    );
  });

  it('gives neighbouring periods that leave no day out and share none, but for the bi-week 27', () => {
    fc.assert(
      fc.property(anyDate(), fc.constantFrom(...PERIOD_TYPES), (date, type) => {
        const period = periodHolding(date, type);
        const next = periodHolding(dateOf(period.end + 1), type);
        // Bi-week 27 ends with week 1 of the next year, with which bi-week 1 begins.
        const shared = period.id.endsWith('BiW27') ? 7 : 0;
        expect(next.start).toBe(period.end + 1 - shared);
      }),
      { numRuns: 2_000, examples: [[{ year: 2009, month: 12, day: 30 }, 'BiWeekly']] },
    );
  });

  test.each([
    // A week belongs to the year that holds its fourth day.
    ['2021-01-03', 'Weekly', '2020W53'],
    ['2021-01-04', 'Weekly', '2021W01'],
    ['2024-12-30', 'Weekly', '2025W01'],
    ['2021-01-02', 'WeeklySunday', '2020SunW53'],
    ['2021-01-03', 'WeeklySunday', '2021SunW01'],
    ['2024-12-31', 'WeeklyWednesday', '2024WedW52'],
    // Week 53 opens a bi-week of its own (DHIS2's BiWeeklyPeriodTypeTest has 2009BiW27); week 1 starts the next year's.
    ['2010-01-03', 'BiWeekly', '2009BiW27'],
    ['2010-01-04', 'BiWeekly', '2010BiW01'],
    ['2024-10-31', 'FinancialNov', '2024Nov'],
    ['2024-11-01', 'FinancialNov', '2025Nov'],
    ['2024-12-31', 'QuarterlyNov', '2025NovQ1'],
    ['2025-01-31', 'SixMonthlyNov', '2025NovS1'],
    ['2025-03-31', 'FinancialApril', '2024April'],
    ['2025-01-31', 'FinancialFeb', '2024Feb'],
  ] as const)('%s lies in the %s period %s', (date, type, id) => {
    expect(periodHolding(dateOf(day(date)), type).id).toBe(id);
  });
});

describe('isPeriodType', () => {
  it('knows the names of DHIS2 and no others', () => {
    expect(PERIOD_TYPES.every(isPeriodType)).toBe(true);
    expect(['monthly', 'TwoYearly', 'toString', '__proto__', ''].some(isPeriodType)).toBe(false);
  });
});

function anyDate() {
  return fc.integer({ min: day('1900-01-01'), max: day('2199-12-31') }).map(dateOf);
}

function dateOf(days: number) {
  const date = new Date(days * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
