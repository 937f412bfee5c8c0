import { dayNumber } from '../../core/mapping/period/calendar';
import type { LocalCalendar } from '../../core/mapping/period/calendars/calendars';
import { findCalendar } from '../../core/mapping/period/calendars/calendars';
import { readDate } from '../../core/mapping/period/period';
import { ProtocolError } from '../../errors';
import type { Get } from './pages';
import { readObject } from './pages';

const INFO = '/api/system/info';

/**
 * Reads which calendar the server counts in, and its day; undefined for ISO 8601.
 *
 * Period ids mean other days in other calendars: nothing is ever taken as Gregorian that is not.
 * @throws ConfigError If nothing is written in that calendar.
 */
export async function loadCalendar(get: Get): Promise<LocalCalendar | undefined> {
  const read = <T>(fields: string): Promise<T> => readObject<T>(get, INFO, { fields, shape: 'system' });
  const { calendar } = await read<{ calendar?: string }>('calendar');
  const system = findCalendar(calendar);
  if (!system) return undefined;
  const { serverDate = '' } = await read<{ serverDate?: string }>('serverDate');
  const date = readDate(serverDate.slice(0, 10));
  if (date.kind === 'date') return { system, today: dayNumber(date.year, date.month, date.day) };
  throw new ProtocolError(`DHIS2 gives no serverDate at ${INFO}, and it decides which periods are open.`);
}
