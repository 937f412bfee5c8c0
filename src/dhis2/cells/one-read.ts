import { ConfigError, TransientError } from '../../errors';
import type { Answer } from '../../core/model/ports';
import type { Client } from '../client';
import type { Read } from './asked';
import { JsonItems } from './json-items';
import type { Item } from './lenient-json';
import { queryText, type QueryForm } from './query';
import { type Failed, judgeFailure } from './read-end';

/** What can be looked for: where it is, and how an answer shows it. */
export interface Subject<T> {
  readonly path: string;
  readonly form: QueryForm;
  /** The property of an answer that holds what was found. */
  readonly list: string;
  /** Whether `{}` says that there is nothing. */
  readonly mayLackList: boolean;
  /** @returns Undefined if an item lacks what it must have: then the answer is not DHIS2's. */
  readonly read: (item: Item, head: Item) => { readonly key: string; readonly found: T } | undefined;
}

/** How one read is made. */
export interface ReadHow {
  readonly timeoutMs: number;
  /** Items after which the answer is given up. */
  readonly maxValues: number;
  readonly signal?: AbortSignal;
}

/** What a read came to. */
export type ReadEnd<T> =
  | {
      readonly kind: 'whole';
      readonly found: ReadonlyMap<string, T>;
      /** Keys that the answer has twice, which says nothing. */
      readonly twice: ReadonlySet<string>;
    }
  | Failed;

/**
 * Makes one read, and keeps of its answer what was asked for.
 *
 * @throws ConfigError If DHIS2 refuses the sign-in.
 */
export async function makeRead<T>(
  client: Pick<Client, 'stream'>,
  subject: Subject<T>,
  { read, how }: { readonly read: Read; readonly how: ReadHow },
): Promise<ReadEnd<T>> {
  const taking = new Taking(subject, read, how.maxValues);
  let answer: Answer;
  try {
    answer = await client.stream(subject.path, queryText(read, subject.form), {
      open: () => taking.open(),
      timeoutMs: how.timeoutMs,
      ...(how.signal ? { signal: how.signal } : {}),
    });
  } catch (error) {
    if (error instanceof ConfigError || !(error instanceof TransientError)) throw error;
    return { kind: 'lost', why: 'DHIS2 could not be reached' };
  }
  if (taking.whole && answer.kind === 'answered') return { kind: 'whole', found: taking.found, twice: taking.twice };
  if (taking.overflowed) return { kind: 'too-many', why: 'DHIS2 holds too many values beside it' };
  return judgeFailure(answer, taking.begun, read.ids.orgUnit);
}

/** What the attempts of one read take in; each begins anew. */
class Taking<T> {
  readonly #subject: Subject<T>;
  readonly #wanted: ReadonlySet<string>;
  readonly #maxValues: number;
  #items: JsonItems | undefined;
  #count = 0;
  found = new Map<string, T>();
  twice = new Set<string>();
  overflowed = false;
  begun = false;

  constructor(subject: Subject<T>, read: Read, maxValues: number) {
    this.#subject = subject;
    this.#wanted = new Set(read.asked.map(({ key }) => key));
    this.#maxValues = maxValues;
  }

  get whole(): boolean {
    return this.#items?.whole === true;
  }

  open(): { readonly take: (bytes: Buffer) => boolean } {
    const { list, mayLackList } = this.#subject;
    const items = new JsonItems({ list, mayLackList, onItem: (item, head) => this.#take(item, head) });
    this.#items = items;
    this.found = new Map();
    this.twice = new Set();
    this.#count = 0;
    this.overflowed = false;
    this.begun = false;
    return {
      take: (bytes) => {
        this.begun = true;
        return items.take(bytes);
      },
    };
  }

  #take(item: Item, head: Item): boolean {
    this.#count += 1;
    this.overflowed = this.#count > this.#maxValues;
    if (this.overflowed) return false;
    const one = this.#subject.read(item, head);
    if (!one) return false;
    if (!this.#wanted.has(one.key)) return true;
    if (this.found.has(one.key)) this.twice.add(one.key);
    this.found.set(one.key, one.found);
    return true;
  }
}
