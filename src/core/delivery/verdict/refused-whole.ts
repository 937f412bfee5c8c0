import type { DataValue } from '../../model/data-value';
import type { ImportConflict } from '../../model/import-summary';
import { NOTHING_STORED, refusalOf, suspectFate, type Fate, type Verdict } from './fate';
import { suspectsOf } from './suspects';

/** Nothing was stored: either version's refusal of a whole request or data set group. */
export function readRefusedWhole(conflicts: readonly ImportConflict[], values: readonly DataValue[]): Verdict {
  const suspects = new Map<number, Fate>();
  for (const conflict of conflicts) {
    for (const position of suspectsOf(conflict, values)) {
      if (!suspects.has(position)) suspects.set(position, suspectFate(conflict, values[position]!));
    }
  }
  if (suspects.size === 0) return { kind: 'request-wrong', refusal: refusalOf(conflicts[0]!, values) };
  const bystander: Fate = { kind: 'bystander' };
  return {
    kind: 'read',
    fates: values.map((_, position) => suspects.get(position) ?? bystander),
    counts: NOTHING_STORED,
  };
}
