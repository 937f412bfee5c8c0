import type { CheckpointLedger } from './checkpoint-ledger';
import type { RecordTicket } from '../model/record-ticket';
import { describeGroup, register } from './register-completions';
import { groupKey, type GroupKey } from '../model/group-key';
import type { ImportSummaryGuard } from '../model/import-summary';
import type { DataValueSink, Log } from '../model/ports';
import type { Registration } from '../model/group-key';

/** Failed registrations that are named in the log; the rest is counted. */
const MAX_NAMED = 100;

/** Refused groups that are remembered; beyond it, which groups are clean cannot be told, and none is registered. */
const MAX_REFUSED = 100_000;

/** Counts of a sync's completions. */
export interface CompletionCounts {
  registered: number;
  /** DHIS2 did not take them. */
  failed: number;
  /** Left out because a value of the group was refused, or values of too many groups. */
  withheld: number;
}

/** What completions work with. */
export interface CompletionPorts {
  readonly sink: Pick<DataValueSink, 'complete'>;
  readonly log: Log;
  readonly isImportSummary: ImportSummaryGuard;
  /** Nothing is registered. */
  readonly dryRun?: boolean;
  /** Hears of each completion that is left out because a value of its group was refused. */
  readonly onWithheld?: (registration: Registration) => void;
}

/** Which groups of data set, period, org unit and attribute option combo are to be registered as complete. */
export class Completions {
  readonly counts: CompletionCounts = { registered: 0, failed: 0, withheld: 0 };
  readonly #ledger: CheckpointLedger;
  readonly #sink: Pick<DataValueSink, 'complete'>;
  readonly #log: Log;
  readonly #isImportSummary: ImportSummaryGuard;
  readonly #dryRun: boolean;
  readonly #onWithheld: (registration: Registration) => void;
  /** Groups with a refusal. A row with a complete date may come long after the one that was refused. */
  readonly #refused = new Set<string>();
  #lostCount = false;

  constructor(ledger: CheckpointLedger, ports: CompletionPorts) {
    const { sink, log, isImportSummary, dryRun = false, onWithheld = () => undefined } = ports;
    this.#ledger = ledger;
    this.#sink = sink;
    this.#log = log;
    this.#isImportSummary = isImportSummary;
    this.#dryRun = dryRun;
    this.#onWithheld = onWithheld;
  }

  /** A record's complete date asks for registrations. */
  ask(ticket: RecordTicket, registrations: readonly Registration[]): void {
    for (const registration of registrations) this.#ledger.requestCompletion(ticket, registration);
  }

  /** A value of the group was refused: the group is not registered in this attempt. */
  refuse(group: GroupKey): void {
    if (this.#refused.size < MAX_REFUSED) this.#refused.add(groupKey(group));
    else this.#lostCount ||= !this.#refused.has(groupKey(group));
  }

  /** Registers what is due; what fails is reported and counted, never thrown, unless DHIS2 is out of reach. */
  async complete(due: readonly Registration[]): Promise<void> {
    if (this.#dryRun) return;
    const clean = this.#lostCount ? [] : due.filter((registration) => !this.#refused.has(groupKey(registration)));
    for (const registration of due) if (this.#refused.has(groupKey(registration))) this.#onWithheld(registration);
    this.counts.withheld += due.length - clean.length;
    const { registered, failed } = await register(this.#sink, clean, this.#isImportSummary);
    this.counts.registered += registered;
    for (const { registration, reason } of failed) {
      this.counts.failed += 1;
      if (this.counts.failed > MAX_NAMED) continue;
      this.#log('WARN', `Not registered as complete: ${describeGroup(registration)}. DHIS2 says: ${reason}`);
    }
  }
}
