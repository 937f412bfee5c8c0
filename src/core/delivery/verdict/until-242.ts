import type { DataValue, Payload } from '../../model/data-value';
import type { ImportConflict, ImportSummary } from '../../model/import-summary';
import { isPeriodId } from '../../model/period-id';
import { ended, endedFate, NOTHING_STORED, refusalOf, type Fate, type Verdict, type VerdictContext } from './fate';
import { readRefusedWhole } from './refused-whole';
import { checked, listedPositions } from './suspects';

/** Up to 2.42: every value is in a counter, unless it vanishes; those not stored are in `rejectedIndexes`. */
export function readCountedUntil242(summary: ImportSummary, payload: Payload, context: VerdictContext): Verdict {
  const { values } = payload;
  const { imported, updated, ignored, deleted } = summary.importCount;
  const conflicts = summary.conflicts ?? [];
  // No recorded answer does so, but then what is ignored need not be unchanged: what is stored is stored again.
  const unplaced = conflicts.some((conflict) => conflict.errorCode && !conflict.indexes?.length);
  if (unplaced && ignored > 0) return readRefusedWhole(conflicts, values);
  const fates = new Map<number, Fate>();
  for (const conflict of conflicts) {
    for (const position of listedPositions(conflict, values.length)) {
      if (!fates.has(position)) fates.set(position, namedFate(conflict, payload, position));
    }
  }
  for (const index of summary.rejectedIndexes ?? []) {
    const position = checked(index, values.length);
    if (!fates.has(position)) fates.set(position, unexplainedFate(payload, context));
  }
  const vanishing = vanishingPositions(values, fates, context);
  const counted = imported + updated + ignored + deleted;
  const unchanged = ignored - fates.size;
  if (counted > values.length || counted < values.length - vanishing.length || unchanged < 0) return { kind: 'lost' };
  // A zero that is not kept is missing from the count, or deleted what was there; others of them are kept after all.
  const gone = new Set(payload.action === 'store' ? vanishing.slice(0, values.length - counted + deleted) : []);
  return {
    kind: 'read',
    fates: values.map((_, position) => fates.get(position) ?? endedFate(payload, gone.has(position))),
    counts: payload.action === 'store' ? { imported, updated, unchanged } : NOTHING_STORED,
  };
}

/** Where there may be values that DHIS2 does not keep, those that it keeps for sure left out, those that are in doubt last. */
function vanishingPositions(
  values: readonly DataValue[],
  fates: ReadonlyMap<number, Fate>,
  { vanishes }: VerdictContext,
): readonly number[] {
  const sure: number[] = [];
  const doubtful: number[] = [];
  values.forEach((value, position) => {
    const vanishing = fates.has(position) ? false : vanishes(value);
    if (vanishing !== false) (vanishing === 'perhaps' ? doubtful : sure).push(position);
  });
  return [...sure, ...doubtful];
}

/** Up to 2.42 a value with a conflict of its own is refused, unless its period is valid: then it met a race. */
function namedFate(conflict: ImportConflict, payload: Payload, position: number): Fate {
  const value = payload.values[position]!;
  // A file that is not there to be deleted is named, other values are not (transcripts 1244, 1246).
  if (conflict.errorCode === 'E7645' && payload.action === 'delete') {
    return ended({ kind: 'skipped', why: 'nothing-to-delete' });
  }
  const refusal = refusalOf(conflict, [value]);
  if (conflict.errorCode !== 'E7611' || !isPeriodId(value.period)) return { kind: 'refused', refusal };
  // In a grouped request the text holds `null` whatever the period was (transcripts 098, 501).
  return conflict.value?.includes(value.period) ? { kind: 'raced', refusal } : { kind: 'raced' };
}

/** In `rejectedIndexes` without a conflict: the import strategy left it alone (transcripts 210, 213, 218). */
function unexplainedFate(payload: Payload, context: VerdictContext): Fate {
  if (payload.action === 'delete') return ended({ kind: 'skipped', why: 'nothing-to-delete' });
  const { strategy } = context;
  if (strategy === 'CREATE' || strategy === 'UPDATE') return ended({ kind: 'skipped', why: 'strategy' });
  return { kind: 'refused', refusal: { cause: 'no-reason', code: 'NO_REASON', by: 'dhis2', text: '' } };
}
