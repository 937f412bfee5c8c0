import { groupBy } from 'lodash';
import { replayCalendar } from './calendar-replay';
import type { LeftOut } from './calendar-replay';
import { VERSIONS } from './transcripts';

/** What is not replayed, and why. */
const LEFT_OUT: readonly LeftOut[] = [];

/** The most that may be left out, as a share of what was recorded. */
const MOST_LEFT_OUT = 0.2;

describe.each(['ethiopian', 'nepali'].flatMap((calendar) => VERSIONS.map((version) => [calendar, version] as const)))(
  'the sandbox set to the %s calendar, as DHIS2 %s',
  (calendar, version) => {
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
  },
);
