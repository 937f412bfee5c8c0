import { partition } from 'lodash';
import { TransientError } from '../../errors';
import type { Clock } from '../../core/model/ports';
import type { Client } from '../client';
import type { Asked, Read } from './asked';
import { makeRead, type ReadEnd, type Subject } from './one-read';
import type { Patience } from './patience';
import { halves, type PlanLimits, planReads } from './plan';
import { queryText } from './query';
import type { Failed } from './read-end';
import { ReadSize } from './read-size';

/** What a looking needs of its surroundings. */
export interface LookingDeps {
  readonly client: Pick<Client, 'stream' | 'headBytes'>;
  readonly clock: Clock;
  readonly patience: Patience;
  /** For one read. @defaultValue 20,000 */
  readonly timeoutMs?: number;
  /** Values that one answer may hold before the read is cut in two. @defaultValue 100,000 */
  readonly maxValues?: number;
}

/** What answers are expected to hold; as {@link PlanLimits} has it. */
export type Expectation = Pick<PlanLimits, 'valuesOf' | 'usualAttributeOptionCombo'>;

/** What was found of one thing. */
export type Found<T> =
  | { readonly kind: 'found'; readonly found: T }
  | { readonly kind: 'none' }
  | { readonly kind: 'not-known'; readonly why: string };

/** Longest request head that every recorded server takes (1209, 1210), headers included. */
const MAX_HEAD_BYTES = 8_192;
/** Some proxies take less; a refusal of a query below this is about something else. */
const LONG_QUERY_BYTES = 1_024;
/** Room for what a proxy adds to a head, and for cookies that come up meanwhile. */
const SPARE_BYTES = 768;
/** A query with one id of everything fits, whatever is left. */
const MIN_QUERY_BYTES = 256;
const TIMEOUT_MS = 20_000;
const MAX_VALUES = 100_000;
/** Reads of a sync that may be spent on finding what spoils others. */
const READS_TO_FIND_FAULTS = 64;
const STOPPED = 'the sync was asked to stop';
const SPOILS = 'DHIS2 shows this user nothing of its org unit';

/**
 * Looks for things of one kind in as few GETs as can be, and takes no answer that is not whole for "nothing there".
 *
 * What it learns of the server (a shorter limit of heads, org units that empty an answer, larger answers than expected)
 * holds for all that it is asked later. Calls may overlap.
 */
export class Looking<T> {
  readonly #subject: Subject<T>;
  readonly #expectation: Expectation;
  readonly #deps: LookingDeps;
  readonly #spoiling = new Set<string>();
  /** Org units whose answer was empty once. */
  readonly #emptied = new Set<string>();
  readonly #size: ReadSize;
  #maxQueryBytes = Infinity;
  #inflation = 1;
  #readsToFindFaults = READS_TO_FIND_FAULTS;

  constructor(subject: Subject<T>, expectation: Expectation, deps: LookingDeps) {
    this.#subject = subject;
    this.#expectation = expectation;
    this.#deps = deps;
    this.#size = new ReadSize(deps.timeoutMs ?? TIMEOUT_MS, deps.maxValues ?? MAX_VALUES);
  }

