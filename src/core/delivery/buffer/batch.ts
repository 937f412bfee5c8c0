import type { DataValue, Payload } from '../../model/data-value';
import { groupKey } from '../../model/group-key';
import type { Closed } from './cell-buffer';

/**
 * Cuts what left a buffer into payloads of at most `maxValues` values.
 *
 * `packed` puts many groups of the data set in one; `grouped` puts one group of data set, org unit, period and attribute
 * option combo in each, in as many payloads as it takes. A value that goes alone is in a payload of its own.
 */
export function cut(closed: Closed, shape: 'packed' | 'grouped', maxValues: number): Payload[] {
  const parts = shape === 'packed' ? [closed.values] : groupsOf(closed.values);
  const { dataSet, action } = closed;
  return parts
    .flatMap((part) => portions(part, maxValues))
    .map((values) => ({ dataSet, action, values, grouped: shape === 'grouped' }));
}

/** A request's texts together take no more than this many characters: long comments and texts make requests smaller. */
const MAX_CHARACTERS = 4_000_000;

function portions(values: readonly DataValue[], maxValues: number): DataValue[][] {
  const portions: DataValue[][] = [];
  let portion: DataValue[] = [];
  let characters = 0;
  for (const value of values) {
    const more = value.value.length + (value.comment?.length ?? 0);
    if (portion.length > 0 && (portion.length === maxValues || value.alone || characters + more > MAX_CHARACTERS)) {
      portions.push(portion);
      portion = [];
      characters = 0;
    }
    portion.push(value);
    characters += more;
  }
  if (portion.length > 0) portions.push(portion);
  return portions;
}

function groupsOf(values: readonly DataValue[]): DataValue[][] {
  const groups = new Map<string, DataValue[]>();
  for (const value of values) {
    const key = groupKey(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return [...groups.values()];
}
