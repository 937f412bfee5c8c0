import { Several } from './metadata';
import type { IdScheme } from '../../model/settings';

/** The parts of a metadata object that rows may name it by, as DHIS2's Web API spells them. */
export interface Identifiable {
  readonly id: string;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly attributeValues?:
    | readonly {
        readonly value?: string | null;
        readonly attribute: { readonly id: string };
      }[]
    | null;
}

/** What an object is called in a scheme; undefined if it has no such id. */
export function idIn(scheme: IdScheme, object: Identifiable): string | undefined {
  switch (scheme.kind) {
    case 'uid':
      return object.id;
    case 'code':
      return object.code ?? undefined;
    case 'name':
      return object.name ?? undefined;
    case 'attribute':
      return object.attributeValues?.find(({ attribute }) => attribute.id === scheme.attribute)?.value ?? undefined;
  }
}

/**
 * What two spellings of one id have in common: `é` as one character or two, blanks of any kind and number. Codes fit in any
 * case, as DHIS2 takes them on import (2.41 to 2.43); names and UIDs in their own.
 */
export function foldId(kind: IdScheme['kind'], id: string): string {
  if (kind === 'uid') return id.trim();
  const folded = id.normalize('NFC').replace(/\s+/g, ' ').trim();
  return kind === 'code' ? folded.toLowerCase() : folded;
}

/** Finds the objects of one dimension by the ids of one scheme; the spelling that fits exactly comes first. */
export class IdIndex<T> {
  readonly scheme: IdScheme;
  readonly #exact = new Map<string, T | Several>();
  /** By {@link foldId}, where that is not the id itself. */
  readonly #folded = new Map<string, T | Several>();
  readonly #uidOf: (item: T) => string;
  /** Objects without an id in the scheme. */
  #nameless = 0;
  #idsByUid: Map<string, string> | undefined;
  #itemsByUid: Map<string, T> | undefined;

  constructor(scheme: IdScheme, uidOf: (item: T) => string) {
    this.scheme = scheme;
    this.#uidOf = uidOf;
  }

  /** How many different ids can be found. */
  get size(): number {
    return this.#exact.size;
  }

  /** Takes an object in, by what the scheme calls it; one without such an id cannot be found. */
  add(item: T, object: Identifiable): void {
    const id = idIn(this.scheme, object);
    if (id === undefined) {
      this.#nameless += 1;
      return;
    }
    this.#put(this.#exact, id, item);
    const folded = foldId(this.scheme.kind, id);
    if (folded !== id) this.#put(this.#folded, folded, item);
  }

  /** The object that the id names, the several it fits, or undefined. */
  find(id: string): T | Several | undefined {
    return this.#exact.get(id) ?? this.#findFolded(foldId(this.scheme.kind, id));
  }

  /** What the scheme calls the object of that UID; the UID itself where it has no such id. Only messages ask for it. */
  idOf(uid: string): string {
    if (this.scheme.kind === 'uid') return uid;
    this.#idsByUid ??= new Map(
      [...this.#exact].flatMap(([id, item]) => (item instanceof Several ? [] : [[this.#uidOf(item), id] as const])),
    );
    return this.#idsByUid.get(uid) ?? uid;
  }

  /** The object of that UID, if the scheme has an id for it. Only messages ask for it. */
  itemOf(uid: string): T | undefined {
    this.#itemsByUid ??= new Map(
      [...this.#exact.values()].flatMap((item) =>
        item instanceof Several ? [] : [[this.#uidOf(item), item] as const],
      ),
    );
    return this.#itemsByUid.get(uid);
  }

  /** The scheme, if there are objects and none has an id in it: a code that nobody filled in, a wrong attribute. */
  get uselessScheme(): IdScheme | undefined {
    return this.#nameless > 0 && this.#exact.size === 0 ? this.scheme : undefined;
  }

  /** Every id with its object. */
  entries(): IterableIterator<[string, T | Several]> {
    return this.#exact.entries();
  }

  #findFolded(folded: string): T | Several | undefined {
    if (folded === '') return undefined;
    const [found, itself] = [this.#folded.get(folded), this.#exact.get(folded)];
    return found === undefined || itself === undefined ? (found ?? itself) : this.#both(found, itself);
  }

  #put(map: Map<string, T | Several>, id: string, item: T): void {
    const other = map.get(id);
    map.set(id, other === undefined ? item : this.#both(other, item));
  }

  #both(one: T | Several, other: T | Several): T | Several {
    const uids = new Set([...this.#uidsOf(one), ...this.#uidsOf(other)]);
    return uids.size === 1 ? one : new Several([...uids]);
  }

  #uidsOf(item: T | Several): readonly string[] {
    return item instanceof Several ? item.uids : [this.#uidOf(item)];
  }
}
