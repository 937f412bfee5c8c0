import { findCalendar } from '../../../../src/core/mapping/period/calendars/calendars';
import { suggestEntry, type Suggestion } from '../../../../src/core/mapping/suggest/suggest';
import { dayOf } from '../../../support/recorded-calendars';
import { BY_UID, recordedIndex } from '../../../support/recorded-index';

function suggestionFor(rows: readonly Record<string, unknown>[], calendar?: 'ethiopian'): Suggestion {
  const index = recordedIndex(
    calendar ? { localCalendar: { system: findCalendar(calendar)!, today: dayOf('2026-11-28') } } : {},
  );
  const columns = Object.keys(rows[0]!);
  return suggestEntry({ stream: 'cases', settings: undefined, columns, rows, idSchemes: BY_UID, metadata: index });
}

const VALUE = { data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', value: 5 };

describe('where DHIS2 counts in another calendar, suggest', () => {
  test('takes a column for periods by the ids of that calendar', () => {
    const days = [{ ...VALUE, period: '2017-02-30' }];
    expect(suggestionFor(days, 'ethiopian').entry.columns).toContainEqual({ column: 'period', field: 'period' });
    const weeks = [{ ...VALUE, report: '2025W5' }];
    expect(suggestionFor(weeks).entry.columns).toContainEqual({ column: 'report', field: 'period' });
    expect(suggestionFor(weeks, 'ethiopian').entry.columns).not.toContainEqual({ column: 'report', field: 'period' });
  });

  test('does not make a period of days that look like Gregorian ones in a column called period', () => {
    const { entry } = suggestionFor([{ ...VALUE, period: '2017-02-03' }], 'ethiopian');
    expect(entry.period_from).toBeUndefined();
    expect(entry.columns).toContainEqual({ column: 'period', field: 'period' });
  });

  test('says that dates are Gregorian, and proposes no weeks', () => {
    const mondays = [{ ...VALUE, data_element: 'deUNKNOWN01', report_date: '2025-01-13' }];
    expect(suggestionFor(mondays).entry.period_from?.period_type).toBe('Weekly');
    const { entry, notes } = suggestionFor(mondays, 'ethiopian');
    expect(entry.period_from).toEqual({ column: 'report_date', period_type: 'Monthly' });
    expect(notes.join(' ')).toContain('report_date is taken for Gregorian dates');
  });
});
