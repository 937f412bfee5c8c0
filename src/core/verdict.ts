import type { DataValue, Outcome, Payload } from './data-value';
import { readSummary, type ImportConflict, type ImportSummary, type ImportSummaryGuard } from './import-summary';
import { parsePeriod } from './period';
import type { Answer } from './ports';
import type { Refusal } from './refusal';
import type { ImportStrategy } from './settings';
import { maskValues } from './verdict-mask';
import { checked, listedPositions, suspectsOf } from './verdict-suspects';
import type { Dhis2Habits } from './version';

/** What must be known beside the answer to read it. */
export interface VerdictContext {
  readonly habits: Dhis2Habits;
  readonly strategy: ImportStrategy;
  /** Whether DHIS2 keeps nothing for a value and counts it nowhere: zeros of some elements up to 2.42. */
  readonly vanishes: (value: DataValue) => boolean;
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

/** How DHIS2 splits what it stored. */
export interface StoredCounts {
  readonly imported: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** What DHIS2 did with one request, read from its answer alone. */
export type Verdict =
  /** DHIS2 tells about each value; `fates` has one for each, in order. */
  | { readonly kind: 'read'; readonly fates: readonly Fate[]; readonly counts: StoredCounts }
  /** Values were lost: a race, or a count that does not add up. To be sent again. */
  | { readonly kind: 'lost' }
  /** DHIS2 refuses the request as a whole and names no value of it; `refusal` if it gives a code. */
  | { readonly kind: 'request-wrong'; readonly status: number; readonly refusal?: Refusal }
  /** DHIS2 failed. */
  | { readonly kind: 'server-trouble'; readonly status: number }
  /** Not signed in, or not allowed to. */
  | { readonly kind: 'sign-in'; readonly status: number }
  /** Not the answer of a DHIS2 import: a login page, a proxy, a wrong address, an asynchronous job. */
  | { readonly kind: 'elsewhere'; readonly status: number };

/**
 * Reads DHIS2's answer to a request.
 *
 * Neither the HTTP status nor `status` in the body tells what was stored: 2.42 answers 409 for a payload of which it
 * stored all but one value, and 2.43 answers 200 to one of which it stored nothing (transcripts 026, 501).
 * @throws {@link ProtocolError} If DHIS2 names a position that was never sent.
 */
export function readVerdict(
  answer: Extract<Answer, { kind: 'answered' }>,
  payload: Payload,
  context: VerdictContext,
): Verdict {
  const { status, body } = answer;
  if (isSignIn(status, body)) return { kind: 'sign-in', status };
  const summary = readSummary(body, context.isImportSummary);
  if (summary) return readImport(summary, payload, { ...context, status });
  if (status >= 500) return { kind: 'server-trouble', status };
  // A 400 need not be DHIS2's: a firewall in front of it may refuse a text it does not like.
  if (status === 400 || status === 409 || status === 422) return { kind: 'request-wrong', status };
  return { kind: 'elsewhere', status };
}

function isSignIn(status: number, body: unknown): boolean {
  if (status === 401 || status === 403 || status === 302) return true;
  // A mistyped personal access token is a 400 (transcript 315); nothing but the text tells it from other 400s.
  const message = (body as { message?: unknown } | null | undefined)?.message;
  return status === 400 && message === 'Checksum validation failed';
}

interface ImportContext extends VerdictContext {
  readonly status: number;
}

function readImport(summary: ImportSummary, payload: Payload, context: ImportContext): Verdict {
  const { imported, updated, ignored, deleted } = summary.importCount;
  const conflicts = summary.conflicts ?? [];
  const nothing = imported + updated + ignored + deleted === 0;
  if (nothing && conflicts.length > 0) return readRefusedWhole(conflicts, payload.values, context.status);
  if (nothing && summary.status === 'ERROR') {
    // No code and no field tells a race from a request that cannot be read (transcripts 107, 504): only the text does.
    const raced = summary.description?.includes('Failed to flush BatchHandler') ?? false;
    return raced ? { kind: 'lost' } : { kind: 'request-wrong', status: context.status };
  }
  return context.habits === '2.43' ? readCounted243(summary, payload) : readCounted(summary, payload, context);
}

/** Up to 2.42: every value is in a counter, unless it vanishes; those not stored are in `rejectedIndexes`. */
function readCounted(summary: ImportSummary, payload: Payload, context: ImportContext): Verdict {
  const { values } = payload;
  const { imported, updated, ignored, deleted } = summary.importCount;
  const fates = new Map<number, Fate>();
  for (const conflict of summary.conflicts ?? []) {
    for (const position of listedPositions(conflict, values.length)) {
      if (!fates.has(position)) fates.set(position, namedFate(conflict, values, position));
    }
  }
  for (const index of summary.rejectedIndexes ?? []) {
    const position = checked(index, values.length);
    if (!fates.has(position)) fates.set(position, unexplainedFate(payload, context));
  }
  const vanishing = values.filter((value, position) => !fates.has(position) && context.vanishes(value)).length;
  const counted = imported + updated + ignored + deleted;
  const unchanged = ignored - fates.size;
  if (counted > values.length || counted < values.length - vanishing || unchanged < 0) return { kind: 'lost' };
  // Zeros that DHIS2 keeps after all (they carry a comment) are counted like others.
  const kept = payload.action === 'store' && counted === values.length && deleted === 0;
  const ended = (value: DataValue): Fate => endedFate(payload, !kept && context.vanishes(value));
  return {
    kind: 'read',
    fates: values.map((value, position) => fates.get(position) ?? ended(value)),
    counts: payload.action === 'store' ? { imported, updated, unchanged } : NOTHING,
  };
}

const NOTHING: StoredCounts = { imported: 0, updated: 0, unchanged: 0 };

/** 2.43: a value is `updated` or `deleted`, or a conflict has its position; anything else was lost behind a 200. */
function readCounted243(summary: ImportSummary, payload: Payload): Verdict {
  const { values } = payload;
  const { imported, updated, ignored, deleted } = summary.importCount;
  const fates = new Map<number, Fate>();
  for (const conflict of summary.conflicts ?? []) {
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
  if (dealtWith + fates.size !== values.length) return { kind: 'lost' };
  return {
    kind: 'read',
    fates: values.map((_, position) => fates.get(position) ?? endedFate(payload, false)),
    counts: payload.action === 'store' ? { imported, updated, unchanged: 0 } : NOTHING,
  };
}

/** Nothing was stored: either version's refusal of a whole request or data set group. */
function readRefusedWhole(conflicts: readonly ImportConflict[], values: readonly DataValue[], status: number): Verdict {
  const suspects = new Map<number, Fate>();
  for (const conflict of conflicts) {
    for (const position of suspectsOf(conflict, values)) {
      if (!suspects.has(position)) suspects.set(position, suspectFate(conflict, values[position]!));
    }
  }
  if (suspects.size === 0) return { kind: 'request-wrong', status, refusal: refusalOf(conflicts[0]!, values) };
  const bystander: Fate = { kind: 'bystander' };
  return { kind: 'read', fates: values.map((_, position) => suspects.get(position) ?? bystander), counts: NOTHING };
}

/** Up to 2.42 a value with a conflict of its own is refused, unless its period is valid: then it met a race. */
function namedFate(conflict: ImportConflict, values: readonly DataValue[], position: number): Fate {
  const value = values[position]!;
  const refusal = refusalOf(conflict, [value]);
  if (conflict.errorCode !== 'E7611' || parsePeriod(value.period) === undefined) return { kind: 'refused', refusal };
  // In a grouped request the text holds `null` whatever the period was (transcripts 098, 501).
  return conflict.value?.includes(value.period) ? { kind: 'raced', refusal } : { kind: 'raced' };
}

/** In `rejectedIndexes` without a conflict: the import strategy left it alone (transcripts 210, 213, 218). */
function unexplainedFate(payload: Payload, context: VerdictContext): Fate {
  if (payload.action === 'delete') return ended({ kind: 'skipped', why: 'nothing-to-delete' });
  if (context.strategy === 'CREATE' || context.strategy === 'UPDATE')
    return ended({ kind: 'skipped', why: 'strategy' });
  const text = 'DHIS2 lists the value among those it rejected and gives no reason.';
  return { kind: 'refused', refusal: { code: 'NO_REASON', by: 'dhis2', text } };
}

function endedFate(payload: Payload, vanished: boolean): Fate {
  if (payload.action === 'delete') return ended({ kind: 'deleted' });
  return ended(vanished ? { kind: 'skipped', why: 'zero-not-kept' } : { kind: 'stored' });
}

function ended(outcome: Outcome): Fate {
  return { kind: 'ended', outcome };
}

function suspectFate(conflict: ImportConflict, value: DataValue): Fate {
  return { kind: 'suspect', refusal: refusalOf(conflict, [value]) };
}

function refusalOf(conflict: ImportConflict, values: readonly DataValue[]): Refusal {
  return {
    code: conflict.errorCode ?? 'NO_REASON',
    by: 'dhis2',
    text: maskValues(conflict.value ?? 'DHIS2 gives no reason.', values),
  };
}
