import type { DataElement } from '../metadata/model';

/** The first code of a text that is no option of its element; undefined if all are, or if it takes more than options. */
export function unknownOption(text: string, element: DataElement): string | undefined {
  return codesOf(text, element).find((code) => element.options?.has(code) === false);
}

/** Whether a text names the same option twice, which all but 2.43 refuse (transcript 1255). */
export function namesTwice(text: string, element: DataElement): boolean {
  const codes = codesOf(text, element);
  return new Set(codes).size < codes.length;
}

/** Codes between commas in `MULTI_TEXT`, empty ones at the end left out; else the one code. */
function codesOf(text: string, { valueType }: DataElement): readonly string[] {
  if (valueType !== 'MULTI_TEXT') return [text];
  const codes = text.split(',');
  while (codes.at(-1) === '') codes.pop();
  return codes;
}
