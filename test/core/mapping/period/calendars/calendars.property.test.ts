import fc from 'fast-check';

import type { CalendarSystem } from '../../../../../src/core/mapping/period/calendars/calendar-system';
import { ETHIOPIAN } from '../../../../../src/core/mapping/period/calendars/ethiopian';
import { ISO } from '../../../../../src/core/mapping/period/calendars/iso';
import { NEPALI } from '../../../../../src/core/mapping/period/calendars/nepali';
import { LocalPeriods, NoPeriod } from '../../../../../src/core/mapping/period/local-periods';
import { countedPeriod, parsePeriod, periodHolding } from '../../../../../src/core/mapping/period/period';
import type { Period, PeriodType } from '../../../../../src/core/mapping/period/period';
import { PERIOD_TYPES, ruleOf } from '../../../../../src/core/mapping/period/type';

const TYPES = PERIOD_TYPES.filter((type) => ruleOf(type).kind !== 'weeks');
const WITHOUT_PAGUME = 'Daily Monthly BiMonthly Quarterly SixMonthly Yearly'.split(' ');

/** The days that all types have periods around: the first and last years of the Nepali table lack what runs out of it. */
const RANGES: readonly (readonly [CalendarSystem, number, number])[] = [
  [ISO, day(3, 1, 1), day(9997, 1, 1)],
  [ETHIOPIAN, ETHIOPIAN.dayNumber(2, 1, 1), ETHIOPIAN.dayNumber(9990, 1, 1)],
  [NEPALI, NEPALI.dayNumber(2001, 3, 1), NEPALI.dayNumber(2097, 1, 1)],
];

describe.each(RANGES.map(([system, first, last]) => [system.name, system, first, last] as const))(
  'the %s calendar',
  (_, system, first, last) => {
    const days = fc.integer({ min: first, max: last });
    const types = fc.constantFrom(...TYPES);

    it('has a date for every day, and the day for every date', () => {
      fc.assert(
        fc.property(days, (given) => {
          const date = system.dateOf(given)!;
          // Month 13 carries into the next year, as months do; the days of Pagume follow month 12.
          const found =
            date.month === 13
              ? system.lastDay(date.year, 12) + date.day
              : system.dayNumber(date.year, date.month, date.day);
          expect(found).toBe(given);
        }),
      );
    });

    it('has the day in the period that is found for it, and that period in its id', () => {
      fc.assert(
        fc.property(days, types, (given, type) => {
          const period = countedPeriod(system.dateOf(given)!, type, system);
          if (isLeftOut(system, type, given)) return expect(period).toBeUndefined();
          expect(period!.start).toBeLessThanOrEqual(given);
          expect(period!.end).toBeGreaterThanOrEqual(given);
          expect(parsePeriod(period!.id, system)).toEqual(period);
        }),
      );
    });

    it('has periods that meet, but for the days of Pagume', () => {
      fc.assert(
        fc.property(days, types, (given, type) => {
          const period = countedPeriod(system.dateOf(given)!, type, system);
          if (!period) return;
          const next = following(period, system);
          for (let between = period.end + 1; between < next.start; between += 1) {
            expect(isLeftOut(system, type, between)).toBe(true);
          }
          expect(next.start - period.end).toBeLessThanOrEqual(7);
        }),
      );
    });
  },
);

describe('ISO 8601 by the mechanism of the calendars', () => {
  it('is what it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: day(1, 2, 1), max: day(9997, 1, 1) }), fc.constantFrom(...TYPES), (given, type) => {
        const date = ISO.dateOf(given)!;
        expect(countedPeriod(date, type, ISO)).toEqual(periodHolding(date, type));
      }),
    );
  });
});

