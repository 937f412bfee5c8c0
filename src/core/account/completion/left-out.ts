import type { GroupKey, Registration } from '../../model/group-key';
import type { Log } from '../../model/ports';

/** Groups that the log names, of each kind; the rest is counted. */
const MAX_NAMED = 100;

/** Counts of a sync's completions. */
export interface CompletionCounts {
  registered: number;
  /** DHIS2 showed them already, with the same day. */
  already: number;
  /** DHIS2 did not take them, twice. */
  failed: number;
  /** Left out because a value of the group was refused. */
  withheld: number;
  /** Left out because the input ended before their stream did. */
  unfinished: number;
  /** Left out because the temporary file could not be written: rows with a complete date. */
  lost: number;
}

/** Why a group is not registered. */
export type WhyLeftOut = 'failed' | 'withheld' | 'unfinished' | 'lost';

const WORDS: Readonly<Record<WhyLeftOut, string>> = {
  failed: 'Not registered as complete',
  withheld: 'Not registered as complete, because a value of it was refused',
  unfinished: 'Not registered as complete, because the input ended before its stream did',
  lost: 'Not registered as complete, because the temporary file could not be written',
};

/** Counts how completions ended, and names in the log those that were left out. */
export class LeftOut {
  readonly counts: CompletionCounts = { registered: 0, already: 0, failed: 0, withheld: 0, unfinished: 0, lost: 0 };
  readonly #log: Log;
  readonly #onWithheld: (registration: Registration) => void;

  /** @param onWithheld - Hears of each completion that is left out because a value of its group was refused. */
  constructor(log: Log, onWithheld: (registration: Registration) => void = () => undefined) {
    this.#log = log;
    this.#onWithheld = onWithheld;
  }

  add(why: WhyLeftOut, registration: Registration, reason?: string): void {
    if (why === 'withheld') this.#onWithheld(registration);
    this.counts[why] += 1;
    if (this.counts[why] > MAX_NAMED) return;
    const says = reason === undefined ? '' : ` DHIS2 says: ${reason}`;
    this.#log('WARN', `${WORDS[why]}: ${describeGroup(registration)}.${says}`);
  }

  /** What the summary does not tell. */
  close(): void {
    const { already, unfinished, lost } = this.counts;
    if (already > 0) {
      this.#log(
        'INFO',
        `Data sets that DHIS2 shows as complete already, with the same date: ${already}. Not registered again.`,
      );
    }
    if (unfinished > 0) {
      this.#log(
        'WARN',
        `Data sets not registered as complete because the input ended before their stream did: ${unfinished}. ` +
          'The next sync that brings their rows registers them.',
      );
    }
    if (lost > 0) {
      this.#log(
        'WARN',
        `Rows with a complete date whose data set is not registered, because the temporary file could not be written: ${lost}. ` +
          'Make room in the folder for temporary files, and send these rows again.',
      );
    }
  }
}

/** Names a registration in a message. */
export function describeGroup(group: GroupKey): string {
  const { dataSet, period, orgUnit, attributeOptionCombo } = group;
  return `dataSet=${dataSet} period=${period} orgUnit=${orgUnit} attributeOptionCombo=${attributeOptionCombo}`;
}
