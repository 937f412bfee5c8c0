import type { CauseTag } from '../../model/cause';
import { Refused } from '../row/refused';
import { readId, showId } from '../row/scalar';
import { gapIn } from '../row/source-gap';
import { schemeName, unknownIdText } from './unknown-id';
import type { Meant } from '../metadata/spellings';
import { Several } from '../metadata/metadata';
import type { Contradiction } from '../preflight/codes';
import { tagsOf } from '../preflight/codes';
import type { Field, IdScheme } from '../../model/settings';
import type { Dhis2Habits } from '../../model/version';

/** How the ids of one dimension are looked up. */
export interface DimensionLookup<T> {
  readonly field: Field;
  readonly scheme: IdScheme;
  /** What an id is that fits nothing, or too much. */
  readonly unknown: Extract<Contradiction, `unknown-${string}`>;
  readonly find: (id: string) => T | Several | undefined;
  /** What an id that was not found may have been meant for. */
  readonly meantBy: (id: string) => Meant | undefined;
  /** Ids that name nothing at all, in any scheme. */
  readonly isAbsent?: (id: string) => boolean;
  /** Stands for a UID that the index does not hold, where that is left to DHIS2. */
  readonly asIs: (uid: string) => T;
}

/** Turns the ids of one dimension into the objects they name. */
export class Dimension<T> {
  readonly #lookup: DimensionLookup<T>;
  readonly #unknown: CauseTag;
  /** Whether an unknown UID is left to DHIS2: an unknown id of another scheme has none to send. */
  readonly #takesUnknown: boolean;

  constructor(lookup: DimensionLookup<T>, habits: Dhis2Habits, preflight: boolean) {
    this.#lookup = lookup;
    this.#unknown = tagsOf(habits)[lookup.unknown];
    this.#takesUnknown = !preflight && lookup.scheme.kind === 'uid';
  }

  /** The object that a cell names; undefined where it names none. An id that fits several is refused, all named. */
  resolve(raw: unknown): T | undefined | Refused {
    const found = this.find(raw);
    return found instanceof Several ? this.refuseSeveral(found) : found;
  }

  /** As {@link resolve}, but for an id that fits several: all of them, for others to choose. */
  find(raw: unknown): T | Several | undefined | Refused {
    const id = typeof raw === 'string' && raw !== '' ? raw : readId(raw, this.#lookup.field);
    if (typeof id !== 'string') return id;
    const found = this.#lookup.find(id);
    if (found === undefined) return this.#otherwise(id);
    return found instanceof Several ? this.#named(id, found) : found;
  }

  /** What is said of an id that fits several, none of which is meant for sure. */
  refuseSeveral({ uids, id = '' }: Several): Refused {
    const { field, scheme } = this.#lookup;
    return new Refused(
      { cause: 'ambiguous-id', code: this.#unknown.code },
      `The ${schemeName(scheme)} \`${showId(id)}\` fits several: ${uids.join(', ')}. Give ${field} by its UID.`,
    );
  }

  #named(id: string, { uids }: Several): Several | undefined {
    return this.#lookup.isAbsent?.(id) ? undefined : new Several(uids, id);
  }

  /** An id that the index does not have: none, where it is blank (a NULL in a `char(n)` column), or unknown. */
  #otherwise(id: string): T | undefined | Refused {
    if (id.trim() === '' || this.#lookup.isAbsent?.(id)) return undefined;
    const { field, asIs } = this.#lookup;
    return gapIn(id, field) ?? (this.#takesUnknown ? asIs(id) : this.#unknownText(id));
  }

  #unknownText(id: string): Refused {
    const { field, scheme, meantBy } = this.#lookup;
    return new Refused(this.#unknown, unknownIdText({ field, scheme, id, meant: meantBy(id) }));
  }
}
