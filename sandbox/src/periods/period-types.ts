import type { ReleaseLine } from '../version';

/** A period type as `/api/periodTypes` lists it, and how its periods lie in the calendar. */
export interface PeriodType {
  readonly name: string;
  /** Name for people; told from 2.43 on. */
  readonly displayName: string;
  readonly isoDuration: string;
  readonly isoFormat: string;
  readonly frequencyOrder: number;
  /** First release that has it; all of them if left out. */
  readonly since?: ReleaseLine;
  readonly span: Span;
}

/** How periods of a type are counted. */
export type Span =
  | { readonly kind: 'day' }
  /** Weeks (one or two) that start on a weekday, 1 = Monday; the first of a year is the one that holds its fourth day. */
  | { readonly kind: 'weeks'; readonly count: 1 | 2; readonly infix: string; readonly startsOn: number }
  /** Months in a row; the first period of a year starts in `startMonth` (1-12) of that year plus `yearShift`. */
  | {
      readonly kind: 'months';
      readonly count: number;
      readonly infix: string;
      readonly startMonth: number;
      readonly yearShift: number;
    };

const weeks = (infix: string, startsOn: number): Span => ({ kind: 'weeks', count: 1, infix, startsOn });
const months = (count: number, infix: string, startMonth = 1, yearShift = 0): Span => ({
  kind: 'months',
  count,
  infix,
  startMonth,
  yearShift,
});

type Row = readonly [name: string, displayName: string, duration: string, format: string, order: number, span: Span];

const EVERYWHERE: readonly Row[] = [
  ['Daily', 'Daily', 'P1D', 'yyyyMMdd', 1, { kind: 'day' }],
  ['Weekly', 'Weekly', 'P7D', 'yyyyWn', 7, weeks('W', 1)],
  ['WeeklyWednesday', 'Weekly Wednesday', 'P7D', 'yyyyWedWn', 7, weeks('WedW', 3)],
  ['WeeklyThursday', 'Weekly Thursday', 'P7D', 'yyyyThuWn', 7, weeks('ThuW', 4)],
  ['WeeklySaturday', 'Weekly Saturday', 'P7D', 'yyyySatWn', 7, weeks('SatW', 6)],
  ['WeeklySunday', 'Weekly Sunday', 'P7D', 'yyyySunWn', 7, weeks('SunW', 7)],
  ['BiWeekly', 'Bi-weekly', 'P14D', 'yyyyBiWn', 14, { kind: 'weeks', count: 2, infix: 'BiW', startsOn: 1 }],
  ['Monthly', 'Monthly', 'P1M', 'yyyyMM', 30, months(1, '')],
  ['BiMonthly', 'Bi-monthly', 'P2M', 'yyyyMMB', 61, months(2, 'B')],
  ['Quarterly', 'Quarterly', 'P3M', 'yyyyQn', 91, months(3, 'Q')],
  ['QuarterlyNov', 'Quarterly November', 'P3M', 'yyyyNovQn', 91, months(3, 'NovQ', 11, -1)],
  ['SixMonthly', 'Six-monthly', 'P6M', 'yyyySn', 182, months(6, 'S')],
  ['SixMonthlyApril', 'Six-monthly April', 'P6M', 'yyyyAprilSn', 182, months(6, 'AprilS', 4)],
  ['SixMonthlyNov', 'Six-monthly November', 'P6M', 'yyyyNovSn', 182, months(6, 'NovS', 11, -1)],
  ['Yearly', 'Yearly', 'P1Y', 'yyyy', 365, months(12, '')],
  ['FinancialApril', 'Financial April', 'P1Y', 'yyyyApril', 365, months(12, 'April', 4)],
  ['FinancialJuly', 'Financial July', 'P1Y', 'yyyyJuly', 365, months(12, 'July', 7)],
  ['FinancialOct', 'Financial October', 'P1Y', 'yyyyOct', 365, months(12, 'Oct', 10)],
  ['FinancialNov', 'Financial November', 'P1Y', 'yyyyNov', 365, months(12, 'Nov', 11, -1)],
];

const LATER: readonly (readonly [since: ReleaseLine, row: Row])[] = [
  ['2.42', ['FinancialSep', 'FinancialSep', 'P1Y', 'yyyySep', 365, months(12, 'Sep', 9)]],
  ['2.43', ['FinancialFeb', 'Financial February', 'P1Y', 'yyyyFeb', 365, months(12, 'Feb', 2)]],
  ['2.43', ['FinancialAug', 'Financial August', 'P1Y', 'yyyyAug', 365, months(12, 'Aug', 8)]],
  ['2.43', ['WeeklyFriday', 'WeeklyFriday', 'P7D', 'yyyyFriWn', 7, weeks('FriW', 5)]],
];

const typeOf = ([name, displayName, isoDuration, isoFormat, frequencyOrder, span]: Row): PeriodType => ({
  name,
  displayName,
  isoDuration,
  isoFormat,
  frequencyOrder,
  span,
});

const TYPES: readonly PeriodType[] = [
  ...EVERYWHERE.map(typeOf),
  ...LATER.map(([since, row]) => ({ ...typeOf(row), since })),
];

/** The period types of a release (transcript 427). */
export function periodTypes(line: ReleaseLine): readonly PeriodType[] {
  return TYPES.filter(({ since }) => since === undefined || since <= line);
}