  /**
   * @param asked - With distinct keys.
   * @returns An entry for each.
   * @throws ConfigError If DHIS2 refuses the sign-in.
   */
  async look(asked: readonly Asked[], signal?: AbortSignal): Promise<ReadonlyMap<string, Found<T>>> {
    const seen = new Map<string, Found<T>>();
    const left: Read[] = [];
    const add = async (parts: readonly (readonly Asked[])[]): Promise<void> => {
      for (const part of parts) {
        const [spoiled, good] = partition(part, ({ orgUnit }) => this.#spoiling.has(orgUnit));
        notKnown(spoiled, SPOILS, seen);
        left.push(...planReads(good, await this.#limits()));
      }
    };
    try {
      await add([asked]);
      for (let read = left.pop(); read; read = left.pop()) {
        const end = await this.#ask(read, signal);
        if (end.kind === 'whole') note(read, end, seen);
        else await add(this.#again(read, end) ?? (notKnown(read.asked, end.why, seen), []));
      }
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      notKnown(
        asked.filter(({ key }) => !seen.has(key)),
        'DHIS2 could not be reached',
        seen,
      );
    }
    return seen;
  }

  async #ask(read: Read, signal: AbortSignal | undefined): Promise<ReadEnd<T>> {
    const { client, clock, patience, timeoutMs = TIMEOUT_MS, maxValues = MAX_VALUES } = this.#deps;
    if (patience.ended !== undefined) return { kind: 'lost', why: patience.ended };
    if (signal?.aborted) return { kind: 'lost', why: STOPPED };
    const how = { timeoutMs, maxValues: halves(read) ? maxValues : Infinity, ...(signal ? { signal } : {}) };
    const began = clock.now();
    const end = await makeRead(client, this.#subject, { read, how });
    this.#size.took(clock.now() - began, read.asked.length);
    if (signal?.aborted && end.kind !== 'whole') return { kind: 'lost', why: STOPPED };
    if (end.kind === 'timed-out') patience.timedOut(timeoutMs);
    return end;
  }

  /** What is to be asked again, in which parts; undefined if that is no use. */
  #again(read: Read, end: Failed): readonly (readonly Asked[])[] | undefined {
    switch (end.kind) {
      case 'too-many':
        this.#inflation *= 2;
        return halves(read);
      case 'too-long': {
        const bytes = queryText(read, this.#subject.form).length;
        if (bytes < LONG_QUERY_BYTES) return undefined;
        this.#maxQueryBytes = Math.min(this.#maxQueryBytes, Math.floor(bytes / 2));
        return [read.asked];
      }
      case 'spoilt':
        if (this.#readsToFindFaults === 0) return undefined;
        this.#readsToFindFaults -= 1;
        return this.#blame(read, end) ? [read.asked] : halves(read);
      case 'timed-out':
      case 'lost':
        return undefined;
    }
  }

  /**
   * Notes which org units spoilt the read: those that DHIS2 names, and the one that it was all about if its answer was empty
   * twice: a single empty answer may be trouble in front of DHIS2.
   *
   * @returns Whether it is worth asking again for the rest.
   */
  #blame({ ids: { orgUnit } }: Read, { named, empty }: Extract<Failed, { kind: 'spoilt' }>): boolean {
    for (const uid of named) this.#spoiling.add(uid);
    if (named.length > 0) return true;
    const [only, ...others] = orgUnit;
    if (!empty || only === undefined || others.length > 0) return false;
    (this.#emptied.has(only) ? this.#spoiling : this.#emptied).add(only);
    return true;
  }

  async #limits(): Promise<PlanLimits> {
    const { path, form } = this.#subject;
    const left = MAX_HEAD_BYTES - SPARE_BYTES - (await this.#deps.client.headBytes(path));
    const { valuesOf } = this.#expectation;
    return {
      ...this.#expectation,
      form,
      maxQueryBytes: Math.max(MIN_QUERY_BYTES, Math.min(left, this.#maxQueryBytes)),
      maxValues: this.#size.current,
      valuesOf: (what) => valuesOf(what) * this.#inflation,
    };
  }
}

function notKnown<T>(asked: readonly Asked[], why: string, seen: Map<string, Found<T>>): void {
  for (const { key } of asked) seen.set(key, { kind: 'not-known', why });
}

function note<T>(read: Read, end: Extract<ReadEnd<T>, { kind: 'whole' }>, seen: Map<string, Found<T>>): void {
  const { found, twice } = end;
  for (const { key } of read.asked) {
    if (twice.has(key)) seen.set(key, { kind: 'not-known', why: 'DHIS2 shows it twice' });
    else if (found.has(key)) seen.set(key, { kind: 'found', found: found.get(key)! });
    else seen.set(key, { kind: 'none' });
  }
}
