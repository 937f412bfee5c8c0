import type { Outcome } from './data-value';

/** What happened to the values of an epoch; each value is in one of the first five. */
export interface ValueCounts {
  stored: number;
  deleted: number;
  skipped: number;
  superseded: number;
  rejected: number;
  /** How DHIS2 splits `stored`, as far as it tells; exact in total, booked on the request's last value. */
  imported: number;
  updated: number;
  unchanged: number;
}

/** What leaves with a state as its `destinationStats`. */
export interface StateStats {
  readonly recordCount: number;
  readonly rejectedRecordCount: number;
  readonly values: Readonly<ValueCounts>;
}

/** A state that may leave: the text that came in, and what became of the records before it. */
export interface ReleasedState {
  readonly text: string;
  readonly stats: StateStats;
}

/** Where a record stood in the input, for people. */
export interface RecordOrigin {
  /** `namespace.name`, or the name alone. */
  readonly stream: string;
  /** Physical line of stdin, 1-based. */
  readonly line: number;
  /** Position among the records of its stream, 1-based. */
  readonly ordinal: number;
  /** The line itself, kept only where refused rows are written to a file. */
  readonly raw?: string;
}

/** How many records of a stream came and were rejected in this attempt. */
export interface StreamTotals {
  readonly records: number;
  readonly rejected: number;
}

/** The gap between two states of a stream: what was read in it and is not settled yet. */
interface Epoch {
  records: number;
  rejectedRecords: number;
  /** Records with unsettled values, and completions that are due. */
  unsettled: number;
  readonly values: ValueCounts;
}

/** One record on its way. Handed out by the ledger; a value keeps it so that its end can be told to the ledger. */
export interface RecordTicket {
  readonly origin: RecordOrigin;
  /** The ledger's own: which epoch it counts in, what is still open, whether a part of it was refused. */
  readonly account: { readonly epoch: Epoch; open: number; rejected: boolean };
}

/** Something other than a record that a state must wait for. */
export interface Hold {
  /** Lets the state go; further calls do nothing. */
  release(): void;
}

interface PendingState {
  readonly text: string;
  readonly epochs: readonly Epoch[];
  readonly since: number;
}

/**
 * Knows which states may leave: a state waits for every record before it, and leaves in the order it came.
 *
 * Each stream has its own epochs. A STREAM state closes its stream's epoch; a GLOBAL or legacy state closes all of them.
 */
export class CheckpointLedger {
  readonly #open = new Map<string, Epoch>();
  readonly #totals = new Map<string, { records: number; rejected: number }>();
  readonly #queues = new Map<string, PendingState[]>();
  readonly #all = emptyValues();

  /** Counts a record; it stays unsettled until {@link close} was called and all its values have ended. */
  openRecord(origin: RecordOrigin): RecordTicket {
    const epoch = this.#epochOf(origin.stream);
    epoch.records += 1;
    epoch.unsettled += 1;
    this.#totalsOf(origin.stream).records += 1;
    return { origin, account: { epoch, open: 1, rejected: false } };
  }

  /** Announces values of the record that will each be settled once. */
  expectValues(ticket: RecordTicket, count: number): void {
    ticket.account.open += count;
  }

  /** All of the record's values have been announced. */
  close(ticket: RecordTicket): void {
    this.#finishOne(ticket);
  }

  /** Books the end of one value. */
  settle(ticket: RecordTicket, outcome: Outcome): void {
    ticket.account.epoch.values[outcome.kind] += 1;
    this.#all[outcome.kind] += 1;
    if (outcome.kind === 'rejected') this.#reject(ticket);
    this.#finishOne(ticket);
  }

