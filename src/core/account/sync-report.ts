import type { CheckpointLedger } from './checkpoint-ledger';
import type { RecordTicket, RefusedPart } from '../model/record-ticket';
import type { CompletionCounts } from './completions';
import type { Log } from '../model/ports';
import { adviceFor } from './refusal-advice';
import { describePlace, describeRefused } from './refusal-line';
import { recordsOf, settledValues, summaryTable, type SyncCircumstances } from './sync-summary';

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

/** What a person reads of a sync: refused rows as they come, progress, and a summary at the end. Never a value. */
export class SyncReport {
  readonly #log: Log;
  readonly #around: SyncCircumstances;
  readonly #causes = new Map<string, Cause>();
  readonly #startedAt: number;
  #rejectedRecords = 0;
  #requests = 0;
  #sentAgain = 0;
  #lastProgress: { readonly at: number; readonly settled: number };

  /** @param now - Milliseconds. */
  constructor(log: Log, now: number, around: SyncCircumstances = {}) {
    this.#log = log;
    this.#around = around;
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
      const isNew = cause.examples.at(-1)?.startsWith(place) !== true;
      if (isNew && cause.examples.length < EXAMPLES_PER_CAUSE)
        cause.examples.push(ids === '' ? place : `${place}: ${ids}`);
      this.#causes.set(refusal.code, cause);
    }
    if (this.#rejectedRecords <= MAX_NAMED) this.#log('WARN', `Row refused: ${place}: ${describeRefused(parts)}`);
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
      `Progress: ${recordsOf(ledger)} records read, ${settled} values done in ${this.#requests} requests, ` +
        `${this.#rejectedRecords} records refused; ${rate} values/s in the last minute.`,
    );
  }

  /** Logs the summary: what became of the records and values, and what was refused by cause. @param now - Milliseconds. */
  close(ledger: CheckpointLedger, completions: CompletionCounts, now: number): void {
    const seconds = Math.max((now - this.#startedAt) / 1000, 0.001);
    const sync = {
      rejectedRecords: this.#rejectedRecords,
      requests: this.#requests,
      sentAgain: this.#sentAgain,
      seconds,
    };
    this.#log('INFO', summaryTable(sync, { ledger, completions }, this.#around));
    if (ledger.skipped['zero-not-kept'] > 0) this.#log('INFO', ZEROS_NOT_KEPT);
    if (this.#causes.size > 0) this.#log('WARN', this.#refusedByCause());
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
