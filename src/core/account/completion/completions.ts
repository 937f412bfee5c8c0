import type { DataValue } from '../../model/data-value';
import { isSameGroup, type GroupKey, type Registration } from '../../model/group-key';
import type { Epoch, RecordTicket } from '../../model/record-ticket';
import type { Spans } from '../spans';
import { dateOf, dayOf } from './day';
import { Groups, type GroupsOptions } from './groups';
import { IS, NO_DAY, type GroupEntry } from './group-table';
import { LeftOut, type CompletionCounts } from './left-out';
import { RegistrationLoop } from './registration-loop';
import type { Registering } from './registering';
import { StreamEnds } from './stream-ends';
import { Waiting } from './waiting';

/** Groups that are looked up, and then registered, in one go. */
const ROUND = 2_000;

/** Share of the groups that may wait for their state; of more, those whose rows have ended are registered at once. */
const PATIENCE = 1 / 6;

/** What completions work with. */
export interface CompletionPorts
  extends Omit<GroupsOptions, 'onLost'>, Omit<Registering, 'isRefused' | 'begin' | 'onRefused' | 'onFailed'> {
  readonly spans: Pick<Spans, 'settled'>;
  /** False: nothing is registered, and nothing kept. */
  readonly active: boolean;
  /** Hears of each completion that is left out because a value of its group was refused. */
  readonly onWithheld?: (registration: Registration) => void;
  /** Called when groups have been registered or left out: states may wait for them. */
  readonly onProgress: () => void;
  /** Called with what ended the registering for good. */
  readonly onFailure: (reason: unknown) => void;
}

/** A group whose turn has come. */
interface Due {
  readonly registration: Registration;
  /** Whose state waits for it. */
  readonly epoch?: Epoch;
}

/**
 * Registers data sets as complete, each group once, after all its values of this input are in and where none was refused.
 *
 * Groups of packaged and wide rows are registered before the state that follows their last row, those of long rows at the
 * end of the input. It goes on beside reading and sending.
 */
export class Completions {
  readonly #ports: CompletionPorts;
  readonly #leftOut: LeftOut;
  readonly #groups: Groups;
  readonly #ends = new StreamEnds();
  readonly #waiting = new Waiting();
  readonly #loop: RegistrationLoop<Due>;
  /** What is registered at the end of the input. */
  #last: Iterator<Registration> | undefined;

