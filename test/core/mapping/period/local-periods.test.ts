import { findCalendar } from '../../../../src/core/mapping/period/calendars/calendars';
import { ETHIOPIAN } from '../../../../src/core/mapping/period/calendars/ethiopian';
import { NEPALI } from '../../../../src/core/mapping/period/calendars/nepali';
import { describePeriod } from '../../../../src/core/mapping/period/describe-period';
import { LocalPeriods, NoPeriod } from '../../../../src/core/mapping/period/local-periods';
import type { PeriodType } from '../../../../src/core/mapping/period/period';
import { parsePeriod } from '../../../../src/core/mapping/period/period';

const SYSTEMS = { ethiopian: ETHIOPIAN, nepali: NEPALI };

describe('the period that holds a Gregorian date', () => {
  test.each([
    ['ethiopian', [2022, 9, 11], 'Monthly', '201501'],
    ['ethiopian', [2022, 9, 10], 'Monthly', undefined],
    ['ethiopian', [2022, 9, 5], 'Monthly', '201412'],
    ['ethiopian', [2023, 9, 11], 'QuarterlyNov', '2016NovQ1'],
    ['ethiopian', [2023, 9, 11], 'FinancialJuly', '2015July'],
    ['ethiopian', [2023, 7, 8], 'FinancialNov', '2016Nov'],
    ['ethiopian', [2023, 9, 11], 'Yearly', undefined],
    ['ethiopian', [2026, 11, 28], 'Daily', '20190319'],
    ['nepali', [2024, 4, 13], 'Monthly', '208101'],
    ['nepali', [2024, 4, 12], 'Yearly', '2080'],
    ['nepali', [2026, 11, 28], 'Daily', '20830812'],
    ['nepali', [1943, 4, 13], 'Monthly', undefined],
  ] as const)('%s: %j lies in the %s period %s', (name, [year, month, day], type, id) => {
    const period = new LocalPeriods(SYSTEMS[name], '2.42').holding({ year, month, day }, type);
    expect(period instanceof NoPeriod ? undefined : period.id).toBe(id);
  });
});

describe('what is no period says why', () => {
  test.each([
    ['ethiopian', '2.42', '201513', /^Month 13 is Pagume, .*Financial types hold Pagume\.$/],
    ['ethiopian', '2.42', '20151306', /^Month 13 is Pagume/],
    ['ethiopian', '2.42', '201500', /^Its month is 00, .*months 01 to 12\.$/],
    ['ethiopian', '2.42', '2015-01-31', /^Its day is 31, and Meskerem 2015 has the days 01 to 30\.$/],
    ['nepali', '2.43', '20810232', undefined],
    ['nepali', '2.43', '20810132', /^Its day is 32, and Baishak 2081 has the days 01 to 31\.$/],
    ['nepali', '2.43', '208100', /^Its month is 00/],
    ['nepali', '2.43', '199901', /^It lies beyond the Nepali years that DHIS2 counts rightly, 2000 to 2100/],
    [
      'ethiopian',
      '2.42',
      '2015W1',
      /refuses the id of every week \(E7611\) there\. Use a data set of days or months\.$/,
    ],
    ['ethiopian', '2.43', '2015SunW54', /^WeeklySunday .*answers an error to every request that holds a week \(500\)/],
    ['nepali', '2.41', '2081BiW1', /DHIS2 2\.41 stores bi-weeks under the ids of others there/],
    ['nepali', '2.43', '2081BiW1', /stores nothing and reports success there/],
    ['nepali', '2.43', 'January', /^It is no period id of the Nepali calendar, in which this DHIS2 counts\.$/],
  ] as const)('%s, DHIS2 %s: %s', (name, habits, id, text) => {
    const period = new LocalPeriods(SYSTEMS[name], habits).fromId(id);
    if (text === undefined) expect(period).toMatchObject({ id });
    else expect(period).toEqual({ text: expect.stringMatching(text) as unknown });
  });

  test.each([
    [
      'ethiopian',
      [2023, 9, 8],
      'Monthly',
      /^The date 2023-09-08 is 3 Pagume 2015, and no Monthly period .* holds Pagume\./,
    ],
    ['ethiopian', [2023, 9, 8], 'Weekly', /^Weekly periods are not written/],
    ['nepali', [1900, 1, 1], 'Daily', /^The date 1900-01-01 lies beyond the Nepali years/],
  ] as const)('%s: %j as %s', (name, [year, month, day], type: PeriodType, text) => {
    const period = new LocalPeriods(SYSTEMS[name], '2.42').holding({ year, month, day }, type);
    expect(period).toEqual({ text: expect.stringMatching(text) as unknown });
  });
});

describe('a period in words', () => {
  test.each([
    ['ethiopian', '201501', 'Meskerem 2015 (11 September to 10 October 2022)'],
    ['ethiopian', '2015Q1', 'Meskerem to Hidar 2015 (11 September to 9 December 2022)'],
    ['ethiopian', '2015', 'Meskerem to Nehase 2015 (11 September 2022 to 5 September 2023)'],
    ['ethiopian', '2015July', 'Megabit 2015 to Yekatit 2016 (10 March 2023 to 9 March 2024)'],
    ['ethiopian', '20150105', '5 Meskerem 2015 (15 September 2022)'],
    ['nepali', '208101', 'Baishak 2081 (13 April to 13 May 2024)'],
  ] as const)('%s: %s is %s', (name, id, words) => {
    expect(describePeriod(parsePeriod(id, SYSTEMS[name])!, SYSTEMS[name])).toBe(words);
  });
});

describe('the calendars of DHIS2', () => {
  test.each([undefined, 'iso8601', 'gregorian'])('%s is ISO 8601', (name) => {
    expect(findCalendar(name)).toBeUndefined();
  });

  test.each([
    ['coptic', 'a month 13'],
    ['islamic', 'a day off'],
    ['julian', 'two versions'],
    ['persian', 'weeks under other ids'],
    ['thai', 'one in the future'],
    ['maya', 'nobody has tried it'],
  ])('%s is refused with its reason', (name, reason) => {
    expect(() => findCalendar(name)).toThrow(
      new RegExp(`^This DHIS2 counts in the ${name} calendar .*${reason}.* It writes where DHIS2 counts in ISO 8601`),
    );
  });
});
