import { CAUSE_TEXTS } from '../core/account/cause-texts';
import { lastMember, membersOf } from '../core/model/json-members';
import type { RecordTicket, RefusedPart } from '../core/model/record-ticket';
import { cutRow } from './cut-row';

/** Where a complete date can be put into a line that was written without it. */
export interface DateRoom {
  /** Bytes of the line before it. */
  readonly at: number;
  /** The date that stands there; empty if there is none. */
  readonly date: string;
  /** What to write there: exactly as many bytes as are free. */
  readonly fill: (date: string) => Buffer;
}

/** A refused record as a line of its own. */
export interface RefusedRecord {
  readonly line: string;
  readonly room?: DateRoom;
}

/**
 * A refused record as the RECORD line that sends its refused parts again, with the reasons beside the record.
 * @param withRoom - Leave room for a complete date, in case the completion of its group is left out because of it.
 */
export function refusedRecord(
  { origin }: RecordTicket,
  refused: readonly RefusedPart[],
  withRoom: boolean,
): RefusedRecord {
  const { raw = '{"type":"RECORD"}', layout, line, ordinal } = origin;
  const text = raw.trim();
  const data = dataOf(text);
  if (!data)
    return { line: withRejection(text, JSON.stringify({ line, record: ordinal, reasons: reasonsOf(refused) })) };
  const cut = cutRow(
    text.slice(data.start, data.end),
    layout?.parts ?? {},
    refused.map(({ part }) => part),
  );
  const leftOut = cut.leftOut.length > 0 ? { left_out: cut.leftOut } : {};
  const rejection = JSON.stringify({ line, record: ordinal, ...leftOut, reasons: reasonsOf(refused) });
  const complete = withRejection(text.slice(0, data.start) + cut.text + text.slice(data.end), rejection);
  return withRoom ? withDateRoom(complete, layout?.parts.completeDate ?? 'complete_date') : { line: complete };
}

function reasonsOf(refused: readonly RefusedPart[]): readonly object[] {
  return refused.map(({ ids, part, refusal: { cause, code, by, text } }) => {
    const { sentence, advice } = CAUSE_TEXTS[cause];
    return {
      ids,
      ...(typeof part === 'string' && { column: part }),
      ...(typeof part === 'number' && { position: part + 1 }),
      cause,
      code,
      by,
      text,
      sentence,
      advice,
    };
  });
}

/** Where `record.data` stands. */
function dataOf(line: string): { readonly start: number; readonly end: number } | undefined {
  const record = lastMember(membersOf(line, 0), 'record');
  const data = record && lastMember(membersOf(line, record.valueStart), 'data');
  return data && { start: data.valueStart, end: data.valueEnd };
}

/** The line with its `rejection`, in place of the one from an earlier round if the line came from such a file. */
function withRejection(line: string, rejection: string): string {
  const earlier = lastMember(membersOf(line, 0), 'rejection');
  if (earlier) return line.slice(0, earlier.valueStart) + rejection + line.slice(earlier.valueEnd);
  return `${line.slice(0, -1)},"rejection":${rejection}}`;
}

/** `"yyyy-mm-dd"`. */
const DATE_LENGTH = 12;

/** Blanks behind the date that the row has, or at the end of the row: JSON reads over them until something is put there. */
function withDateRoom(line: string, column: string): RefusedRecord {
  const { start, end } = dataOf(line)!;
  const members = membersOf(line.slice(start, end), 0);
  const own = lastMember(members, column);
  if (own) {
    const value = line.slice(start + own.valueStart, start + own.valueEnd);
    return roomAt({
      before: line.slice(0, start + own.valueStart),
      value: value.padEnd(DATE_LENGTH),
      after: line.slice(start + own.valueEnd),
      date: /^"(\d{4}-\d\d-\d\d)/.exec(value)?.[1] ?? '',
      write: (date) => `"${date}"`,
    });
  }
  const write = (date: string): string => `${members.length > 0 ? ',' : ''}${JSON.stringify(column)}:"${date}"`;
  return roomAt({
    before: line.slice(0, end - 1),
    value: ' '.repeat(Buffer.byteLength(write('2000-01-01'))),
    after: line.slice(end - 1),
    date: '',
    write,
  });
}

interface Room {
  readonly before: string;
  /** What stands in the room for now. */
  readonly value: string;
  readonly after: string;
  readonly date: string;
  readonly write: (date: string) => string;
}

function roomAt({ before, value, after, date, write }: Room): RefusedRecord {
  const bytes = Buffer.byteLength(value);
  const fill = (later: string): Buffer => {
    const text = Buffer.from(write(later));
    return Buffer.concat([text, Buffer.alloc(bytes - text.length, ' ')]);
  };
  return { line: before + value + after, room: { at: Buffer.byteLength(before), date, fill } };
}
