import { ConfigError } from '../../errors';
import type { CheckpointLedger, StreamTotals } from './checkpoint-ledger';
import { CAUSE_TEXTS } from './cause-texts';
import type { RefusalTally } from './refusal-tally';

/** While a stream runs, its share of refusals is looked at from so many records on. */
const MIN_RUNNING = 1_000;
/** At its end, from so many on; smaller streams are judged by whether all was refused. */
const MIN_ENDED = 100;

/** Fails a sync of whose rows too many are refused: more likely the view or a setting is wrong than so many rows. */
export class RejectionLimit {
  readonly #ledger: CheckpointLedger;
  readonly #tally: RefusalTally;
  readonly #maxPercent: number;

  /** @param maxPercent - `max_rejected_percent`, of a stream's records in this attempt; 100 never fails. */
  constructor(ledger: CheckpointLedger, tally: RefusalTally, maxPercent: number) {
    this.#ledger = ledger;
    this.#tally = tally;
    this.#maxPercent = maxPercent;
  }

  /** To be called while rows come, and before a state leaves. @throws {@link ConfigError} Naming the stream and its main cause. */
  whileRunning(): void {
    this.#judge((_, totals) => totals.records >= MIN_RUNNING && this.#exceeds(totals));
  }

  /** To be called when all rows have ended. @throws As {@link whileRunning}. */
  atEnd(): void {
    this.#judge((stream, totals) =>
      totals.records >= MIN_ENDED ? this.#exceeds(totals) : this.#allRefused(stream, totals),
    );
  }

  #judge(isTooMany: (stream: string, totals: StreamTotals) => boolean): void {
    if (this.#maxPercent >= 100) return;
    for (const [stream, totals] of this.#ledger.streams()) {
      if (totals.rejected === 0) continue;
      if (this.#maxPercent === 0 || isTooMany(stream, totals)) throw new ConfigError(this.#explain(stream, totals));
    }
  }

  #exceeds({ records, rejected }: StreamTotals): boolean {
    return rejected * 100 > records * this.#maxPercent;
  }

  /** A night of nothing but late corrections must not stop the connection for ever. */
  #allRefused(stream: string, { records, rejected }: StreamTotals): boolean {
    return rejected === records && !this.#tally.isOnlyClosed(stream);
  }

  #explain(stream: string, { records, rejected }: StreamTotals): string {
    const share = `Of ${count(records)} records of stream ${stream}, ${count(rejected)} were refused`;
    const main = this.#tally.mainCause(stream);
    const cause = main
      ? ` Main cause, of ${count(main.records)} of ${count(main.refused)}: ${main.cause}. ${CAUSE_TEXTS[main.cause].sentence} ` +
        `For example: ${sentence(main.text)} ${CAUSE_TEXTS[main.cause].advice}`
      : '';
    return (
      `${share}. max_rejected_percent is ${this.#maxPercent}.${cause} The log names the refused rows. Correct the view or the ` +
      'settings, or raise max_rejected_percent. No state was given back since, so the next sync sends these rows again.'
    );
  }
}

/** DHIS2's texts have no full stop. */
function sentence(text: string): string {
  return text === '' || /[.!?]$/.test(text.trim()) ? text : `${text.trim()}.`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
