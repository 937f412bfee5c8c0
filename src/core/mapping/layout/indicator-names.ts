import { comparableName } from '../columns/name';
import type { NamedCombo } from '../ids/combo';
import { DEFAULT_COMBO, isDefaultCombo } from '../ids/combo';
import type { Indicator, StrayIndicator } from './indicator';
import { Refused } from '../row/refused';
import { showId } from '../row/scalar';
import type { DataElement } from '../metadata/metadata';
import { Several } from '../metadata/metadata';
import type { MetadataIndex } from '../metadata/metadata-index';
import { tagsOf } from '../preflight/codes';
import type { Dhis2Habits } from '../../model/version';

type Named = Indicator | StrayIndicator | string | undefined;

/** Finds the indicators that columns are called like: `<dataElement>` or `<dataElement>.<categoryOptionCombo>`. */
export class IndicatorNames {
  readonly #metadata: MetadataIndex;
  readonly #tags: ReturnType<typeof tagsOf>;
  readonly #elements: ReadonlyMap<string, DataElement | Several>;
  /** Columns that were read before: each late column has all of them read again. */
  readonly #read = new Map<string, Named>();
  #combos: ReadonlyMap<string, string | Several> | undefined;

  constructor(metadata: MetadataIndex, habits: Dhis2Habits) {
    this.#metadata = metadata;
    this.#tags = tagsOf(habits);
    this.#elements = comparable(metadata.dataElementIds(), ({ uid }) => uid);
  }

  /** What the column is called like: an indicator, half of one, a sentence if it could be several, undefined if it is none. */
  read(column: string): Named {
    if (!this.#read.has(column)) this.#read.set(column, this.#find(column));
    return this.#read.get(column);
  }

  #find(column: string): Named {
    const element = this.#element(column);
    if (element instanceof Several) return severalText(column, element);
    if (element) return { column, element, own: { data_element: column } };
    let half: StrayIndicator | undefined;
    for (let dot = column.indexOf('.'); dot > 0; dot = column.indexOf('.', dot + 1)) {
      const pair = this.#pair(column, dot);
      if (pair === undefined) continue;
      if (typeof pair === 'string' || !('refused' in pair)) return pair;
      half ??= pair;
    }
    return half;
  }

  #pair(column: string, dot: number): Named {
    const [left, right] = [column.slice(0, dot), column.slice(dot + 1)];
    const element = this.#element(left);
    const found = this.#combo(right);
    if (element === undefined && found === undefined) return undefined;
    const own = { data_element: left, category_option_combo: right };
    if (element === undefined) return { column, own, refused: this.#unknown('data-element', left) };
    if (found === undefined) return { column, own, refused: this.#unknown('category-option-combo', right) };
    if (element instanceof Several) return severalText(column, element);
    const combo = found instanceof Several ? new Several(found.uids, right) : found;
    return { column, element, categoryOptionCombo: combo, own };
  }

  #unknown(what: 'data-element' | 'category-option-combo', id: string): Refused {
    const text = `DHIS2 has no ${what.replaceAll('-', ' ')} \`${showId(id)}\` (or this user may not see it).`;
    return new Refused(this.#tags[`unknown-${what}`], text);
  }

  #element(name: string): DataElement | Several | undefined {
    return this.#metadata.findDataElement(name) ?? this.#elements.get(comparableName(name));
  }

  #combo(name: string): NamedCombo | undefined {
    if (isDefaultCombo(name)) return DEFAULT_COMBO;
    this.#combos ??= comparable(this.#metadata.categoryOptionComboIds(), String);
    return this.#metadata.findCategoryOptionCombo(name) ?? this.#combos.get(comparableName(name));
  }
}

/** Ids by what is left of them when they have been the name of a column: Postgres folds UIDs to lower case, too. */
function comparable<T>(
  ids: Iterable<readonly [string, T | Several]>,
  uidOf: (item: T) => string,
): ReadonlyMap<string, T | Several> {
  const names = new Map<string, T | Several>();
  const uidsOf = (item: T | Several): readonly string[] => (item instanceof Several ? item.uids : [uidOf(item)]);
  for (const [id, item] of ids) {
    const name = comparableName(id);
    const other = names.get(name);
    names.set(name, other === undefined ? item : new Several([...uidsOf(other), ...uidsOf(item)]));
  }
  return names;
}

function severalText(column: string, { uids }: Several): string {
  return `The column ${column} could be several: ${uids.join(', ')}. Say which in \`indicators\`.`;
}
