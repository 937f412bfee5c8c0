import { Refused, unreadable } from '../row/refused';
import type { CategoryCombo } from '../metadata/metadata';
import { onlyOneIn, Several } from '../metadata/metadata';
import { NamedOptions } from './options';
import type { CauseTag } from '../../model/cause';
import type { MetadataIndex } from '../metadata/metadata-index';
import type { Field } from '../../model/settings';
import type { Dimension } from './dimension';
import { fieldInWords } from './unknown-id';
import { showId } from '../row/scalar';

/** What stands for the server's default combo: an absent one, a blank, the word `default`. */
export const DEFAULT_COMBO: unique symbol = Symbol('default');

/** The option combo that a row names, as far as its id tells: a UID, several of which one is meant, the default one, or what it is made of. */
export type NamedCombo = string | Several | NamedOptions | typeof DEFAULT_COMBO;

/** What tells combos apart: each names one, several of which one is meant, or the default one. */
export function comboText(combo: NamedCombo): string {
  if (typeof combo === 'string') return combo;
  if (combo instanceof NamedOptions) return [...combo.ids].sort().join(' + ');
  return combo === DEFAULT_COMBO ? 'default' : combo.uids.join('|');
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
  readonly #dimensions: ComboDimensions;
  readonly #metadata: MetadataIndex;

  constructor(field: Field, dimensions: ComboDimensions, metadata: MetadataIndex) {
    this.#field = field;
    this.#dimensions = dimensions;
    this.#metadata = metadata;
  }

  /** What a cell of the row names. */
  find(raw: unknown): NamedCombo | Refused {
    return this.#dimensions.combos.find(raw) ?? DEFAULT_COMBO;
  }

  /** What category options of the row name, one at least. @param id - Of a combo that is named beside them. */
  findByOptions(raw: readonly unknown[], id?: unknown): NamedCombo | Refused {
    const combo = this.find(id);
    if (combo instanceof Refused) return combo;
    const options: (string | Several)[] = [];
    const meant = raw.filter((each) => typeof each !== 'string' || !isDefaultCombo(each));
    for (const each of meant) {
      const found = this.#dimensions.options.find(each);
      if (found instanceof Refused) return found;
      if (found !== undefined) options.push(found);
    }
    if (options.length === 0) return combo;
    const beside = typeof combo === 'string' || combo instanceof Several ? combo : undefined;
    return new NamedOptions(options, meant.map(String), beside);
  }

  /** The UID, by the category combo of the element or the data set; that may be unknown. */
  choose(named: NamedCombo, within: CategoryCombo | undefined): string | Refused {
    if (typeof named === 'string') return named;
    if (named instanceof Several) return onlyOneIn(within, named) ?? this.#dimensions.combos.refuseSeveral(named);
    if (named instanceof NamedOptions) return this.#sameAs(named.combo, this.#byOptions(named, within));
    const found = this.#metadata.defaultOptionCombo;
    if (typeof found === 'string') return found;
    const uid = found && onlyOneIn(within, found);
    return uid ?? unreadable(noDefaultText(this.#field, found));
  }

  /** Options and the id of a combo beside them have to mean the same. */
  #sameAs(combo: string | Several | undefined, found: string | Refused): string | Refused {
    if (combo === undefined || found instanceof Refused) return found;
    if (combo instanceof Several ? combo.uids.includes(found) : combo === found) return found;
    const options = this.#field.replace('_combo', 's');
    return unreadable(`The row names two combos, one by ${this.#field} and another by ${options}: keep one.`);
  }

  #byOptions(named: NamedOptions, within: CategoryCombo | undefined): string | Refused {
    const found = named.in(within);
    if (found instanceof Several) return this.#dimensions.combos.refuseSeveral(found);
    if (found !== undefined) return found;
    const nameOf = (uid: string): string => this.#metadata.categoryOptionId(uid);
    return new Refused(this.#dimensions.foreign, noSuchComboText(this.#field, { named, within, nameOf }));
  }
}

/** What a resolver of combos looks ids up in. */
export interface ComboDimensions {
  readonly combos: Dimension<string>;
  readonly options: Dimension<string>;
  /** What category options are that make no combo of the element or the data set. */
  readonly foreign: CauseTag;
}

/** Combos that a message shows as what may have been meant. */
const MAX_SHOWN = 3;

function noSuchComboText(
  field: Field,
  what: {
    readonly named: NamedOptions;
    readonly within: CategoryCombo | undefined;
    readonly nameOf: (uid: string) => string;
  },
): string {
  const { named, within, nameOf } = what;
  const owner = field === 'attribute_option_combo' ? 'data set' : 'data element in this data set';
  const ids = named.ids.map((id) => `\`${showId(id)}\``).join(' and ');
  const text = `No ${fieldInWords(field)} of the ${owner} is made of just ${ids}.`;
  const uids = named.options.flatMap((option) => (option instanceof Several ? option.uids : [option]));
  const near = [...(within?.byOptions?.keys() ?? [])].map((key) => key.split(' '));
  const best = near.filter((options) => options.some((uid) => uids.includes(uid)));
  const shown = (best.length > 0 ? best : near).slice(0, MAX_SHOWN).map((options) => options.map(nameOf).join(' + '));
  return shown.length === 0 ? text : `${text} There are ${shown.join('; ')}${near.length > shown.length ? ' …' : ''}.`;
}

/** Why an absent combo cannot be filled in. */
export function noDefaultText(field: Field, several: Several | undefined): string {
  return several
    ? `${field} is absent, and DHIS2 has several option combos called \`default\`: ${several.uids.join(', ')}. ` +
        'Name the right one in a column or a constant, or delete the others in DHIS2.'
    : `${field} is absent, and DHIS2 shows this user no option combo called \`default\`.`;
}