  constructor(ports: CompletionPorts) {
    this.#ports = ports;
    this.#leftOut = new LeftOut(ports.log, ports.onWithheld);
    this.#groups = new Groups({ ...ports, onLost: (registration) => this.#leftOut.add('lost', registration) });
    this.#loop = new RegistrationLoop({
      ...ports,
      isRefused: (registration) => this.#groups.isRefused(registration),
      begin: (registration) => this.#groups.begin(registration),
      onRefused: (registration) => this.#leftOut.add('withheld', registration),
      onFailed: (registration, reason) => this.#leftOut.add('failed', registration, reason),
      take: () => this.#take(),
      onEnded: (due, { registered, already }) => {
        this.counts.registered += registered;
        this.counts.already += already;
        for (const { epoch } of due) if (epoch) epoch.waiting -= 1;
        ports.onProgress();
      },
    });
  }

  get counts(): CompletionCounts {
    return this.#leftOut.counts;
  }

  /** About the bytes held. */
  get bytes(): number {
    return this.#groups.bytes + this.#waiting.bytes;
  }

  /** True when reading has to wait until some are registered: {@link settle}. */
  get full(): boolean {
    return this.#waiting.size > this.#ports.maxGroups / 2;
  }

  /** A record's complete date asks for registrations. @param isLong - They wait for the end of the stream. */
  ask(ticket: RecordTicket, registrations: readonly Registration[], isLong: boolean): void {
    if (!this.#ports.active) return;
    for (const registration of registrations)
      this.#row(ticket, registration, { day: dayOf(registration.date), isLong });
  }

  /** Values of a record without a complete date: their groups may have been asked for, or still be. */
  see(ticket: RecordTicket, values: readonly DataValue[]): void {
    if (!this.#ports.active || this.#groups.isEmpty) return;
    let before: GroupKey | undefined;
    for (const value of values) {
      if (before && isSameGroup(before, value)) continue;
      before = value;
      this.#row(ticket, value, { day: NO_DAY, isLong: false });
    }
  }

  /** A value of the group was refused: the group is not registered in this attempt. */
  refuse(group: GroupKey): void {
    if (this.#ports.active) this.#groups.refuse(group);
  }

  /** A state has come, of one stream or of all. */
  takeState(stream: string | undefined): void {
    this.#ends.state(stream);
  }

  /** The source said how a stream ended. */
  takeStatus(stream: string, status: 'COMPLETE' | 'INCOMPLETE'): void {
    this.#ends.status(stream, status);
  }

  /** To be called when values have ended or a state has come: registers what is due. */
  wake(): void {
    this.#loop.wake();
  }

  /** Resolves when all that is due has ended. */
  async settle(): Promise<void> {
    this.wake();
    await this.#loop.idle();
  }

  /** The input has ended, and with it every row. Resolves when all is registered or left out. */
  async finish(): Promise<void> {
    this.#last ??= this.#atEnd();
    await this.settle();
    this.#leftOut.close();
    this.#groups.close();
  }

  /** Asks DHIS2 nothing more. */
  stop(): void {
    this.#loop.stop();
    this.#groups.close();
  }

  #row(
    ticket: RecordTicket,
    group: GroupKey,
    { day, isLong }: { readonly day: number; readonly isLong: boolean },
  ): void {
    const { origin, account } = ticket;
    const span = account.span.number;
    const streams = this.#ends.row(origin.stream, span, account.epoch.closedAt !== undefined);
    const flags = isLong ? IS.long : 0;
    const found = this.#groups.add(group, { day, flags, span, streams, epoch: 0 });
    if (!found) return;
    const { key, entry } = found;
    const waits = entry.day !== NO_DAY && (entry.flags & (IS.long | IS.done | IS.atEnd)) === 0;
    const isPending = (entry.flags & IS.pending) !== 0;
    if (isPending && (!waits || entry.epoch !== account.epoch.id)) this.#waiting.leave(entry.epoch);
    if (waits && !(isPending && entry.epoch === account.epoch.id)) this.#waiting.add(key, account.epoch);
    const others = entry.flags & ~(IS.pending | IS.due);
    this.#groups.set(key, { ...entry, flags: waits ? others | IS.pending : others, epoch: account.epoch.id });
  }

  /** @returns Undefined when nothing is due. */
  #take(): readonly Due[] | undefined {
    const due: Due[] = [];
    const { spans, maxGroups } = this.#ports;
    const taking = {
      settled: spans.settled,
      patience: maxGroups * PATIENCE,
      spanIn: (key: number, epoch: number) => this.#spanIn(key, epoch),
    };
    let taken = 0;
    for (; taken < ROUND; taken += 1) {
      const next = this.#waiting.take(taking);
      if (!next) break;
      const { key, epoch } = next;
      const entry = this.#groups.get(key)!;
      const isRefused = (entry.flags & IS.refused) !== 0;
      const turn = isRefused ? IS.done : IS.due;
      this.#groups.set(key, { ...entry, flags: (entry.flags & ~IS.pending) | turn });
      const registration = { ...this.#groups.groupOf(key), date: dateOf(entry.day) };
      if (!isRefused) due.push({ registration, epoch });
      else {
        this.#leftOut.add('withheld', registration);
        epoch.waiting -= 1;
      }
    }
    if (taken > 0) return due;
    for (let next = this.#last?.next(); next && !next.done; next = this.#last!.next()) {
      due.push({ registration: next.value });
      if (due.length === ROUND) break;
    }
    return due.length > 0 ? due : undefined;
  }

  #spanIn(key: number, epoch: number): number | undefined {
    const entry = this.#groups.get(key);
    return entry && (entry.flags & IS.pending) !== 0 && entry.epoch === epoch ? entry.span : undefined;
  }

  *#atEnd(): Generator<Registration> {
    for (const { group, entry } of this.#groups.left()) {
      const registration = { ...group, date: dateOf(entry.day) };
      const why = this.#whyLeftOut(entry);
      if (why) this.#leftOut.add(why, registration);
      else yield registration;
    }
  }

  #whyLeftOut(entry: GroupEntry): 'withheld' | 'unfinished' | undefined {
    if ((entry.flags & IS.refused) !== 0) return 'withheld';
    return (entry.flags & IS.long) !== 0 && !this.#ends.cover(entry) ? 'unfinished' : undefined;
  }
}
