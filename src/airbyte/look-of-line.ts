import { looksLikeUtf16 } from './encoding';

/**
 * What a line that is no message looks like, in words; nothing of what it says.
 * @param text - Not blank.
 */
export function lookOfLine(text: string): string {
  const first = text.trimStart().charAt(0);
  if (looksLikeUtf16(text)) return 'UTF-16 text (convert it: iconv -f UTF-16 -t UTF-8 in.jsonl > out.jsonl)';
  if (first === '{') return lookOfObject(text);
  if (first === '[') return 'JSON arrays, where each row has to be a message on a line of its own';
  if (first === '<') return 'HTML or XML';
  const separators = [',', ';', '\t', '|'].map((separator) => text.split(separator).length);
  const columns = Math.max(...separators);
  return columns > 1 ? `a table (CSV) of ${columns} columns, without the envelope of a message` : 'plain text';
}

/** The line was read as a JSON object before. */
function lookOfObject(text: string): string {
  const { type, record } = JSON.parse(text) as { readonly type?: unknown; readonly record?: unknown };
  if (typeof type === 'string' && typeof record === 'object') return 'messages whose `type` is not in capital letters';
  return 'JSON objects without a message `type`: rows without their envelope';
}
