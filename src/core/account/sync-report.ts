import type { CheckpointLedger } from './checkpoint-ledger';
import type { RecordTicket, RefusedPart } from '../model/record-ticket';
import type { CompletionCounts } from './completion/left-out';
import type { Cause } from '../model/cause';
import type { Log } from '../model/ports';
import { ACTORS, CAUSE_TEXTS } from './cause-texts';
import { describePlace, describeRefused } from './refusal-line';
import { RefusalTally, type CauseCount } from './refusal-tally';
import { recordsOf, settledValues, summaryTable, type SyncCircumstances } from './sync-summary';

/** Refused records that are named in the log, a sync, where the log is their only home. */
const MAX_NAMED = 10_000;

/** Refused records of one cause that are named where a file or a table has them all. */
const MAX_NAMED_PER_CAUSE = 100;

const ZEROS_NOT_KEPT =
  'Zeros were sent for data elements that do not keep them: DHIS2 holds no value in their cells now. Where a zero is to be ' +
  'told from no report, turn on "Store zero data values" of the data element in the Maintenance app.';

/** What a person reads of a sync: refused rows as they come, progress, and a summary at the end. Never a value. */
export class SyncReport {
  readonly #log: Log;
  readonly #around: SyncCircumstances;
  readonly tally = new RefusalTally();
  readonly #named = new Map<Cause, number>();
  readonly #startedAt: number;
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
    this.tally.add(ticket, parts);
    if (this.#isNamed(parts[0]!.refusal.cause))
      this.#log('WARN', `Row refused: ${describePlace(ticket)}: ${describeRefused(parts)}`);
  }

  /** Whether a record with that cause still gets a line; says once that further ones get none. */
  #isNamed(cause: Cause): boolean {
    const { keptElsewhere } = this.#around;
    const named = (this.#named.get(cause) ?? 0) + 1;
    this.#named.set(cause, named);
    const over = keptElsewhere ? named - MAX_NAMED_PER_CAUSE : this.tally.records - MAX_NAMED;
    if (over === 1)
      this.#log(
        'WARN',
        keptElsewhere
          ? `More than ${MAX_NAMED_PER_CAUSE} rows refused for ${cause}: further ones are only counted here, and kept in ${keptElsewhere}.`
          : `More than ${MAX_NAMED} refused rows: further ones are only counted here. Set reports_dir to keep all of them.`,
      );
    return over <= 0;
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
        `${this.tally.records} records refused; ${rate} values/s in the last minute.`,
    );
  }

  /** Logs the summary: what became of the records and values, and what was refused by cause. @param now - Milliseconds. */
  close(ledger: CheckpointLedger, completions: CompletionCounts, now: number): void {
    const seconds = Math.max((now - this.#startedAt) / 1000, 0.001);
    const sync = {
      rejectedRecords: this.tally.records,
      requests: this.#requests,
      sentAgain: this.#sentAgain,
      seconds,
    };
    this.#log('INFO', summaryTable(sync, { ledger, completions }, this.#around));
    if (ledger.skipped['zero-not-kept'] > 0) this.#log('INFO', ZEROS_NOT_KEPT);
    const causes = this.tally.causes();
    if (causes.length > 0) this.#log('WARN', this.#refusedByCause(causes, recordsOf(ledger)));
  }

  #refusedByCause(causes: readonly CauseCount[], records: number): string {
    const lines = causes.flatMap(({ cause, codes, parts, examples }) => {
      const { sentence, advice, who } = CAUSE_TEXTS[cause];
      return [
        `${cause} (${codes.join(', ')}): ${parts} value${parts === 1 ? '' : 's'}. ${sentence}`,
        `  What to do: ${advice} Who can do it: ${ACTORS[who]}.`,
        ...examples.map((example) => `  For example ${example}`),
      ];
    });
    return [`${this.tally.records} of ${records} records were refused. By cause:`, ...lines].join('\n');
  }
}
