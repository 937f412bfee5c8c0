import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ETHIOPIAN } from '../../../../src/core/mapping/period/calendars/ethiopian';
import { findCalendar } from '../../../../src/core/mapping/period/calendars/calendars';
import { NEPALI } from '../../../../src/core/mapping/period/calendars/nepali';
import { parsePeriod } from '../../../../src/core/mapping/period/period';
import { dayOf, recordedPeriods } from '../../../support/recorded-calendars';

const PAGE = readFileSync(join(__dirname, '..', '..', '..', '..', 'docs', 'periods.md'), 'utf8');

/** The rows of the first table behind a text of the page. */
function tableAfter(text: string): readonly (readonly string[])[] {
  const lines = PAGE.slice(PAGE.indexOf(text)).split('\n');
  const start = lines.findIndex((line) => line.startsWith('| -')) + 1;
  const rows = lines.slice(start);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

describe('docs/periods.md', () => {
  test.each(tableAfter('calendars-docs.test.ts: local -->'))(
    '%s %s: %s has these days, on recorded servers too',
    (calendar, type = '', id = '', first = '', last = '') => {
      const system = calendar === 'Nepali' ? NEPALI : ETHIOPIAN;
      expect(parsePeriod(id, system)).toEqual({ id, type, start: dayOf(first), end: dayOf(last) });
      const recorded = recordedPeriods(system.name, '2.43.1')
        .get(type)
        ?.find((each) => each.id === id);
      expect(recorded).toEqual({ id, start: first, end: last });
    },
  );

  test.each(tableAfter('### Other calendars'))(
    'says why %s is refused, in the words of the refusal',
    (name = '', why = '') => {
      expect(() => findCalendar(name.toLowerCase())).toThrow(why);
    },
  );
});
