import type { DataElement } from '../metadata/model';
import type { ReleaseLine } from '../version';

/**
 * Whether a text is an option of its element, or several of them for `MULTI_TEXT`: codes between commas, empty ones at the end
 * left out. 2.43 alone takes the same code twice (transcript 1255).
 */
export function isOption(text: string, { options, valueType }: DataElement, line: ReleaseLine): boolean {
  if (options === undefined) return true;
  if (valueType !== 'MULTI_TEXT') return options.has(text);
  const codes = text.replace(/,+$/, '').split(',');
  const isRepeated = line !== '2.43' && new Set(codes).size < codes.length;
  return !isRepeated && (/^,*$/.test(text) || codes.every((code) => options.has(code)));
}
