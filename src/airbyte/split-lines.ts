import { isUtf8 } from 'node:buffer';
import { ProtocolError } from '../errors';
import { encodingOf, NotUtf8Error } from './encoding';

/** A line of input without its end. */
export interface Line {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
  /** False only for a last line that no newline ended. */
  readonly ended: boolean;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Splits bytes into lines, one array a chunk, so that nothing is awaited per line; the next chunk is taken when the
 * caller comes back. Lines end at `\n`; a `\r` before it, blank lines and a byte order mark at the start are dropped.
 * @param maxLineBytes - A longer line is an error, not a reason to run out of memory.
 * @throws {@link ProtocolError} If a line is too long or is no UTF-8; the message has its number and length only.
 */
export async function* splitLines(
  input: AsyncIterable<Buffer | string>,
  maxLineBytes: number,
): AsyncGenerator<readonly Line[]> {
  let tail: Buffer[] = [];
  let tailBytes = 0;
  let number = 1;

  for await (const part of input) {
    const chunk = typeof part === 'string' ? Buffer.from(part) : part;
    const end = chunk.lastIndexOf(NEWLINE);
    if (end === -1) {
      tail.push(chunk);
      tailBytes += chunk.length;
      if (tailBytes > maxLineBytes) throw tooLong(number, tailBytes, maxLineBytes);
      continue;
    }
    const head = chunk.subarray(0, end);
    const whole = tailBytes === 0 ? head : Buffer.concat([...tail, head]);
    checkBytes(whole, number, maxLineBytes);
    const lines = cut(whole, number);
    tail = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : [];
    tailBytes = chunk.length - end - 1;
    number += lines.count;
    if (lines.found.length > 0) yield lines.found;
  }
  if (tailBytes > 0) {
    const last = Buffer.concat(tail);
    checkBytes(last, number, maxLineBytes);
    const { found } = cut(last, number);
    if (found.length > 0) yield found.map((line) => ({ ...line, ended: false }));
  }
}

/** Cuts bytes into lines; decoding all of them at once is several times faster than one by one. */
function cut(bytes: Buffer, first: number): { readonly found: Line[]; readonly count: number } {
  const text = bytes.toString('utf8');
  const found: Line[] = [];
  let number = first;
  let start = number === 1 && text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  for (;;) {
    const newline = text.indexOf('\n', start);
    let end = newline === -1 ? text.length : newline;
    if (end > start && text.charCodeAt(end - 1) === CARRIAGE_RETURN) end -= 1;
    if (end > start) found.push({ number, text: text.slice(start, end), ended: true });
    number += 1;
    if (newline === -1) return { found, count: number - first };
    start = newline + 1;
  }
}

/** Looks at lines one by one only where something may be wrong. */
function checkBytes(bytes: Buffer, first: number, maxLineBytes: number): void {
  if (bytes.length <= maxLineBytes && isUtf8(bytes)) return;
  let number = first;
  let start = 0;
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const line = bytes.subarray(start, newline === -1 ? bytes.length : newline);
    if (line.length > maxLineBytes) throw tooLong(number, line.length, maxLineBytes);
    if (!isUtf8(line)) {
      throw new NotUtf8Error(`Line ${number} of the input (${line.length} bytes)`, encodingOf(line));
    }
    if (newline === -1) return;
    number += 1;
    start = newline + 1;
  }
}

function tooLong(number: number, bytes: number, maxLineBytes: number): ProtocolError {
  return new ProtocolError(
    `Line ${number} of the input is longer than ${maxLineBytes} bytes (${bytes} so far). ` +
      'A message of this size is not read; make the rows of the view smaller.',
  );
}
