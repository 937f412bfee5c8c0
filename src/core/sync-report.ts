import type { CheckpointLedger, RecordTicket, RefusedPart, ValueCounts } from './checkpoint-ledger';
import type { CompletionCounts } from './completions';
import type { SkipReason } from './data-value';
import type { Log } from './ports';
import { adviceFor } from './refusal-advice';
import { describePlace, describeRefused } from './refusal-line';
import type { Dhis2Habits } from './version';

/** Refused records that are named in the log, a sync; the rest is counted, and in the file of refused rows where there is one. */
const MAX_NAMED = 10_000;

/** Rows that the closing summary names for each cause. */
const EXAMPLES_PER_CAUSE = 3;

interface Cause {
  parts: number;
  readonly examples: string[];
}

const ZEROS_NOT_KEPT =
  'Zeros were sent for data elements that do not keep them: DHIS2 holds no value in their cells now. Where a zero is to be ' +
  'told from no report, turn on "Store zero data values" of the data element in the Maintenance app.';

/** How the summary names what was skipped. */
const SKIPPED_AS: Readonly<Record<SkipReason, string>> = {
  null: '  NULL in the view',
  strategy: '  left as they are by import_strategy',
  'nothing-to-delete': '  deletes of what is not there',
  'zero-not-kept': '  zeros that DHIS2 does not keep',
};

/** What the summary has to take into account. */
export interface SyncCircumstances {
  /** Nothing is stored. */
  readonly dryRun?: boolean;
  readonly habits?: Dhis2Habits;
}

/** What a person reads of a sync: refused rows as they come, progress, and a summary at the end. Never a value. */
export class SyncReport {
  readonly #log: Log;
  readonly #dryRun: boolean;
  /** 2.43 counts every value it takes as updated (transcripts 001 to 004). */
  readonly #tellsNew: boolean;
  readonly #causes = new Map<string, Cause>();
  readonly #startedAt: number;
  #rejectedRecords = 0;
  #requests = 0;
  #sentAgain = 0;
  #lastProgress: { readonly at: number; readonly settled: number };

  /** @param now - Milliseconds. */
  constructor(log: Log, now: number, { dryRun = false, habits }: SyncCircumstances = {}) {
    this.#log = log;
    this.#dryRun = dryRun;
    this.#tellsNew = habits !== '2.43';
    this.#startedAt = now;
    this.#lastProgress = { at: now, settled: 0 };
  }

  /** A request was answered. */
  countRequest(): void {
    this.#requests += 1;
  }

  /** DHIS2 lost values, as requests that meet do: they are sent once more. */
  countSentAgain(values: number): void {
    this.#sentAgain += values;
  }

  /** A record was rejected; all its values have ended. */
  reject(ticket: RecordTicket, parts: readonly RefusedPart[]): void {
    this.#rejectedRecords += 1;
    const place = describePlace(ticket);
    for (const { ids, refusal } of parts) {
      const cause = this.#causes.get(refusal.code) ?? { parts: 0, examples: [] };
      cause.parts += 1;
      // One of a row is enough: a wide one may be refused for all its values at once.
      const isNew = cause.examples.at(-1)?.startsWith(`${place}: `) !== true;
      if (isNew && cause.examples.length < EXAMPLES_PER_CAUSE) cause.examples.push(`${place}: ${ids}`);
      this.#causes.set(refusal.code, cause);
    }
    if (this.#rejectedRecords <= MAX_NAMED) this.#log('WARN', `Refused ${place}: ${describeRefused(parts)}`);
    else if (this.#rejectedRecords === MAX_NAMED + 1) {
      this.#log(
        'WARN',
        `More than ${MAX_NAMED} refused rows: further ones are only counted here. All of them are kept where reports_dir is set.`,
      );
    }
  }

