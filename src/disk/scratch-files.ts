import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenScratch, Scratch } from '../core/model/scratch';

/** What the files are written by; `node:fs`, or less in tests. */
export interface ScratchDisk {
  readonly write: (file: number, bytes: Uint8Array, position: number) => number;
}

const DISK: ScratchDisk = {
  write: (file, bytes, position) => writeSync(file, bytes, 0, bytes.length, position),
};

/** Bytes that are read at once. */
const CHUNK = 256 * 1024;

interface Part {
  readonly file: number;
  bytes: number;
  lines: number;
}

/**
 * Files in a folder of their own below the system's one for temporary files: made anew, for their owner alone (0600), and
 * without a name as soon as they are open, so that nothing is left behind however the process ends.
 */
export function scratchFiles(disk: ScratchDisk = DISK): OpenScratch {
  return (count) => new ScratchFiles(count, disk);
}

class ScratchFiles implements Scratch {
  readonly #disk: ScratchDisk;
  readonly #parts: readonly Part[];

  constructor(count: number, disk: ScratchDisk) {
    this.#disk = disk;
    const parts: Part[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'destination-dhis2-'));
    try {
      for (let part = 0; part < count; part += 1) {
        const file = openSync(
          join(folder, String(part)),
          constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
          0o600,
        );
        parts.push({ file, bytes: 0, lines: 0 });
      }
    } catch (error) {
      for (const { file } of parts) closeSync(file);
      throw error;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    this.#parts = parts;
  }

  add(number: number, lines: readonly string[]): void {
    const part = this.#parts[number]!;
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    for (let done = 0; done < bytes.length;) {
      done += this.#disk.write(part.file, bytes.subarray(done), part.bytes + done);
    }
    // Only now: what a full disk has taken of it is written over by the next lines.
    part.bytes += bytes.length;
    part.lines += lines.length;
  }

  count(number: number): number {
    return this.#parts[number]!.lines;
  }

  *read(number: number): Iterable<string> {
    const { file, bytes } = this.#parts[number]!;
    const chunk = Buffer.alloc(CHUNK);
    let tail = '';
    for (let at = 0; at < bytes;) {
      const read = readSync(file, chunk, 0, Math.min(CHUNK, bytes - at), at);
      if (read === 0) throw new Error('the file is shorter than what was written to it');
      at += read;
      // Lines are ASCII: a chunk never ends within a character.
      const lines = (tail + chunk.toString('latin1', 0, read)).split('\n');
      tail = lines.pop()!;
      yield* lines;
    }
  }

  close(): void {
    for (const { file } of this.#parts) closeSync(file);
  }
}
