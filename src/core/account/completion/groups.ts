import type { GroupKey, Registration } from '../../model/group-key';
import type { Log } from '../../model/ports';
import type { OpenScratch } from '../../model/scratch';
import { dateOf } from './day';
import { GroupNames } from './group-names';
import { GroupTable, IS, merged, NO_DAY, type GroupEntry } from './group-table';
import { Overflow } from './overflow';

/** What groups are kept with. */
export interface GroupsOptions {
  /** Groups that memory holds; the others go through a temporary file. */
  readonly maxGroups: number;
  readonly openScratch: OpenScratch;
  readonly log: Log;
  /** Hears of each row whose group found no room, because the file could not be written. */
  readonly onLost: (registration: Registration) => void;
}

/** A group that is known, with what all its rows so far say. */
export interface Found {
  readonly key: number;
  readonly entry: GroupEntry;
}

/** A group that is left when the input has ended. */
export interface LeftGroup {
  readonly group: GroupKey;
  readonly entry: GroupEntry;
}

/** The groups of the input: those that are asked for, and those with a refused value. Bounded in memory. */
export class Groups {
  readonly #options: GroupsOptions;
  readonly #overflow: Overflow;
  #names = new GroupNames();
  #table = new GroupTable();
  /** The file could not be written: no further group finds room. */
  #isClosed = false;
  /** Groups with a refused value are in the file: which packaged group is clean can be told at the end only. */
  #refusedElsewhere = false;

  constructor(options: GroupsOptions) {
    this.#options = options;
    this.#overflow = new Overflow(options.openScratch);
  }

  /** Nothing was asked for, and nothing refused. */
  get isEmpty(): boolean {
    return this.#table.size === 0 && !this.#overflow.isUsed;
  }

  /** About the bytes held. */
  get bytes(): number {
    return this.#table.bytes + this.#names.bytes;
  }

