import type { Refused } from '../row/refused';
import { unreadable } from '../row/refused';
import type { CategoryCombo } from '../metadata/metadata';
import { onlyOneIn, Several } from '../metadata/metadata';
import type { MetadataIndex } from '../metadata/metadata-index';
import type { Field } from '../../model/settings';
import type { Dimension } from './dimension';

/** What stands for the server's default combo: an absent one, a blank, the word `default`. */
export const DEFAULT_COMBO: unique symbol = Symbol('default');

/** The option combo that a row names, as far as its id tells: a UID, several of which one is meant, or the default one. */
export type NamedCombo = string | Several | typeof DEFAULT_COMBO;

/** What tells combos apart: each names one, several of which one is meant, or the default one. */
export function comboText(combo: NamedCombo): string {
  return typeof combo === 'string' ? combo : combo === DEFAULT_COMBO ? 'default' : combo.uids.join('|');
}

/** `default` is name and code of that combo on every DHIS2; its UID differs. */
export function isDefaultCombo(id: string): boolean {
  return id.trim().toLowerCase() === 'default';
}

/**
 * Turns the ids of category or attribute option combos into UIDs, in two steps: what the id names is looked up first; which
 * combo that is, is told by the category combo that holds in the data set, once that is known.
 */
export class ComboResolver {
  readonly #field: Field;
  readonly #dimension: Dimension<string>;
  readonly #metadata: MetadataIndex;

  constructor(field: Field, dimension: Dimension<string>, metadata: MetadataIndex) {
    this.#field = field;
    this.#dimension = dimension;
    this.#metadata = metadata;
  }

  /** What a cell of the row names. */
  find(raw: unknown): NamedCombo | Refused {
    return this.#dimension.find(raw) ?? DEFAULT_COMBO;
  }

  /** The UID, by the category combo of the element or the data set; that may be unknown. */
  choose(named: NamedCombo, within: CategoryCombo | undefined): string | Refused {
    if (typeof named === 'string') return named;
    if (named instanceof Several) return onlyOneIn(within, named) ?? this.#dimension.refuseSeveral(named);
    const found = this.#metadata.defaultOptionCombo;
    if (typeof found === 'string') return found;
    const uid = found && onlyOneIn(within, found);
    return uid ?? unreadable(noDefaultText(this.#field, found));
  }
}

/** Why an absent combo cannot be filled in. */
export function noDefaultText(field: Field, several: Several | undefined): string {
  return several
    ? `${field} is absent, and DHIS2 has several option combos called \`default\`: ${several.uids.join(', ')}. ` +
        'Name the right one in a column or a constant, or delete the others in DHIS2.'
    : `${field} is absent, and DHIS2 shows this user no option combo called \`default\`.`;
}
