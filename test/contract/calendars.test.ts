import { groupBy } from 'lodash';
import { replayCalendar } from './calendar-replay';
import type { LeftOut } from './calendar-replay';
import { VERSIONS } from './transcripts';

/** What is not replayed, and why. */
const LEFT_OUT: readonly LeftOut[] = [
  {
    names: /BiWeek|biweek|THIS_WEEK/,
    reason: 'bi-weeks and weeks, which these servers store under other ids; the connector sends none',
  },
  { names: /switch-/, reason: 'values that were stored before the calendar was set; the connector never does that' },
  { names: /mixed-periods/, reason: 'metadata cannot be written where quarters of two calendars were stored' },
  {
    names: /^\d+-orgunit-|input-periods-(get|dataset-2019)/,
    reason: 'writing metadata with dates, which is not about calendars',
  },
  {
    names:
      /omplete(Date)?-(2023-02-29|2023-02-30|2015-13-05|2081-02-32)|complete-28-02|by-dates-2081-02-32|by-dates-2015-13/,
    reason: 'Gregorian days that do not exist; the connector refuses them itself',
  },
  { names: /datavalue-post-bad|analytics-relative/, reason: 'single values, and relative periods of the past' },
  {
    names: /Monthly-(197001|199912)/,
    reason: 'Nepali years before 2000, to which these servers give wrong days; the connector sends none',
  },
  {
    names: /Monthly-208100/,
    versions: ['2.41.9.1', '2.42.5.2'],
    reason: 'month 00, which is a row of its own that shows the id of another; the connector sends none',
  },
];

const SERVERS = [
  ...['ethiopian', 'nepali'].flatMap((calendar) => VERSIONS.map((version) => [calendar, version] as const)),
  ...['iso8601', 'gregorian'].flatMap((calendar) =>
    (['2.42.5.2', '2.43.1'] as const).map((version) => [calendar, version] as const),
  ),
];

/** The most that may be left out, as a share of what was recorded. */
const MOST_LEFT_OUT = 0.2;

describe.each(SERVERS)('the sandbox set to the %s calendar, as DHIS2 %s', (calendar, version) => {
  it('answers every recorded request as the server did', async () => {
    const { asked, equal, leftOut, different } = await replayCalendar(calendar, version, LEFT_OUT);
    const lines = Object.entries(groupBy([...leftOut], ([, reason]) => reason)).map(
      ([reason, rows]) => `  left out ${rows.length}: ${reason}`,
    );
    const totals = `${calendar} ${version}: asked ${asked}, equal ${equal}, left out ${leftOut.size}`;
    process.stdout.write(`${[totals, ...lines].join('\n')}\n`);
    expect(different).toEqual([]);
    expect(leftOut.size / (asked + leftOut.size)).toBeLessThan(MOST_LEFT_OUT);
  });
});
