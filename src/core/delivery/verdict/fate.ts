import type { DataValue, Outcome, Payload } from '../../model/data-value';
import { causeOfCode } from '../../model/cause';
import type { ImportConflict, ImportSummaryGuard } from '../../model/import-summary';
import type { Refusal } from '../../model/refusal';
import type { ImportStrategy } from '../../model/settings';
import type { StoredCounts } from '../../model/settlement';
import { maskValues } from './mask';
import type { Dhis2Habits } from '../../model/version';

/** What must be known beside the answer to read it. */
export interface VerdictContext {
  readonly habits: Dhis2Habits;
  readonly strategy: ImportStrategy;
  /**
   * Whether DHIS2 keeps nothing for a value and counts it nowhere: zeros of some elements up to 2.42. `perhaps` where the user
   * may not read what decides it.
   */
  readonly vanishes: (value: DataValue) => boolean | 'perhaps';
  readonly isImportSummary: ImportSummaryGuard;
}

/** What one answer says about one value of the request. */
export type Fate =
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  /** DHIS2 refuses this very value and dealt with the others. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** DHIS2 stored nothing of its data set group, and names it as the cause. */
  | { readonly kind: 'suspect'; readonly refusal: Refusal }
  /** DHIS2 stored nothing of its data set group, because of others. */
  | { readonly kind: 'bystander' }
  /** Refused for a period that is valid: two requests introduced it at once. `refusal` if DHIS2 names the period. */
  | { readonly kind: 'raced'; readonly refusal?: Refusal };

/** What DHIS2 did with one request, read from its answer alone. */
export type Verdict =
  /** DHIS2 tells about each value; `fates` has one for each, in order. */
  | { readonly kind: 'read'; readonly fates: readonly Fate[]; readonly counts: StoredCounts }
  /** Values were lost: a race, or a count that does not add up. To be sent again. */
  | { readonly kind: 'lost' }
  /** DHIS2 refuses the request as a whole and names no value of it. `refusal` is for a value alone in its request. */
  | { readonly kind: 'request-wrong'; readonly refusal: Refusal }
  /** DHIS2 failed, which a value may have caused. */
  | { readonly kind: 'server-trouble'; readonly refusal: Refusal }
  /** Not signed in, or not allowed to. */
  | { readonly kind: 'sign-in'; readonly status: number }
  /** Not the answer of a DHIS2 import: a login page, a proxy, a wrong address, an asynchronous job. */
  | { readonly kind: 'elsewhere'; readonly status: number };

/** Of a request that stored nothing, or only deleted. */
export const NOTHING_STORED: StoredCounts = { imported: 0, updated: 0, unchanged: 0 };

/** The end of a value that was neither refused nor lost. @param vanished - It is a zero that DHIS2 does not keep. */
export function endedFate(payload: Payload, vanished: boolean): Fate {
  if (payload.action === 'delete') return ended({ kind: 'deleted' });
  return ended(vanished ? { kind: 'skipped', why: 'zero-not-kept' } : { kind: 'stored' });
}

/** A value's end. */
export function ended(outcome: Outcome): Fate {
  return { kind: 'ended', outcome };
}

/** A value that a conflict names while nothing of its group was stored. */
export function suspectFate(conflict: ImportConflict, value: DataValue): Fate {
  return { kind: 'suspect', refusal: refusalOf(conflict, [value]) };
}

/** A conflict as the refusal of the given values, with what they hold masked. */
export function refusalOf(conflict: ImportConflict, values: readonly DataValue[]): Refusal {
  const code = conflict.errorCode ?? 'NO_REASON';
  return {
    cause: causeOfCode(code),
    code,
    by: 'dhis2',
    text: maskValues(conflict.value ?? '', values),
  };
}