  /** A row of a group was read. @returns Undefined for a group that nothing has to be known of so far. */
  add(group: GroupKey, seen: GroupEntry): Found | undefined {
    const key = this.#names.numberOf(group);
    const known = this.#table.get(key);
    if (known) return { key, entry: { ...merged(known, seen), epoch: known.epoch } };
    // A row without a date, of a group that may be in the file: there, it may be the last one.
    if (seen.day === NO_DAY && (seen.flags & IS.refused) === 0 && !this.#overflow.isUsed) return undefined;
    if (!this.#makeRoom()) {
      if (seen.day !== NO_DAY) this.#options.onLost({ ...group, date: dateOf(seen.day) });
      return undefined;
    }
    const flags = seen.flags | (this.#refusedElsewhere ? IS.atEnd : 0);
    return { key: this.#names.numberOf(group), entry: { ...seen, flags } };
  }

  /** A value of the group was refused. */
  refuse(group: GroupKey): void {
    const found = this.add(group, { day: NO_DAY, flags: IS.refused, span: 0, streams: 0, epoch: 0 });
    if (found) this.set(found.key, found.entry);
  }

  /** Whether a value of it was refused, as far as memory knows. */
  isRefused(group: GroupKey): boolean {
    const entry = this.#table.get(this.#names.numberOf(group));
    return entry !== undefined && (entry.flags & IS.refused) !== 0;
  }

  /** Its registration is about to be sent. @returns False if a row of it came since its turn did: it has another one. */
  begin(group: GroupKey): boolean {
    const key = this.#names.numberOf(group);
    const entry = this.#table.get(key);
    if (!entry) return true;
    if (isPending(entry)) return false;
    this.#table.set(key, { ...entry, flags: (entry.flags | IS.done) & ~IS.due });
    return true;
  }

  get(key: number): GroupEntry | undefined {
    return this.#table.get(key);
  }

  set(key: number, entry: GroupEntry): void {
    this.#table.set(key, entry);
  }

  groupOf(key: number): GroupKey {
    return this.#names.groupOf(key);
  }

  /** What was asked for and has not ended; to be called when the input has. Those of a data set and period come together. */
  *left(): Generator<LeftGroup> {
    if (!this.#overflow.isUsed) {
      yield* leftOf(this.#table, this.#names);
      return;
    }
    try {
      if (this.#isClosed || !this.#putOnDisk()) yield* this.#leftOfKnown();
      else yield* this.#leftOnDisk();
    } catch (error) {
      this.#tell(error);
    }
  }

  /** Gives the file back. */
  close(): void {
    this.#overflow.close();
  }

  /** @returns False if there is none for a further group. */
  #makeRoom(): boolean {
    const { maxGroups } = this.#options;
    if (this.#isClosed) return false;
    if (this.#table.size < maxGroups) return true;
    // Those that have ended are forgotten: one that comes again is registered only where DHIS2 does not show it.
    this.#table.keep(isLeftOrPending);
    if (this.#table.size < maxGroups / 2) return true;
    if (!this.#putOnDisk()) return false;
    this.#refusedElsewhere ||=
      this.#table.keysWhere((entry) => isLeft(entry) && (entry.flags & IS.refused) !== 0).length > 0;
    this.#table.keep(isPending);
    if (this.#table.size === 0) this.#names = new GroupNames();
    return true;
  }

  /** @returns False if the disk does not take it. */
  #putOnDisk(): boolean {
    try {
      this.#overflow.add(this.#entries());
      return true;
    } catch (error) {
      this.#isClosed = true;
      this.#tell(error);
      return false;
    }
  }

  *#entries(): Generator<readonly [GroupKey, GroupEntry]> {
    for (const key of this.#table.keysWhere(isLeft)) yield [this.#names.groupOf(key), this.#table.get(key)!];
  }

  *#leftOnDisk(): Generator<LeftGroup> {
    this.#table = new GroupTable();
    for (const { table, names } of this.#overflow.shares(this.#options.maxGroups)) yield* leftOf(table, names);
  }

  /** Of the groups that have rows that found no room nothing can be said: only those that memory knows are whole. */
  *#leftOfKnown(): Generator<LeftGroup> {
    for (const { table, names } of this.#overflow.shares(this.#options.maxGroups)) {
      for (const key of table.keysWhere(() => true)) {
        const group = names.groupOf(key);
        const entry = table.get(key)!;
        const known = this.#names.numberOf(group);
        const inMemory = this.#table.get(known);
        if (inMemory) this.#table.set(known, merged(inMemory, entry));
        else if (entry.day !== NO_DAY) this.#options.onLost({ ...group, date: dateOf(entry.day) });
      }
    }
    yield* leftOf(this.#table, this.#names);
  }

  #tell(error: unknown): void {
    const { code } = (error ?? {}) as { readonly code?: unknown };
    const what = typeof code === 'string' ? code : 'no reason is given';
    this.#options.log(
      'WARN',
      `The temporary file for data sets to be registered as complete cannot be used (${what}). The values are sent; data sets ` +
        'beyond those known so far are not registered as complete. Make room in the folder for temporary files (TMPDIR).',
    );
  }
}

function isPending({ flags }: GroupEntry): boolean {
  return (flags & IS.pending) !== 0;
}

/** Neither waits for a state nor has ended. */
function isLeft({ flags }: GroupEntry): boolean {
  return (flags & (IS.pending | IS.due | IS.done)) === 0;
}

function isLeftOrPending({ flags }: GroupEntry): boolean {
  return (flags & IS.done) === 0;
}

function* leftOf(table: GroupTable, names: GroupNames): Generator<LeftGroup> {
  const isMeant = (entry: GroupEntry): boolean => isLeft(entry) && entry.day !== NO_DAY;
  for (const key of table.keysWhere(isMeant)) yield { group: names.groupOf(key), entry: table.get(key)! };
}
