/** The rows that a request is about to write, in its order. */
interface Writing {
  readonly positions: ReadonlyMap<string, number>;
}

/** A writing that would wait for another that waits for it. */
export class Deadlock extends Error {}

/**
 * The upserts in flight. PostgreSQL ends one of two transactions that lock common rows in opposite order; an embedded database
 * runs one statement at a time and cannot, so that what it would do is worked out here (2.43, transcripts 504-506).
 */
export class UpsertLocks {
  readonly #writings = new Set<Writing>();

  /**
   * Notes that rows are being written, until the returned function is called.
   * @throws {@link Deadlock} If a writing in flight has two of the rows the other way round.
   */
  enter(keys: readonly string[]): () => void {
    for (const other of this.#writings) if (crosses(keys, other)) throw new Deadlock();
    const writing = { positions: new Map(keys.map((key, position) => [key, position])) };
    this.#writings.add(writing);
    return () => void this.#writings.delete(writing);
  }
}

function crosses(keys: readonly string[], { positions }: Writing): boolean {
  let highest = -1;
  for (const key of keys) {
    const position = positions.get(key);
    if (position === undefined) continue;
    if (position < highest) return true;
    highest = position;
  }
  return false;
}
