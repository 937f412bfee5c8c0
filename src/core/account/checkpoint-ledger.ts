import type { Outcome, SkipReason } from '../model/data-value';
import { Spans } from './spans';
import type {
  Epoch,
  RecordOrigin,
  RecordTicket,
  RefusedPart,
  StreamTally,
  ValueCounts,
  ValueName,
} from '../model/record-ticket';

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

/** How many records of a stream came, were rejected and accepted in this attempt. */
export type StreamTotals = Readonly<StreamTally>;

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
  /** Tells up to where every row has ended, whatever its stream. */
  readonly spans = new Spans();
  readonly #open = new Map<string, Epoch>();
  readonly #totals = new Map<string, StreamTally>();
  #ended = false;
  readonly #queues = new Map<string, PendingState[]>();
  readonly #all = emptyValues();
  readonly #skipped: Record<SkipReason, number> = { null: 0, strategy: 0, 'nothing-to-delete': 0, 'zero-not-kept': 0 };
  #keptBytes = 0;
  #stateBytes = 0;
  #epochs = 0;
  #openRecords = 0;
  #openValues = 0;
  readonly #onRejected: (ticket: RecordTicket, parts: readonly RefusedPart[]) => void;

  /** @param onRejected - Hears of each rejected record once, when all its values have ended, before its state may leave. */
  constructor(onRejected: (ticket: RecordTicket, parts: readonly RefusedPart[]) => void = () => undefined) {
    this.#onRejected = onRejected;
  }

  /** Counts a record; it stays unsettled until {@link close} was called and all its values have ended. */
  openRecord(origin: RecordOrigin): RecordTicket {
    const epoch = this.#epochOf(origin.stream);
    epoch.records += 1;
    epoch.unsettled += 1;
    epoch.stream.records += 1;
    this.#openRecords += 1;
    const bytes = bytesOf(origin);
    this.#keptBytes += bytes;
    return { origin, account: { epoch, span: this.spans.add(), open: 1, bytes } };
  }

  /** Announces values of the record that will each be settled once. */
  expectValues(ticket: RecordTicket, count: number): void {
    ticket.account.open += count;
    this.#openValues += count;
  }

  /** All of the record's values have been announced. */
  close(ticket: RecordTicket): void {
    this.#finishOne(ticket);
  }

  /**
   * Books the end of one value.
   * @param name - Which value of the record, for a rejected one.
   */
  settle(ticket: RecordTicket, outcome: Outcome, name: ValueName = UNNAMED): void {
    ticket.account.epoch.values[outcome.kind] += 1;
    this.#all[outcome.kind] += 1;
    this.#openValues -= 1;
    if (outcome.kind === 'skipped') this.#skipped[outcome.why] += 1;
    if (outcome.kind === 'rejected') {
      const { ids, part, group } = name;
      this.#reject(ticket, { ids, part, group, refusal: outcome.refusal });
    }
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

  /**
   * Takes a state in: it closes the epoch of `stream`, or of every stream when there is none (GLOBAL and legacy).
   * @param now - Milliseconds, to tell later how long it has waited.
   */
  takeState(text: string, stream: string | undefined, now: number): void {
    const streams = stream === undefined ? [...this.#open.keys()] : [stream];
    const epochs = streams.map((name) => this.#epochOf(name));
    for (const name of streams) this.#open.delete(name);
    this.#close(epochs);
    this.#stateBytes += bytesOfState(text);
    this.#enqueue(stream ?? ALL, { text, epochs, since: now });
  }

  /** The input has ended, and what was refused was judged: every settled state may leave. */
  takeEnd(): void {
    this.#ended = true;
    this.#close([...this.#open.values()]);
    this.#open.clear();
  }

  /**
   * Hands out the states that may leave now, each once. A state waits for the completions of its epochs; one of
   * a stream of which nothing but refusals came so far waits for a row that is not refused, or for the end of the input.
   * @param most - How many at once.
   */
  release(most = Infinity): ReleasedState[] {
    const released: ReleasedState[] = [];
    for (const queue of this.#queues.values()) {
      let ready = 0;
      while (ready < queue.length && released.length + ready < most && this.#mayLeave(queue[ready]!)) ready += 1;
      for (const { text, epochs } of queue.splice(0, ready)) {
        this.#stateBytes -= bytesOfState(text);
        released.push({ text, stats: sum(epochs) });
      }
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

  /** Why values were skipped, of all streams so far. */
  get skipped(): Readonly<Record<SkipReason, number>> {
    return this.#skipped;
  }

  /** Records and values whose end is not known. */
  get open(): { readonly records: number; readonly values: number } {
    return { records: this.#openRecords, values: this.#openValues };
  }

  /** About the bytes of the states that wait. */
  get stateBytes(): number {
    return this.#stateBytes;
  }

  /** About the bytes that are kept of records that have not ended, beside their values: lines, and refused parts. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  #mayLeave(state: PendingState): boolean {
    return isSettled(state) && !waitsForCompletions(state) && (this.#ended || !hasOnlyRefusals(state));
  }

  #reject(ticket: RecordTicket, part: RefusedPart): void {
    const bytes = bytesOfPart(part);
    ticket.account.bytes += bytes;
    this.#keptBytes += bytes;
    if (ticket.account.refused) {
      ticket.account.refused.push(part);
      return;
    }
    ticket.account.refused = [part];
    ticket.account.epoch.rejectedRecords += 1;
    ticket.account.epoch.stream.rejected += 1;
  }

  #finishOne(ticket: RecordTicket): void {
    const { account } = ticket;
    account.open -= 1;
    if (account.open > 0) return;
    this.#openRecords -= 1;
    this.#keptBytes -= account.bytes;
    account.span.unsettled -= 1;
    if (account.refused) this.#onRejected(ticket, account.refused);
    else account.epoch.stream.accepted += 1;
    account.epoch.unsettled -= 1;
  }

  #close(epochs: readonly Epoch[]): void {
    const closedAt = this.spans.end();
    for (const epoch of epochs) epoch.closedAt = closedAt;
  }

  #enqueue(name: string, state: PendingState): void {
    const queue = this.#queues.get(name);
    if (queue) queue.push(state);
    else this.#queues.set(name, [state]);
  }

  #epochOf(stream: string): Epoch {
    let epoch = this.#open.get(stream);
    if (!epoch) {
      epoch = {
        id: (this.#epochs += 1),
        records: 0,
        rejectedRecords: 0,
        unsettled: 0,
        waiting: 0,
        values: emptyValues(),
        stream: this.#totalsOf(stream),
      };
      this.#open.set(stream, epoch);
    }
    return epoch;
  }

  #totalsOf(stream: string): StreamTally {
    let totals = this.#totals.get(stream);
    if (!totals) this.#totals.set(stream, (totals = { records: 0, rejected: 0, accepted: 0 }));
    return totals;
  }
}

const UNNAMED: ValueName = { ids: '' };

/** The queue of GLOBAL and legacy states; no stream can be called so. */
const ALL = '\u0000all';

function isSettled(state: PendingState): boolean {
  return state.epochs.every((epoch) => epoch.unsettled === 0);
}

function hasOnlyRefusals(state: PendingState): boolean {
  return state.epochs.some(({ stream }) => stream.rejected > 0 && stream.accepted === 0);
}

function waitsForCompletions(state: PendingState): boolean {
  return state.epochs.some(({ waiting }) => waiting > 0);
}

/** About what a refused part takes beside its texts. */
const BYTES_A_PART = 200;

function bytesOfPart({ ids, refusal }: RefusedPart): number {
  return BYTES_A_PART + 2 * (ids.length + refusal.text.length);
}

/** About what a state takes beside its text: its epoch, and the counts in that. */
const BYTES_A_STATE = 500;

function bytesOfState(text: string): number {
  return BYTES_A_STATE + 2 * text.length;
}

function bytesOf({ raw }: RecordOrigin): number {
  return raw === undefined ? 0 : 2 * raw.length;
}

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
