import { IdIndex, type Identifiable } from './id-index';
import { Spellings } from './spellings';
import { schemeKey } from '../../model/id-schemes';
import type { IdScheme } from '../../model/settings';

/** The objects of one dimension by each scheme that some stream has for it. */
export class IdIndexes<T> {
  /** To tell what an unknown id may have been meant for. */
  readonly spellings = new Spellings();
  readonly #byScheme = new Map<string, IdIndex<T>>();

  constructor(schemes: readonly IdScheme[], uidOf: (item: T) => string) {
    for (const scheme of schemes) {
      const key = schemeKey(scheme);
      if (!this.#byScheme.has(key)) this.#byScheme.set(key, new IdIndex(scheme, uidOf));
    }
  }

  /** Takes an object in, by what each scheme calls it. */
  add(item: T, object: Identifiable): void {
    for (const index of this.#byScheme.values()) index.add(item, object);
    this.spellings.add(object);
  }

  /** The index of a scheme. @throws RangeError for one that was not named at the start. */
  by(scheme: IdScheme): IdIndex<T> {
    const index = this.#byScheme.get(schemeKey(scheme));
    if (!index) throw new RangeError(`No index by ${schemeKey(scheme)}`);
    return index;
  }

  /** The object of that UID, if it has an id in one of the schemes. Only messages ask for it. */
  itemOf(uid: string): T | undefined {
    for (const index of this.#byScheme.values()) {
      const item = index.itemOf(uid);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  /** Schemes in which no object has an id. */
  get uselessSchemes(): readonly IdScheme[] {
    return [...this.#byScheme.values()].flatMap(({ uselessScheme }) => uselessScheme ?? []);
  }
}
