import { groupKey, type GroupKey } from '../../model/group-key';
import type { OpenScratch, Scratch } from '../../model/scratch';
import { GroupNames } from './group-names';
import { GroupTable, merged, type GroupEntry } from './group-table';

/** So many parts: each is read back by itself, in one or more rounds. */
const PARTS = 32;

/** Lines that are handed to the disk at once. */
const LINES = 1000;

/** Some of the groups that went to disk, each with all that was put there of it. */
export interface Share {
  readonly names: GroupNames;
  readonly table: GroupTable;
}

/** Groups beyond those that memory holds, in a temporary file; several entries of a group come back as one. */
export class Overflow {
  readonly #open: OpenScratch;
  #scratch: Scratch | undefined;

  constructor(open: OpenScratch) {
    this.#open = open;
  }

  /** Whether anything is there. */
  get isUsed(): boolean {
    return this.#scratch !== undefined;
  }

  /** Puts entries on disk. @throws What the disk says; some of them may be there then, which does no harm. */
  add(entries: Iterable<readonly [GroupKey, GroupEntry]>): void {
    this.#scratch ??= this.#open(PARTS);
    const waiting: string[][] = Array.from({ length: PARTS }, () => []);
    for (const [group, entry] of entries) {
      const part = hash(groupKey(group)) % PARTS;
      const lines = waiting[part]!;
      lines.push(lineOf(group, entry));
      if (lines.length >= LINES) this.#scratch.add(part, lines.splice(0));
    }
    for (const [part, lines] of waiting.entries()) if (lines.length > 0) this.#scratch.add(part, lines);
  }

  /** Reads all of it back, at most so many groups at a time. @throws What the disk says. */
  *shares(maxGroups: number): Generator<Share> {
    for (let part = 0; this.#scratch && part < PARTS; part += 1) {
      const rounds = Math.ceil(this.#scratch.count(part) / maxGroups);
      for (let round = 0; round < rounds; round += 1) yield this.#read(part, { round, rounds });
    }
  }

  /** Gives the file back. */
  close(): void {
    this.#scratch?.close();
    this.#scratch = undefined;
  }

  #read(part: number, { round, rounds }: { readonly round: number; readonly rounds: number }): Share {
    const names = new GroupNames();
    const table = new GroupTable();
    for (const line of this.#scratch!.read(part)) {
      const [group, entry] = readLine(line);
      if (Math.floor(hash(groupKey(group)) / PARTS) % rounds !== round) continue;
      const key = names.numberOf(group);
      table.set(key, merged(table.get(key), entry));
    }
    return { names, table };
  }
}

function lineOf({ dataSet, orgUnit, attributeOptionCombo, period }: GroupKey, entry: GroupEntry): string {
  const { day, flags, span, streams } = entry;
  return [dataSet, orgUnit, attributeOptionCombo, period, day, flags, span, streams].join(' ');
}

function readLine(line: string): readonly [GroupKey, GroupEntry] {
  const [dataSet, orgUnit, attributeOptionCombo, period, ...numbers] = line.split(' ') as [
    string,
    string,
    string,
    string,
    ...string[],
  ];
  const [day, flags, span, streams] = numbers.map(Number) as [number, number, number, number];
  return [
    { dataSet, orgUnit, attributeOptionCombo, period },
    { day, flags, span, streams, epoch: 0 },
  ];
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
