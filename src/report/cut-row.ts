import { fieldNamed } from '../core/mapping/columns/field-names';
import { elementsOf, lastMember, membersOf, type Element } from '../core/model/json-members';
import type { RowPart, RowParts } from '../core/model/record-ticket';

/** A row's JSON text, cut. */
export interface CutRow {
  readonly text: string;
  /** Columns that were values, and are none of this row any more. */
  readonly leftOut: readonly string[];
}

/**
 * Cuts a row to the parts that were refused, so that the others, which DHIS2 holds, are not sent with them again.
 *
 * It is cut as text: numbers keep their digits.
 * @param row - JSON text of an object.
 * @returns The whole row where it is not known how to cut it.
 */
export function cutRow(row: string, parts: RowParts, refused: readonly (RowPart | undefined)[]): CutRow {
  const whole: CutRow = { text: row, leftOut: [] };
  const known = new Set(refused);
  if (known.size === 0 || known.has(undefined)) return whole;
  if (parts.indicators) {
    const leftOut = [...parts.indicators].filter((column) => !known.has(column));
    return { text: withoutMembers(row, new Set(leftOut)), leftOut };
  }
  const body = parts.body === undefined ? undefined : lastMember(membersOf(row, 0), parts.body);
  if (!body) return whole;
  const cut = cutBody(row.slice(body.valueStart, body.valueEnd), (index) => known.has(index));
  if (cut === undefined) return whole;
  return { text: row.slice(0, body.valueStart) + cut + row.slice(body.valueEnd), leftOut: [] };
}

function withoutMembers(object: string, left: ReadonlySet<string>): string {
  const kept = membersOf(object, 0).filter(({ key }) => !left.has(key));
  const texts = kept.map(
    ({ key, valueStart, valueEnd }) => `${JSON.stringify(key)}:${object.slice(valueStart, valueEnd)}`,
  );
  return `{${texts.join(',')}}`;
}

type IsKept = (index: number) => boolean;

/** A packaged row's values, as JSON or as JSON text: an array of them, a dataValueSet, or an array of dataValueSets. */
function cutBody(json: string, isKept: IsKept): string | undefined {
  if (!json.startsWith('"')) return cutPackage(json, isKept);
  const cut = cutPackage((JSON.parse(json) as string).trim(), isKept);
  return cut === undefined ? undefined : JSON.stringify(cut);
}

function cutPackage(json: string, isKept: IsKept): string | undefined {
  if (json.startsWith('{')) return cutSet(json, isKept);
  if (!json.startsWith('[')) return undefined;
  const elements = elementsOf(json, 0);
  const sizes = elements.map((element) => sizeOfSet(textOf(json, element)));
  if (sizes.every((size) => size === undefined)) return joined(json, elements, isKept);
  let first = 0;
  const sets: (string | undefined)[] = [];
  for (const [position, size] of sizes.entries()) {
    if (size === undefined) return undefined;
    const from = first;
    const isWanted: IsKept = (index) => isKept(from + index);
    if (Array.from({ length: size }, (_, index) => index).some(isWanted)) {
      sets.push(cutSet(textOf(json, elements[position]!), isWanted));
    }
    first += size;
  }
  return sets.includes(undefined) ? undefined : `[${sets.join(',')}]`;
}

/** A dataValueSet with some of its values. */
function cutSet(set: string, isKept: IsKept): string | undefined {
  const values = valuesOf(set);
  if (!values) return undefined;
  const array = textOf(set, values);
  return set.slice(0, values.start) + joined(array, elementsOf(array, 0), isKept) + set.slice(values.end);
}

/** How many values a dataValueSet has; undefined if the text is none. */
function sizeOfSet(text: string): number | undefined {
  const values = text.startsWith('{') ? valuesOf(text) : undefined;
  return values && elementsOf(text, values.start).length;
}

function valuesOf(set: string): Element | undefined {
  const member = membersOf(set, 0).find(
    ({ key, valueStart }) => fieldNamed(key) === 'data_values' && set[valueStart] === '[',
  );
  return member && { start: member.valueStart, end: member.valueEnd };
}

function joined(array: string, elements: readonly Element[], isKept: IsKept): string {
  const kept = elements.filter((_, index) => isKept(index));
  return `[${kept.map((element) => textOf(array, element)).join(',')}]`;
}

function textOf(json: string, { start, end }: Element): string {
  return json.slice(start, end);
}
