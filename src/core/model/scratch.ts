/** A place on disk for what does not fit into memory, in parts; it is gone when it is closed, or with the process. */
export interface Scratch {
  /**
   * Puts lines behind those that a part has.
   * @throws What the disk says; the part then holds what it held before.
   */
  add(part: number, lines: readonly string[]): void;
  /** How many lines a part has. */
  count(part: number): number;
  /** The lines of a part, in their order. @throws What the disk says. */
  read(part: number): Iterable<string>;
  /** Gives the place back. */
  close(): void;
}

/** Makes a place of so many parts. @throws What the disk says. */
export type OpenScratch = (parts: number) => Scratch;
