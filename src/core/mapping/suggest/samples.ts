import type { CalendarSystem } from '../period/calendars/calendar-system';
import { parsePeriod, readDate } from '../period/period';
import type { Row } from '../../model/record-mapper';
import { ExactNumber } from '../value-type/value-type';

/** Different texts of a column that are looked at. */
const MAX_TEXTS = 200;

/** What the first rows hold in a column. */
export interface ColumnSample {
  readonly column: string;
  /** Different texts, numbers among them as they are written. */
  readonly texts: ReadonlySet<string>;
  /** Shares of these, from 0 to 1. */
  readonly numbers: number;
  readonly dates: number;
  readonly periods: number;
  /** Whether it holds JSON objects or arrays. */
  readonly nested: boolean;
}

/** Looks at the first rows' cells of each column. @param calendar - That of period ids: the server's, if not ISO 8601. */
export function sampleColumns(
  columns: readonly string[],
  rows: readonly Row[],
  calendar?: CalendarSystem,
): ReadonlyMap<string, ColumnSample> {
  return new Map(columns.map((column) => [column, sampleOf(column, rows, calendar)]));
}

function sampleOf(column: string, rows: readonly Row[], calendar: CalendarSystem | undefined): ColumnSample {
  const texts = new Set<string>();
  let nested = false;
  for (const row of rows) {
    const text = textOf(row[column]);
    if (text !== undefined) texts.add(text);
    else if (typeof row[column] === 'object' && row[column] !== null) nested = true;
    if (texts.size >= MAX_TEXTS) break;
  }
  const share = (is: (text: string) => boolean): number =>
    texts.size === 0 ? 0 : [...texts].filter(is).length / texts.size;
  return {
    column,
    texts,
    numbers: share((text) => /^[-+]?\d+([.,]\d+)?$/.test(text)),
    dates: share((text) => text.length >= 10 && ['date', 'zoned'].includes(readDate(text).kind)),
    periods: share((text) => parsePeriod(text.trim(), calendar) !== undefined),
    nested: nested || [...texts].some((text) => /^\s*[[{]/.test(text)),
  };
}

function textOf(raw: unknown): string | undefined {
  if (typeof raw === 'string') return raw.trim() === '' ? undefined : raw;
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
  return raw instanceof ExactNumber ? raw.text : undefined;
}
