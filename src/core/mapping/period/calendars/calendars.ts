import { ConfigError } from '../../../../errors';
import type { CalendarSystem } from './calendar-system';
import { ETHIOPIAN } from './ethiopian';
import { NEPALI } from './nepali';

/** The calendar of a server that does not count in ISO 8601. */
export interface LocalCalendar {
  readonly system: CalendarSystem;
  /** The server's day at the start, in days since 1970-01-01. */
  readonly today: number;
}

/** Why DHIS2's other calendars are refused (dhis2/README.md section 13). */
const REFUSED: Readonly<Record<string, string>> = {
  coptic: 'DHIS2 has a month 13 there, and the quarters and half years that start in November leave 30 days out',
  islamic: 'its months start with the new moon, and the table that DHIS2 takes instead is a day off other tables',
  julian: 'it was tried on two versions of DHIS2 only, and no server is known that counts in it',
  persian: 'DHIS2 stores its weeks under other ids, and takes days that do not exist for other days',
  thai: 'DHIS2 2.43 takes every period there for one in the future, and refuses it',
};

/**
 * The calendar that a server counts in; undefined for ISO 8601, as which DHIS2 counts `gregorian` too.
 *
 * @param name - `calendar` of `/api/system/info`; DHIS2 says `iso8601` there for a setting it does not know (transcript 1228).
 * @throws {@link ConfigError} For a calendar in which the connector cannot write.
 */
export function findCalendar(name: string | undefined): CalendarSystem | undefined {
  switch (name) {
    case undefined:
    case 'iso8601':
    case 'gregorian':
      return undefined;
    case 'ethiopian':
      return ETHIOPIAN;
    case 'nepali':
      return NEPALI;
    default:
      throw new ConfigError(
        `This DHIS2 counts in the ${name} calendar (System settings, Calendar), and the connector does not write there: ` +
          `${REFUSED[name] ?? 'nobody has tried it'}. It writes where DHIS2 counts in ISO 8601, Gregorian, Ethiopian or ` +
          'Nepali.',
      );
  }
}
