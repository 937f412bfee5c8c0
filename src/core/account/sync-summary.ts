import { TRAITS } from '../model/traits';
import type { CheckpointLedger } from './checkpoint-ledger';
import type { ValueCounts } from '../model/record-ticket';
import type { CompletionCounts } from './completion/left-out';
import type { SkipReason } from '../model/data-value';
import type { Dhis2Habits } from '../model/version';

/** What the summary has to take into account. */
export interface SyncCircumstances {
  /** Nothing is stored. */
  readonly dryRun?: boolean;
  readonly habits?: Dhis2Habits;
  /** Where all refused rows are kept beside the log, for people; undefined if nowhere. */
  readonly keptElsewhere?: string;
}

/** What the ledger does not know of a sync. */
export interface SyncCounts {
  /** Records that were named as refused: one whose other values have not ended yet is not among them. */
  readonly rejectedRecords: number;
  readonly requests: number;
  /** Values that DHIS2 lost. */
  readonly sentAgain: number;
  readonly seconds: number;
}

type Row = readonly [name: string, value: number | string];

/** How the summary names what was skipped. */
const SKIPPED_AS: Readonly<Record<SkipReason, string>> = {
  null: '  NULL or empty in the view',
  strategy: '  left alone by import_strategy',
  'nothing-to-delete': '  deletes of what is not there',
  'zero-not-kept': '  zeros that DHIS2 does not keep',
};

/** The table that closes the log: what became of the records and values. */
export function summaryTable(
  { rejectedRecords, requests, sentAgain, seconds }: SyncCounts,
  { ledger, completions }: { readonly ledger: CheckpointLedger; readonly completions: CompletionCounts },
  { dryRun = false, habits }: SyncCircumstances,
): string {
  const { values, open } = ledger;
  const rows: Row[] = [
    ['records read', recordsOf(ledger)],
    ['records refused', rejectedRecords],
    ...openRow('records', open.records),
    ['values stored', values.stored],
    ...storedRows(values, habits),
    ['values deleted', values.deleted],
    ['values skipped', values.skipped],
    ...skippedRows(ledger),
    ['values superseded by a later row', values.superseded],
    ['values refused', values.rejected],
    ...openRow('values', open.values),
    ['requests', requests],
    ...(sentAgain > 0 ? [['values that DHIS2 lost, sent again', sentAgain] as const] : []),
    ['seconds', seconds.toFixed(1)],
    ['values per second', Math.round(settledValues(ledger) / seconds)],
    ...completionRows(completions),
  ];
  const title = dryRun ? 'Summary of a dry run: nothing was stored, DHIS2 only said what it would do' : 'Summary';
  return [title, ...rows.map(([name, value]) => `  ${name.padEnd(36)}${String(value).padStart(12)}`.trimEnd())].join(
    '\n',
  );
}

/** What an early end left: of these nobody knows what became of them, and the next sync sends them again. */
function openRow(what: string, count: number): readonly Row[] {
  return count > 0 ? [[`${what} not settled, early end`, count]] : [];
}

/** 2.43 counts every value it takes as updated (transcripts 001 to 004). */
function storedRows({ imported, updated, unchanged }: Readonly<ValueCounts>, habits?: Dhis2Habits): readonly Row[] {
  if (habits && !TRAITS[habits].tellsNewFromChanged) return [[`  new or not: DHIS2 ${habits} does not tell`, '']];
  return [
    ['  of these imported (new)', imported],
    ['  of these updated', updated],
    ['  of these unchanged', unchanged],
  ];
}

function skippedRows({ skipped }: CheckpointLedger): readonly Row[] {
  const reasons = Object.keys(SKIPPED_AS) as SkipReason[];
  return reasons.filter((why) => skipped[why] > 0).map((why) => [SKIPPED_AS[why], skipped[why]]);
}

function completionRows({ registered, failed, withheld }: CompletionCounts): readonly Row[] {
  if (registered + failed + withheld === 0) return [];
  return [
    ['data sets registered as complete', registered],
    ['  not taken by DHIS2', failed],
    ['  left out, a value was refused', withheld],
  ];
}

/** Records of all streams so far. */
export function recordsOf(ledger: CheckpointLedger): number {
  return [...ledger.streams().values()].reduce((sum, { records }) => sum + records, 0);
}

/** Values of all streams that have ended so far. */
export function settledValues(ledger: CheckpointLedger): number {
  const { stored, deleted, skipped, superseded, rejected } = ledger.values;
  return stored + deleted + skipped + superseded + rejected;
}