describe('the Ethiopian calendar', () => {
  it('agrees with the Julian one, whose 29 August (30 before a leap year) is its new year', () => {
    // Another way: the Ethiopian year y begins on Julian 29 August of y + 7, a day later where y + 8 is a Julian leap year.
    for (let year = 1; year <= 3_000; year += 1) {
      const julian = julianDay(year + 7, 8, (year + 8) % 4 === 0 ? 30 : 29);
      expect(ETHIOPIAN.dayNumber(year, 1, 1)).toBe(julian);
    }
  });

  it('has 365 days a year, and 366 in the year before one that 4 divides', () => {
    for (let year = 1; year <= 3_000; year += 1) {
      const length = ETHIOPIAN.dayNumber(year + 1, 1, 1) - ETHIOPIAN.dayNumber(year, 1, 1);
      expect(length).toBe((year + 1) % 4 === 0 ? 366 : 365);
    }
  });
});

describe('the Nepali calendar', () => {
  it('has consecutive days that follow each other from 2000-01-01 to 2100-12-30', () => {
    const first = NEPALI.dayNumber(2000, 1, 1);
    const last = NEPALI.lastDay(2100, 12);
    expect([first, last].map((each) => new Date(each * 86_400_000).toISOString().slice(0, 10))).toEqual([
      '1943-04-14',
      '2044-04-15',
    ]);
    let before = NEPALI.dateOf(first)!;
    for (let each = first + 1; each <= last; each += 1) {
      const date = NEPALI.dateOf(each)!;
      const isNext = date.day === before.day + 1 && date.month === before.month && date.year === before.year;
      const isFirst = date.day === 1 && (date.month === before.month + 1 || (date.month === 1 && before.month === 12));
      if (!isNext && !isFirst) throw new Error(`${JSON.stringify(date)} follows ${JSON.stringify(before)}`);
      before = date;
    }
    expect(NEPALI.dateOf(first - 1)).toBeUndefined();
    expect(NEPALI.dateOf(last + 1)).toBeUndefined();
  });

  it('has months of 29 to 32 days that sum up to years of 364 to 366', () => {
    for (let year = 2000; year <= 2100; year += 1) {
      const lengths = Array.from({ length: 12 }, (_, index) => {
        return NEPALI.lastDay(year, index + 1) - NEPALI.dayNumber(year, index + 1, 1) + 1;
      });
      expect(Math.min(...lengths)).toBeGreaterThanOrEqual(29);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(32);
      const sum = lengths.reduce((total, length) => total + length, 0);
      // 2096 has 364 in DHIS2's source; no other year has.
      expect(sum).toBeGreaterThanOrEqual(year === 2096 ? 364 : 365);
      expect(sum).toBeLessThanOrEqual(366);
    }
  });

  it('knows no year beyond its table', () => {
    const periods = new LocalPeriods(NEPALI, '2.43');
    for (const id of ['199912', '210101', '20991301', '21010101', '2101', '1999Q4', '2100April', '20000100']) {
      expect(periods.fromId(id)).toBeInstanceOf(NoPeriod);
    }
    expect(periods.fromId('210012')).toMatchObject({ id: '210012' });
  });
});

/** Whether the day is one of Pagume, and the type leaves those out. */
function isLeftOut(system: CalendarSystem, type: PeriodType, given: number): boolean {
  return system.dateOf(given)!.month === 13 && WITHOUT_PAGUME.includes(type);
}

/** The period of the type that comes next. */
function following({ type, end }: Period, system: CalendarSystem): Period {
  for (let given = end + 1; given <= end + 7; given += 1) {
    const period = countedPeriod(system.dateOf(given)!, type, system);
    if (period) return period;
  }
  throw new Error(`No ${type} period follows day ${end}`);
}

function day(year: number, month: number, date: number): number {
  return ISO.dayNumber(year, month, date);
}

/** The day number of a Julian date, by the Julian day number (Wikipedia, "Julian day"). */
function julianDay(year: number, month: number, date: number): number {
  const shifted = Math.floor((14 - month) / 12);
  const years = year + 4800 - shifted;
  const months = month + 12 * shifted - 3;
  const julianDayNumber = date + Math.floor((153 * months + 2) / 5) + 365 * years + Math.floor(years / 4) - 32_083;
  return julianDayNumber - 2_440_588;
}