  /** Books how DHIS2 split what it stored, on the state of the request's last value. */
  book(ticket: RecordTicket, counts: Pick<ValueCounts, 'imported' | 'updated' | 'unchanged'>): void {
    for (const values of [ticket.account.epoch.values, this.#all]) {
      values.imported += counts.imported;
      values.updated += counts.updated;
      values.unchanged += counts.unchanged;
    }
  }

  /** Makes the state after the record wait for something more, such as a completion. */
  hold(ticket: RecordTicket): Hold {
    const { epoch } = ticket.account;
    epoch.unsettled += 1;
    let held = true;
    return {
      release: () => {
        if (held) epoch.unsettled -= 1;
        held = false;
      },
    };
  }

  /**
   * Takes a state in: it closes the epoch of `stream`, or of every stream when there is none (GLOBAL and legacy).
   * @param now - Milliseconds, to tell later how long it has waited.
   */
  takeState(text: string, stream: string | undefined, now: number): void {
    const streams = stream === undefined ? [...this.#open.keys()] : [stream];
    const epochs = streams.map((name) => this.#epochOf(name));
    for (const name of streams) this.#open.delete(name);
    const queue = this.#queues.get(stream ?? ALL) ?? [];
    queue.push({ text, epochs, since: now });
    this.#queues.set(stream ?? ALL, queue);
  }

  /** Hands out the states that may leave now, each once. */
  release(): ReleasedState[] {
    const released: ReleasedState[] = [];
    for (const queue of this.#queues.values()) {
      let ready = 0;
      while (ready < queue.length && queue[ready]!.epochs.every((epoch) => epoch.unsettled === 0)) ready += 1;
      for (const state of queue.splice(0, ready)) released.push({ text: state.text, stats: sum(state.epochs) });
    }
    return released;
  }

  /** When the state that has waited longest came, in milliseconds; undefined if none waits. */
  oldestWaitSince(): number | undefined {
    let oldest: number | undefined;
    for (const [first] of this.#queues.values()) {
      if (first && (oldest === undefined || first.since < oldest)) oldest = first.since;
    }
    return oldest;
  }

  /** Records of one stream so far in this attempt. */
  totalsOf(stream: string): StreamTotals {
    return this.#totalsOf(stream);
  }

  /** Every stream that had a record, with its totals. */
  streams(): ReadonlyMap<string, StreamTotals> {
    return this.#totals;
  }

  /** The values of all streams so far in this attempt. */
  get values(): Readonly<ValueCounts> {
    return this.#all;
  }

  #reject(ticket: RecordTicket): void {
    if (ticket.account.rejected) return;
    ticket.account.rejected = true;
    ticket.account.epoch.rejectedRecords += 1;
    this.#totalsOf(ticket.origin.stream).rejected += 1;
  }

  #finishOne(ticket: RecordTicket): void {
    ticket.account.open -= 1;
    if (ticket.account.open === 0) ticket.account.epoch.unsettled -= 1;
  }

  #epochOf(stream: string): Epoch {
    let epoch = this.#open.get(stream);
    if (!epoch) {
      epoch = { records: 0, rejectedRecords: 0, unsettled: 0, values: emptyValues() };
      this.#open.set(stream, epoch);
    }
    return epoch;
  }

  #totalsOf(stream: string): { records: number; rejected: number } {
    let totals = this.#totals.get(stream);
    if (!totals) this.#totals.set(stream, (totals = { records: 0, rejected: 0 }));
    return totals;
  }
}

/** The queue of GLOBAL and legacy states; no stream can be called so. */
const ALL = '\u0000all';

function emptyValues(): ValueCounts {
  return {
    stored: 0,
    deleted: 0,
    skipped: 0,
    superseded: 0,
    rejected: 0,
    imported: 0,
    updated: 0,
    unchanged: 0,
  };
}

function sum(epochs: readonly Epoch[]): StateStats {
  const values = emptyValues();
  let recordCount = 0;
  let rejectedRecordCount = 0;
  for (const epoch of epochs) {
    recordCount += epoch.records - epoch.rejectedRecords;
    rejectedRecordCount += epoch.rejectedRecords;
    for (const name of Object.keys(values) as (keyof ValueCounts)[]) values[name] += epoch.values[name];
  }
  return { recordCount, rejectedRecordCount, values };
}
