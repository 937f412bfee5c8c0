import type { Refused } from './refused';
import { refusedIfEndless, unreadable } from './refused';
import { gapIn } from './source-gap';
import { readDate } from '../period/period';
import type { Field } from '../../model/settings';
import { ExactNumber } from '../value-type/value-type';
import { isStorable } from '../value-type/cell';
import { isBlank } from '../value-type/held';

/**
 * Whether a cell is NULL; an empty text and blanks alone are taken for it, since DHIS2 stores none (E7618; blanks up to
 * 2.42 take away what was there: transcripts 980 to 984).
 */
export function isNull(raw: unknown): boolean {
  return raw === null || raw === undefined || (typeof raw === 'string' && isBlank(raw));
}

/** The text of an id; undefined where there is none. A code may be an integer column: its digits are the text. */
export function readId(raw: unknown, field: Field): string | undefined | Refused {
  if (typeof raw === 'string') return raw === '' ? undefined : raw;
  if (raw === null || raw === undefined) return undefined;
  if (typeof raw === 'number') return String(raw);
  if (raw instanceof ExactNumber) return raw.text;
  return gapIn(raw, field) ?? unreadable(`${field} is neither text nor a number.`);
}

/** Ids are at most 230 characters long in DHIS2; what is longer, or has line breaks, would only spoil the log. */
const MAX_SHOWN = 80;

/** An id as a log line may show it. */
export function showId(id: string): string {
  const line = id.slice(0, 4 * MAX_SHOWN).replace(/\s+/g, ' ');
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
}

/** A comment's text; undefined where there is none. */
export function readComment(raw: unknown): string | undefined | Refused {
  if (typeof raw === 'string') {
    const unusable = gapIn(raw, 'comment') ?? refusedIfEndless(raw, 'The comment');
    if (unusable) return unusable;
    if (isStorable(raw)) return isBlank(raw) ? undefined : raw;
    return unreadable('comment has a NUL character or half of a surrogate pair, which DHIS2 cannot store.');
  }
  if (raw === null || raw === undefined) return undefined;
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
  if (raw instanceof ExactNumber) return raw.text;
  return gapIn(raw, 'comment') ?? unreadable('comment is no text.');
}

/** Yes or no as JSON or as Postgres writes it in text; undefined where there is none. */
export function readFlag(raw: unknown, field: Field): boolean | undefined | Refused {
  if (typeof raw === 'boolean') return raw;
  if (raw === null || raw === undefined || raw === '') return undefined;
  const text = typeof raw === 'number' ? String(raw) : raw;
  switch (typeof text === 'string' ? text.toLowerCase() : '') {
    case 'true':
    case 't':
    case 'yes':
    case '1':
      return true;
    case 'false':
    case 'f':
    case 'no':
    case '0':
      return false;
    default:
      return gapIn(raw, field) ?? unreadable(`${field} is neither true nor false.`);
  }
}

/**
 * A complete date cut to its day, `yyyy-mm-dd`; undefined where there is none, false where it is no date.
 *
 * A timestamp is cut as it is written, with a zone too: the day is what people see in the view.
 */
export function readCompleteDate(raw: unknown): string | undefined | false {
  if (raw === null || raw === undefined || raw === '') return undefined;
  if (typeof raw !== 'string') return false;
  const day = raw.slice(0, 10);
  if (readDate(day).kind !== 'date') return false;
  if (raw.length === 10) return day;
  const mark = raw.charAt(10);
  return (mark === 'T' || mark === ' ') && /^\d\d:\d\d/.test(raw.slice(11)) ? day : false;
}
