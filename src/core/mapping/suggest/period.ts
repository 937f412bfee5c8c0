import { weekday } from '../period/calendar';
import { isPeriodType, parsePeriod } from '../period/period';
import { isWritableType } from '../period/written-types';
import type { LocalCalendar } from '../period/calendars/calendars';
import type { MetadataIndex } from '../metadata/metadata-index';
import type { Field } from '../../model/settings';
import type { ColumnSample } from './samples';

/** The column that tells a row's period: by its id, or by a date. */
export type FoundPeriod = { readonly column: string; readonly notes: readonly string[] } & (
  | { readonly kind: 'id' }
  | {
      readonly kind: 'date';
      /** The period type of the data sets of these elements, or what the dates look like. */
      readonly typeFor: (elements: readonly string[], metadata: MetadataIndex) => string;
    }
);

const LIKELY = /period|month|week|quarter|year|date|day|^pe$/i;
const UNLIKELY = /updat|creat|load|sync|insert|modif|extract|birth|complete/i;

/** Finds it among the column called so, and the open ones. */
export function findPeriod({
  fields,
  samples,
  open,
  constants,
  metadata: { localCalendar },
}: {
  readonly fields: Map<Field, string>;
  readonly samples: ReadonlyMap<string, ColumnSample>;
  readonly open: Set<string>;
  readonly constants: ReadonlyMap<Field, string>;
  readonly metadata: MetadataIndex;
}): FoundPeriod | undefined {
  const named = fields.get('period');
  if (constants.has('period')) return undefined;
  const of = (column: string): ColumnSample => samples.get(column)!;
  const fits = [...open].filter(
    (column) => !UNLIKELY.test(column) && Math.max(of(column).periods, of(column).dates) >= 0.8,
  );
  // A number of four digits may be anything.
  const likely = fits.filter(
    (column) => LIKELY.test(column) || [...of(column).texts].every((text) => text.length > 4 && !/^\d+$/.test(text)),
  );
  const column = named ?? likely.find((each) => LIKELY.test(each)) ?? likely[0];
  if (column === undefined) return undefined;
  open.delete(column);
  const { dates, periods, texts } = of(column);
  // Days of the server's own calendar look like Gregorian ones; a column called period holds its ids.
  const holdsIds = localCalendar !== undefined && column === named && periods >= 0.8;
  if (dates < 0.8 || holdsIds) {
    fields.set('period', column);
    return { kind: 'id', column, notes: [] };
  }
  fields.delete('period');
  const notes = notesOn(of(column), localCalendar);
  return { kind: 'date', column, notes, typeFor: (elements, metadata) => typeOf(texts, elements, metadata) };
}

/** What a person should know of dates that periods are made of. */
function notesOn({ column, texts }: ColumnSample, localCalendar: LocalCalendar | undefined): readonly string[] {
  const zoned = [...texts].some((text) => /[T ]\d\d:.*(Z|[+-]\d\d(:?\d\d)?)$/.test(text));
  const title = localCalendar?.system.title;
  const inZone = `${column} has a time zone: cast it to a date in the view (${column}::date), in the zone that people report in.`;
  const gregorian =
    `${column} is taken for Gregorian dates, from which \`period_from\` makes ${title} periods. If its dates are ${title} ` +
    'ones already, give period ids in the view, in a column called period.';
  return [...(zoned ? [inZone] : []), ...(title === undefined ? [] : [gregorian])];
}

function typeOf(texts: ReadonlySet<string>, elements: readonly string[], metadata: MetadataIndex): string {
  const types = elements.flatMap(
    (uid) => metadata.elementOf(uid)?.dataSets.flatMap(({ periodType }) => periodType ?? []) ?? [],
  );
  const calendar = metadata.localCalendar?.system;
  const isWritten = (type: string): boolean => !calendar || !isPeriodType(type) || isWritableType(type, calendar);
  const counts = new Map<string, number>();
  for (const type of types.filter(isWritten)) counts.set(type, (counts.get(type) ?? 0) + 1);
  const [best] = [...counts].sort((one, other) => other[1] - one[1]);
  if (best) return best[0];
  const days = [...texts].map((text) => text.slice(0, 10));
  if (days.every((day) => day.endsWith('-01'))) return 'Monthly';
  const isMonday = (day: string): boolean => weekday(parsePeriod(day)?.start ?? 0) === 0;
  return days.every(isMonday) && isWritten('Weekly') ? 'Weekly' : 'Monthly';
}