  /** Logs how far the sync is, if a minute has passed. @param now - Milliseconds. */
  progress(ledger: CheckpointLedger, now: number): void {
    const seconds = (now - this.#lastProgress.at) / 1000;
    if (seconds < 60) return;
    const settled = settledValues(ledger);
    const rate = Math.round((settled - this.#lastProgress.settled) / seconds);
    this.#lastProgress = { at: now, settled };
    this.#log(
      'INFO',
      `Progress: ${recordsOf(ledger)} records read, ${settled} values settled in ${this.#requests} requests, ` +
        `${this.#rejectedRecords} records refused; ${rate} values/s in the last minute.`,
    );
  }

  /** Logs the summary: what became of the records and values, and what was refused by cause. @param now - Milliseconds. */
  close(ledger: CheckpointLedger, completions: CompletionCounts, now: number): void {
    this.#log('INFO', this.#table(ledger, completions, now));
    if (ledger.skipped['zero-not-kept'] > 0) this.#log('INFO', ZEROS_NOT_KEPT);
    if (this.#causes.size > 0) this.#log('WARN', this.#refusedByCause());
  }

  #table(ledger: CheckpointLedger, completions: CompletionCounts, now: number): string {
    const { values } = ledger;
    const seconds = Math.max((now - this.#startedAt) / 1000, 0.001);
    const rows: [string, number | string][] = [
      ['records read', recordsOf(ledger)],
      ['records refused', this.#rejectedRecords],
      ['values stored', values.stored],
      ...this.#storedRows(values),
      ['values deleted', values.deleted],
      ['values skipped', values.skipped],
      ...skippedRows(ledger),
      ['values superseded by a later row', values.superseded],
      ['values refused', values.rejected],
      ['requests', this.#requests],
      ...(this.#sentAgain > 0 ? [['values that DHIS2 lost, sent again', this.#sentAgain] as [string, number]] : []),
      ['seconds', seconds.toFixed(1)],
      ['values per second', Math.round(settledValues(ledger) / seconds)],
    ];
    if (completions.registered + completions.failed + completions.withheld > 0) {
      rows.push(
        ['data sets registered as complete', completions.registered],
        ['  not taken by DHIS2', completions.failed],
        ['  left out, a value was refused', completions.withheld],
      );
    }
    const title = this.#dryRun
      ? 'Summary of a dry run: nothing was stored, DHIS2 only said what it would do'
      : 'Summary';
    return [title, ...rows.map(([name, value]) => `  ${name.padEnd(36)}${String(value).padStart(12)}`.trimEnd())].join(
      '\n',
    );
  }

  #storedRows({ imported, updated, unchanged }: Readonly<ValueCounts>): [string, number | string][] {
    if (!this.#tellsNew) return [['  new or not: DHIS2 2.43 does not tell', '']];
    return [
      ['  of these imported (new)', imported],
      ['  of these updated', updated],
      ['  of these unchanged', unchanged],
    ];
  }

  #refusedByCause(): string {
    const causes = [...this.#causes].sort(([, a], [, b]) => b.parts - a.parts);
    const lines = causes.flatMap(([code, { parts, examples }]) => {
      const { sentence, advice } = adviceFor(code);
      return [
        `${code}, ${parts} value${parts === 1 ? '' : 's'}: ${sentence} ${advice}`,
        ...examples.map((example) => `  for example ${example}`),
      ];
    });
    const refused = this.#rejectedRecords === 1 ? '1 record was' : `${this.#rejectedRecords} records were`;
    return [`${refused} refused. By cause:`, ...lines].join('\n');
  }
}

function recordsOf(ledger: CheckpointLedger): number {
  return [...ledger.streams().values()].reduce((sum, { records }) => sum + records, 0);
}

function settledValues(ledger: CheckpointLedger): number {
  const { stored, deleted, skipped, superseded, rejected } = ledger.values;
  return stored + deleted + skipped + superseded + rejected;
}

function skippedRows({ skipped }: CheckpointLedger): [string, number][] {
  const reasons = Object.keys(SKIPPED_AS) as SkipReason[];
  return reasons.filter((why) => skipped[why] > 0).map((why) => [SKIPPED_AS[why], skipped[why]]);
}
