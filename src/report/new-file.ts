import { closeSync, constants, ftruncateSync, openSync, writeSync } from 'node:fs';

/** What a file is written by; `node:fs`, or less in tests. */
export interface Disk {
  readonly open: (path: string) => number;
  /** @returns How many bytes were written, which may be fewer than there are. */
  readonly write: (file: number, bytes: Uint8Array, position: number) => number;
  readonly truncate: (file: number, bytes: number) => void;
  readonly close: (file: number) => void;
}

/** A file that is there already, or a link in its place, is never written to. */
const MADE_ANEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/** The machine's. Files are for their owner alone. */
export const DISK: Disk = {
  open: (path) => openSync(path, MADE_ANEW, 0o600),
  write: (file, bytes, position) => writeSync(file, bytes, 0, bytes.length, position),
  truncate: ftruncateSync,
  close: closeSync,
};

/** A file of whole lines that is made anew with its first line. What fails is thrown, and leaves the lines before it whole. */
export class NewFile {
  readonly path: string;
  readonly #disk: Disk;
  #file: number | undefined;
  #bytes = 0;

  constructor(path: string, disk: Disk) {
    this.path = path;
    this.#disk = disk;
  }

  /** Whether anything was written. */
  get isMade(): boolean {
    return this.#file !== undefined;
  }

  /** Adds a line; when this returns, it is with the operating system. @returns Where it begins, in bytes. */
  add(line: string): number {
    this.#file ??= this.#disk.open(this.path);
    const start = this.#bytes;
    const bytes = Buffer.from(`${line}\n`);
    try {
      this.#writeAll(this.#file, bytes, start);
    } catch (error) {
      // Half a line would make the file unreadable from there on.
      this.#disk.truncate(this.#file, start);
      throw error;
    }
    this.#bytes += bytes.length;
    return start;
  }

  /** Writes over what was added before. */
  overwrite(bytes: Uint8Array, position: number): void {
    if (this.#file !== undefined) this.#writeAll(this.#file, bytes, position);
  }

  /** Closes the file, if there is one. A disk may say only now that it is full. */
  close(): void {
    if (this.#file !== undefined) this.#disk.close(this.#file);
  }

  #writeAll(file: number, bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length;) {
      done += this.#disk.write(file, bytes.subarray(done), position + done);
    }
  }
}
