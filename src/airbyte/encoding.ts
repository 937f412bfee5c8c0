import { ForeignInputError } from './foreign-input';

/** What bytes may be that are no UTF-8. */
export type Encoding = 'UTF-16' | 'Latin-1' | 'compressed';

const WHAT: Readonly<Record<Encoding, string>> = {
  'UTF-16':
    'It looks like UTF-16, which PowerShell writes by itself. Convert it: iconv -f UTF-16 -t UTF-8 in.jsonl > out.jsonl.',
  'Latin-1':
    'It may be Latin-1 (ISO 8859-1, Windows-1252). Convert it: iconv -f WINDOWS-1252 -t UTF-8 in.jsonl > out.jsonl.',
  compressed: 'It looks compressed. Unpack it first.',
};

/** A line that is no UTF-8. */
export class NotUtf8Error extends ForeignInputError {
  /** @param line - How messages name the line. */
  constructor(line: string, encoding: Encoding) {
    super(`${line} is not UTF-8. ${WHAT[encoding]} Airbyte sends UTF-8 only.`);
  }
}

/** Bytes looked at. */
const SAMPLE = 2048;
const COMPRESSED: readonly string[] = ['1f8b', '504b', '28b5', '425a'];

/** What bytes look like that are no UTF-8. */
export function encodingOf(bytes: Buffer): Encoding {
  const start = bytes.subarray(0, 2).toString('hex');
  if (start === 'fffe' || start === 'feff') return 'UTF-16';
  if (COMPRESSED.includes(start)) return 'compressed';
  // Of Latin letters every second byte is zero.
  return hasManyZeros(bytes) ? 'UTF-16' : 'Latin-1';
}

/** Whether text that was read as UTF-8 is UTF-16 whose characters are all of ASCII: bytes that are valid in both. */
export function looksLikeUtf16(text: string): boolean {
  return hasManyZeros(Buffer.from(text.slice(0, SAMPLE)));
}

function hasManyZeros(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  let zeros = 0;
  for (const byte of sample) if (byte === 0) zeros += 1;
  return sample.length > 1 && zeros * 4 > sample.length;
}
