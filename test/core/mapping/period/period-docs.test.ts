import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { isPeriodType, parsePeriod, periodHolding, readDate } from '../../../../src/core/mapping/period/period';
import { PERIOD_TYPES } from '../../../../src/core/mapping/period/type';

const ROOT = join(__dirname, '..', '..', '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'periods.md'), 'utf8');

describe('docs/periods.md', () => {
  it('has an id of every period type', () => {
    expect(tableAfter('ids').map(([type]) => type)).toEqual(PERIOD_TYPES);
  });

  test.each(tableAfter('ids'))('%s: the days of %s', (type, id = '', ...[first, last]) => {
    expect(parsePeriod(id)).toEqual({ id, type, start: days(first), end: days(last) });
  });

  test.each(tableAfter('ids'))('%s is in the versions of DHIS2 that it names', (type, ...[, , , since = '']) => {
    const versions = ['2.41.9.1', '2.42.5.2', '2.43.1'].filter((version) => typesOf(version).includes(type));
    expect(versions[0]).toMatch(since === '' ? '2.41' : since.replace('from ', ''));
    expect(versions.at(-1)).toBe('2.43.1');
  });

  test.each(tableAfter('dates'))('%s lies in the %s period %s', (cell = '', type = '', id) => {
    const date = readDate(cell);
    if (date.kind !== 'date' || !isPeriodType(type)) throw new Error('no date, or no period type');
    expect(periodHolding(date, type).id).toBe(id);
  });
});

/** The period types that a recorded server lists. */
function typesOf(version: string): readonly string[] {
  const path = join(ROOT, 'test', 'transcripts', version, '427-periodTypes.json');
  const { response } = JSON.parse(readFileSync(path, 'utf8')) as {
    response: { body: { periodTypes: readonly { name: string }[] } };
  };
  return response.body.periodTypes.map(({ name }) => name);
}

/** The rows of the table that follows a mark in the page, each as the texts of its cells, quotes dropped. */
function tableAfter(mark: string): string[][] {
  const lines = PAGE.slice(PAGE.indexOf(`: ${mark} -->`)).split('\n');
  const start = lines.findIndex((line) => line.startsWith('| -'));
  const rows = lines.slice(start + 1);
  return rows.slice(0, rows.indexOf('')).map((row) => {
    return row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`|`$/g, ''));
  });
}

function days(date: string | undefined): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}
