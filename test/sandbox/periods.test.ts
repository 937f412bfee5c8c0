import { PeriodReader } from '../../sandbox/src/periods/period';
import type { ReleaseLine } from '../../sandbox/src/version';

describe('periods of the sandbox', () => {
  it.each([
    ['20250131', 'Daily', '20250131', '2025-01-31', '2025-01-31'],
    ['2025-01-31', 'Daily', '20250131', '2025-01-31', '2025-01-31'],
    ['2023W05', 'Weekly', '2023W5', '2023-01-30', '2023-02-05'],
    ['2020W53', 'Weekly', '2020W53', '2020-12-28', '2021-01-03'],
    ['2025WedW1', 'WeeklyWednesday', '2025WedW1', '2025-01-01', '2025-01-07'],
    ['2025SunW1', 'WeeklySunday', '2025SunW1', '2024-12-29', '2025-01-04'],
    ['2025BiW2', 'BiWeekly', '2025BiW2', '2025-01-13', '2025-01-26'],
    ['2025-02', 'Monthly', '202502', '2025-02-01', '2025-02-28'],
    ['202503B', 'BiMonthly', '202503B', '2025-05-01', '2025-06-30'],
    ['2025Q4', 'Quarterly', '2025Q4', '2025-10-01', '2025-12-31'],
    ['2025S2', 'SixMonthly', '2025S2', '2025-07-01', '2025-12-31'],
    ['2025AprilS2', 'SixMonthlyApril', '2025AprilS2', '2025-10-01', '2026-03-31'],
    ['2024', 'Yearly', '2024', '2024-01-01', '2024-12-31'],
    ['2024July', 'FinancialJuly', '2024July', '2024-07-01', '2025-06-30'],
  ])('%s is the %s period %s from %s to %s', (text, type, id, start, end) => {
    expect(new PeriodReader('2.42').read(text)).toEqual({ type, id, start, end });
  });

  it.each(['2025-13', '202500', '2025W54', '2021W53', '20250230', '2025Q5', '2025S3', 'foo', '', '25'])(
    '%p is none',
    (text) => {
      expect(new PeriodReader('2.42').read(text)).toBeUndefined();
    },
  );

  it.each([
    ['2025Sep', '2.41', false],
    ['2025Sep', '2.42', true],
    ['2025Aug', '2.42', false],
    ['2025Aug', '2.43', true],
  ] as readonly (readonly [string, ReleaseLine, boolean])[])('%s is known on %s: %s', (text, line, known) => {
    expect(new PeriodReader(line).read(text) !== undefined).toBe(known);
  });

  it('the period that holds a day, and those around it', () => {
    const reader = new PeriodReader('2.42');
    const month = reader.at('Monthly', '2026-11-23');
    expect(month?.id).toBe('202611');
    expect(month && [-1, 2].map((steps) => reader.shift(month, steps).id)).toEqual(['202610', '202701']);
  });
});
