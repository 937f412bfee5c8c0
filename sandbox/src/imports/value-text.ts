/** Whether DHIS2 sees no value in a text: nothing but characters up to U+0020, NUL among them (Java's `trim`). */
export function isBlank(text: string): boolean {
  return javaTrim(text) === '';
}

/** A text without the characters up to U+0020 at its ends. */
export function javaTrim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(start, end);
}

/** What 2.41 and 2.42 make of a value or comment before they look at the cell: trimmed, null for blanks (transcripts 983, 992). */
export function trimmedToNull(text: string | undefined): string | null {
  const trimmed = javaTrim(text ?? '');
  return trimmed === '' ? null : trimmed;
}

/** What 2.41 and 2.42 write: their batches lose one backslash at the end (transcripts 989, 992). */
export function batchText(text: string | null): string | null {
  return text === null ? null : databaseText(text.endsWith('\\') ? text.slice(0, -1) : text);
}

/** What the database is given: half a surrogate pair becomes `?` (value-matrix.json). */
export function databaseText(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '?');
}

/** Whether the database refuses the text: it takes no NUL (transcripts 976-979). */
export function holdsNul(text: string | null | undefined): boolean {
  return text?.includes('\0') ?? false;
}

/** The option codes in a MULTI_TEXT value; empty ones at the end do not count (Java's `split`). */
export function optionCodes(value: string): readonly string[] {
  const codes = value.split(',');
  if (value !== '') while (codes.at(-1) === '') codes.pop();
  return codes;
}
