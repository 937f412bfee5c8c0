import { findCalendar } from '../../../src/core/mapping/period/calendars/calendars';
import type { Dhis2Habits } from '../../../src/core/model/version';
import type { MapperOptions } from '../../support/mapping';
import { mapRow, outcome } from '../../support/mapping';
import { dayOf } from '../../support/recorded-calendars';
import { streamSettings } from '../../support/recorded-index';

/** The day of the recordings: 19 Hidar 2019 and 12 Mangsir 2083. */
const TODAY = dayOf('2026-11-28');

function at(calendar: 'ethiopian' | 'nepali', options: MapperOptions = {}): MapperOptions {
  return { ...options, index: { localCalendar: { system: findCalendar(calendar)!, today: TODAY } } };
}

const ROW = { data_set: 'dsMONTHLY01', data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', value: '5' };

/** What becomes of a row: its outcome, or the sentence of its refusal. */
function said(row: Readonly<Record<string, unknown>>, options: MapperOptions): string {
  const mapped = mapRow(row, options);
  return mapped.refused[0]?.refusal.text ?? outcome(mapped).join(', ');
}

describe('ids in rows', () => {
  it('are ids of the server’s calendar', () => {
    expect(said({ ...ROW, period: '201901' }, at('ethiopian'))).toMatch(/ouFACIL0001 201901 = 5$/);
    expect(said({ ...ROW, period: '2083-07' }, at('nepali'))).toMatch(/ouFACIL0001 208307 = 5$/);
  });

  const versions: readonly Dhis2Habits[] = ['2.41', '2.42', '2.43'];
  test.each(versions.flatMap((habits) => [true, false].map((preflight) => [habits, preflight] as const)))(
    'beyond the open periods are refused on %s, preflight %s',
    (habits, preflight) => {
      const options = { habits, core: { preflight } };
      expect(said({ ...ROW, period: '202501' }, at('ethiopian', options))).toBe(
        'The period 202501 is Meskerem 2025 (11 September to 10 October 2032) here, and data set dsMONTHLY01 takes ' +
          'periods up to 201902 (Tikemet 2019). Was January 2025 meant? Ids in rows are of the Ethiopian calendar, as in ' +
          'DHIS2; with a Gregorian date in a column, use `period_from`.',
      );
      expect(said({ ...ROW, period: '201904' }, at('ethiopian', options))).toMatch(/takes periods up to 201902/);
      expect(said({ ...ROW, period: '201903' }, at('ethiopian', options))).toMatch(/takes periods up to 201902/);
      expect(said({ ...ROW, period: '208308' }, at('nepali', options))).toBe(
        'The period 208308 is Mangsir 2083 (17 November to 15 December 2026) here, and data set dsMONTHLY01 takes ' +
          'periods up to 208307 (Kartik 2083).',
      );
    },
  );

  it('that would be recent as Gregorian ones, and are long ago, are refused', () => {
    expect(said({ ...ROW, period: '202501' }, at('nepali'))).toBe(
      'The period 202501 is Baishak 2025 (13 April to 13 May 1968) here. Was January 2025 meant? Ids in rows are of the ' +
        'Nepali calendar, as in DHIS2; with a Gregorian date in a column, use `period_from`.',
    );
    expect(said({ ...ROW, period: '205001' }, at('nepali'))).toMatch(/205001 = 5$/);
  });

  it('that the calendar does not have are refused, with what is wrong with them', () => {
    expect(said({ ...ROW, period: '201513' }, at('ethiopian'))).toMatch(
      /^The period `201513` is none here\. Month 13 is Pag/,
    );
    expect(said({ ...ROW, period: '208100' }, at('nepali'))).toMatch(
      /^The period `208100` is none here\. Its month is 00/,
    );
    expect(said({ ...ROW, period: '2015W01' }, at('ethiopian'))).toMatch(/DHIS2 2\.42 refuses the id of every week/);
  });
});

describe('dates of period_from', () => {
  const settings = (periodType: string): MapperOptions => ({
    settings: streamSettings({ periodFrom: { column: 'seen', periodType } }),
  });

  it('become ids of the server’s calendar', () => {
    expect(said({ ...ROW, seen: '2022-09-11' }, at('ethiopian', settings('Monthly')))).toMatch(/ 201501 = 5$/);
    expect(said({ ...ROW, seen: '2024-04-13T10:00:00' }, at('nepali', settings('Monthly')))).toMatch(/ 208101 = 5$/);
  });

  it('were written by nobody as ids: none is taken for a Gregorian one', () => {
    expect(said({ ...ROW, seen: '2026-12-25' }, at('ethiopian', settings('Monthly')))).toBe(
      'The period 201904 is Tahesas 2019 (10 December 2026 to 8 January 2027) here, and data set dsMONTHLY01 takes ' +
        'periods up to 201902 (Tikemet 2019).',
    );
    expect(said({ ...ROW, seen: '1968-04-20' }, at('nepali', settings('Monthly')))).toMatch(/ 202501 = 5$/);
  });

  it('in Pagume, or as weeks, are refused', () => {
    expect(said({ ...ROW, seen: '2023-09-08' }, at('ethiopian', settings('Monthly')))).toBe(
      'seen: The date 2023-09-08 is 3 Pagume 2015, and no Monthly period of this DHIS2 holds Pagume. In the view, give ' +
        'the date of the month that the value counts for; QuarterlyNov, SixMonthlyApril, SixMonthlyNov and the Financial ' +
        'types hold Pagume.',
    );
    expect(said({ ...ROW, seen: '2022-09-12' }, at('nepali', settings('Weekly')))).toMatch(
      /^seen: Weekly periods are not/,
    );
  });
});

describe('DATE and AGE elements', () => {
  test.each([true, false])(
    'are refused with preflight %s, since nobody knows the calendar of the date',
    (preflight) => {
      const row = { ...ROW, data_element: 'deDATE00001', period: '201901', value: '2023-01-31' };
      expect(said(row, at('ethiopian', { core: { preflight } }))).toMatch(
        /^The value is a date, and this DHIS2 counts in the Ethiopian calendar: it keeps dates as they are sent/,
      );
      expect(mapRow(row, at('ethiopian')).refused[0]?.refusal).toMatchObject({
        cause: 'not-of-calendar',
        code: 'CALENDAR',
      });
    },
  );
});
