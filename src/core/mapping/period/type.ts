/** How the ids of a period type are built, and which days they mean. */
export type PeriodRule =
  | { readonly kind: 'day' }
  | {
      readonly kind: 'weeks';
      /** 1, or 2 for bi-weeks. */
      readonly weeks: 1 | 2;
      /** First day of the week, 0 for Monday to 6 for Sunday. */
      readonly startsOn: number;
      /** Stands between the year and the number. */
      readonly infix: string;
    }
  | {
      readonly kind: 'months';
      readonly months: 1 | 2 | 3 | 6 | 12;
      /** Months from January of the id's year to the start of its first period; negative for the year before. */
      readonly offset: number;
      readonly infix: string;
      /** Digits of the number; 0 where a year holds one period. */
      readonly digits: 0 | 1 | 2;
      readonly suffix: string;
    };

/**
 * Every period type that DHIS2 2.41 to 2.43 lists in `/api/periodTypes` (transcripts 427), with DHIS2's own id format.
 *
 * A year of a November type is named after the year it ends in: `2025Nov` starts on 1 November 2024.
 */
const RULES = {
  Daily: { kind: 'day' },
  Weekly: weeks(1, 0, 'W'),
  WeeklyWednesday: weeks(1, 2, 'WedW'),
  WeeklyThursday: weeks(1, 3, 'ThuW'),
  WeeklyFriday: weeks(1, 4, 'FriW'),
  WeeklySaturday: weeks(1, 5, 'SatW'),
  WeeklySunday: weeks(1, 6, 'SunW'),
  BiWeekly: weeks(2, 0, 'BiW'),
  Monthly: { kind: 'months', months: 1, offset: 0, infix: '', digits: 2, suffix: '' },
  BiMonthly: { kind: 'months', months: 2, offset: 0, infix: '', digits: 2, suffix: 'B' },
  Quarterly: parts(3, 0, 'Q'),
  QuarterlyNov: parts(3, -2, 'NovQ'),
  SixMonthly: parts(6, 0, 'S'),
  SixMonthlyApril: parts(6, 3, 'AprilS'),
  SixMonthlyNov: parts(6, -2, 'NovS'),
  Yearly: years(0, ''),
  FinancialFeb: years(1, 'Feb'),
  FinancialApril: years(3, 'April'),
  FinancialJuly: years(6, 'July'),
  FinancialAug: years(7, 'Aug'),
  FinancialSep: years(8, 'Sep'),
  FinancialOct: years(9, 'Oct'),
  FinancialNov: years(-2, 'Nov'),
} as const satisfies Record<string, PeriodRule>;

/** DHIS2's name of a period type, as metadata has it. */
export type PeriodType = keyof typeof RULES;

/** All period types, from days to years. */
export const PERIOD_TYPES = Object.keys(RULES) as readonly PeriodType[];

/** Whether DHIS2 has a period type of this name; upper and lower case count. */
export function isPeriodType(name: string): name is PeriodType {
  return Object.hasOwn(RULES, name);
}

/** How the type's ids are built. */
export function ruleOf(type: PeriodType): PeriodRule {
  return RULES[type];
}

function weeks(count: 1 | 2, startsOn: number, infix: string): PeriodRule {
  return { kind: 'weeks', weeks: count, startsOn, infix };
}

function parts(months: 3 | 6, offset: number, infix: string): PeriodRule {
  return { kind: 'months', months, offset, infix, digits: 1, suffix: '' };
}

function years(offset: number, suffix: string): PeriodRule {
  return { kind: 'months', months: 12, offset, infix: '', digits: 0, suffix };
}
