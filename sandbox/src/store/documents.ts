import type { Database } from './database';

/** Small JSON documents by kind and key: clients, tokens, settings, the data store. Kept in memory, written through. */
export class DocumentStore {
  readonly #db: Database;
  readonly #kinds = new Map<string, Map<string, unknown>>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Reads what is stored; called once, before the first use. */
  async load(): Promise<void> {
    for (const row of await this.#db.query('select kind, key, body from document order by kind, key')) {
      this.#kind(row['kind'] as string).set(row['key'] as string, row['body']);
    }
  }

  get<T>(kind: string, key: string): T | undefined {
    return this.#kinds.get(kind)?.get(key) as T | undefined;
  }

  /** Keys and documents of a kind. */
  list<T>(kind: string): readonly (readonly [key: string, body: T])[] {
    return [...(this.#kinds.get(kind) ?? [])] as [string, T][];
  }

  async put(kind: string, key: string, body: unknown): Promise<void> {
    this.#kind(kind).set(key, body);
    await this.#db.query(
      `insert into document values ($1, $2, $3::text::jsonb)
       on conflict (kind, key) do update set body = excluded.body`,
      [kind, key, JSON.stringify(body)],
    );
  }

  /** Removes a document; false if there was none. */
  async remove(kind: string, key: string): Promise<boolean> {
    const removed = this.#kind(kind).delete(key);
    if (removed) await this.#db.query('delete from document where kind = $1 and key = $2', [kind, key]);
    return removed;
  }

  #kind(kind: string): Map<string, unknown> {
    let documents = this.#kinds.get(kind);
    if (documents === undefined) this.#kinds.set(kind, (documents = new Map<string, unknown>()));
    return documents;
  }
}
