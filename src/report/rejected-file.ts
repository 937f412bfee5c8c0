import { join } from 'node:path';
import { groupKey, type GroupKey, type Registration } from '../core/model/group-key';
import type { Log } from '../core/model/ports';
import type { RecordTicket, RefusedPart } from '../core/model/record-ticket';
import { ConfigError } from '../errors';
import { problemOf, unwritableFolder } from './folder';
import { DISK, NewFile, type Disk } from './new-file';
import { refusedRecord, type DateRoom } from './refused-record';

/** Groups whose completion can still be put into the file. */
const MAX_GROUPS = 100_000;

/** What the file of refused rows is made with. */
export interface RejectedFileOptions {
  readonly folder: string;
  /** The sync's, of `fileId`. */
  readonly id: string;
  readonly log: Log;
  /** Rows with a complete date register their data set, so that the file has to bring what was left out. */
  readonly completes: boolean;
  /** @defaultValue the machine's */
  readonly disk?: Disk;
}

/**
 * `rejected-<time>-<id>.jsonl`: the refused parts of rows as Airbyte RECORD lines, each with its reasons beside the record,
 * so that `write < rejected-….jsonl` sends them again once the cause is fixed, and nothing else. It holds values: mode 0600.
 *
 * A disk that is full costs lines of this file, never the sync.
 */
export class RejectedFile {
  readonly #file: NewFile;
  readonly #log: Log;
  readonly #completes: boolean;
  /** Where the complete date of a group goes: into one of its refused records, since one is enough. */
  readonly #rooms = new Map<string, DateRoom>();
  /** Dates that came before the group's refused record did. */
  readonly #early = new Map<string, string>();
  #records = 0;
  #lost = 0;

  /**
   * The file is made when the first row is refused.
   * @throws {@link ConfigError} If the folder cannot be made or written to.
   */
  constructor({ folder, id, log, completes, disk = DISK }: RejectedFileOptions) {
    const problem = unwritableFolder(folder);
    if (problem !== undefined) throw new ConfigError(problem);
    this.#file = new NewFile(join(folder, `rejected-${id}.jsonl`), disk);
    this.#log = log;
    this.#completes = completes;
  }

  get path(): string {
    return this.#file.path;
  }

  /** Adds the refused parts of a record; when this returns, the line is with the operating system. */
  add(ticket: RecordTicket, parts: readonly RefusedPart[]): void {
    const key = this.#roomFor(parts);
    const { line, room } = refusedRecord(ticket, parts, key !== undefined);
    try {
      const start = this.#file.add(line);
      this.#records += 1;
      if (key !== undefined && room) this.#keepRoom(key, { ...room, at: start + room.at });
    } catch (error) {
      this.#lose(error);
    }
  }

  /** A completion was left out because of a refused value: the file asks for it. */
  complete(registration: Registration): void {
    const key = groupKey(registration);
    const room = this.#rooms.get(key);
    if (room) this.#fill(key, room, registration.date);
    else if (this.#early.size < MAX_GROUPS && registration.date > (this.#early.get(key) ?? '')) {
      this.#early.set(key, registration.date);
    }
  }

  /** Closes the file, if there is one, and says where it is and what is not in it. */
  close(): void {
    try {
      this.#file.close();
    } catch (error) {
      this.#log('WARN', `The file of refused rows, ${this.#file.path}, may not be whole: ${problemOf(error)}.`);
    }
    if (this.#lost > 0) {
      this.#log('WARN', `Refused rows that are not in the file because it could not be written: ${this.#lost}.`);
    }
    if (this.#records === 0) return;
    const { path } = this.#file;
    this.#log(
      'INFO',
      `The refused rows are in ${path}, of wide and packaged rows the refused values only: once the cause is fixed, ` +
        `\`write … < ${path}\` sends them again.`,
    );
  }

  /** The group that a record's date would be of: none where its values are of several, or the group has its room. */
  #roomFor(parts: readonly RefusedPart[]): string | undefined {
    if (!this.#completes || this.#rooms.size >= MAX_GROUPS) return undefined;
    const groups = parts.flatMap(({ group }): readonly GroupKey[] => (group ? [group] : []));
    const [key, ...others] = new Set(groups.map(groupKey));
    return key === undefined || others.length > 0 || this.#rooms.has(key) ? undefined : key;
  }

  #keepRoom(key: string, room: DateRoom): void {
    this.#rooms.set(key, room);
    const early = this.#early.get(key);
    if (early === undefined) return;
    this.#early.delete(key);
    this.#fill(key, room, early);
  }

  #fill(key: string, room: DateRoom, date: string): void {
    if (date <= room.date) return;
    try {
      this.#file.overwrite(room.fill(date), room.at);
      this.#rooms.set(key, { ...room, date });
    } catch (error) {
      this.#warn(error);
    }
  }

  #lose(error: unknown): void {
    this.#lost += 1;
    if (this.#lost === 1) this.#warn(error);
  }

  #warn(error: unknown): void {
    const { path } = this.#file;
    this.#log('WARN', `The file of refused rows, ${path}, cannot be written: ${problemOf(error)}. The sync goes on.`);
  }
}
