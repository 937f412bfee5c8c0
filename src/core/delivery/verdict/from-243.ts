import type { Payload } from '../../model/data-value';
import type { ImportSummary } from '../../model/import-summary';
import { endedFate, NOTHING_STORED, refusalOf, suspectFate, type Fate, type Verdict } from './fate';
import { listedPositions, suspectsOf } from './suspects';

/** 2.43: a value is `updated` or `deleted`, or a conflict has its position; anything else was lost behind a 200. */
export function readCountedFrom243(summary: ImportSummary, payload: Payload): Verdict {
  const { values } = payload;
  const { imported, updated, ignored, deleted } = summary.importCount;
  const conflicts = summary.conflicts ?? [];
  const fates = new Map<number, Fate>();
  for (const conflict of conflicts) {
    // A group that was refused as a whole is in no counter, and lists its good positions too.
    const whole = ignored === 0 || (conflict.errorCode ?? '').startsWith('E80');
    const suspects = whole ? new Set(suspectsOf(conflict, values)) : undefined;
    for (const position of listedPositions(conflict, values.length)) {
      if (fates.get(position)?.kind === 'refused' || fates.get(position)?.kind === 'suspect') continue;
      if (!suspects) fates.set(position, { kind: 'refused', refusal: refusalOf(conflict, [values[position]!]) });
      else if (suspects.has(position)) fates.set(position, suspectFate(conflict, values[position]!));
      else fates.set(position, { kind: 'bystander' });
    }
  }
  const dealtWith = imported + updated + deleted;
  if (dealtWith + fates.size !== values.length) return { kind: 'lost', why: 'short' };
  const named = dealtWith > 0 || [...fates.values()].some(({ kind }) => kind !== 'bystander');
  if (conflicts[0] && !named) return { kind: 'request-wrong', refusal: refusalOf(conflicts[0], values) };
  return {
    kind: 'read',
    fates: values.map((_, position) => fates.get(position) ?? endedFate(payload, false)),
    counts: payload.action === 'store' ? { imported, updated, unchanged: 0 } : NOTHING_STORED,
  };
}
