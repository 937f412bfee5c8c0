/**
 * A text of its own with the same characters.
 *
 * V8 makes a piece of a larger text point into it, so that one kept line would keep the whole chunk it was cut from.
 * @param text - Was read as UTF-8: half of a surrogate pair would be lost.
 */
export function copyOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
