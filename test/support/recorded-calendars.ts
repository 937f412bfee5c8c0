import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A period as a server's own table has it; the days are ISO dates. */
export interface RecordedPeriod {
  readonly id: string;
  readonly start: string;
  readonly end: string;
}

interface Recorded {
  readonly periods: Readonly<Record<string, readonly RecordedPeriod[] | string>>;
  readonly refused?: Readonly<Record<string, readonly string[]>>;
  readonly storedAsAnotherPeriod?: Readonly<Record<string, readonly RecordedPeriod[]>>;
  readonly otherSpellings?: Readonly<Record<string, readonly RecordedPeriod[]>>;
}

const CALENDARS = (
  JSON.parse(readFileSync(join(__dirname, '..', 'transcripts-calendar', 'calendars.json'), 'utf8')) as {
    calendars: Readonly<Record<string, Readonly<Record<string, Recorded>>>>;
  }
).calendars;

/** The versions that were set to a calendar. */
export function recordedVersions(calendar: string): readonly string[] {
  return Object.keys(CALENDARS[calendar] ?? {});
}

/** Each period type with the ids and days that a server of the version had in that calendar. */
export function recordedPeriods(calendar: string, version: string): ReadonlyMap<string, readonly RecordedPeriod[]> {
  const all = CALENDARS[calendar] ?? {};
  const lists = Object.entries(all[version]?.periods ?? {}).map(([type, list]) => {
    // A list that is the same as that of another version is told by its name: `same as 2.41.9.1`.
    const same = typeof list === 'string' ? all[list.replace('same as ', '')]?.periods[type] : list;
    if (!Array.isArray(same)) throw new Error(`${calendar} ${version} ${type} is not to be found`);
    return [type, same as readonly RecordedPeriod[]] as const;
  });
  return new Map(lists);
}

/** Ids that a server refused, stored as another one or took for a second spelling: none of them is ever to be sent. */
export function recordedMisfits(calendar: string, version: string): ReadonlyMap<string, readonly string[]> {
  const {
    refused = {},
    storedAsAnotherPeriod = {},
    otherSpellings = {},
  } = CALENDARS[calendar]?.[version] ?? {
    periods: {},
  };
  const misfits = new Map<string, string[]>(Object.entries(refused).map(([type, ids]) => [type, [...ids]]));
  for (const [type, periods] of [...Object.entries(storedAsAnotherPeriod), ...Object.entries(otherSpellings)]) {
    misfits.set(type, [...(misfits.get(type) ?? []), ...periods.map(({ id }) => id)]);
  }
  return misfits;
}

/** Days since 1970-01-01 of `yyyy-mm-dd`. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}
