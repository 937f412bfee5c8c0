import { comparableName } from './columns-name';
import type { OwnIds } from './map-naming';
import { Refused } from './map-refused';
import type { View } from './map-view';
import type { DataElement } from './metadata';
import { onlyOneIn, Several } from './metadata';
import type { MetadataIndex } from './metadata-index';
import type { IndicatorColumn } from './settings';

/** One column of a wide row and where its values go. */
export interface Indicator {
  readonly column: string;
  readonly element: DataElement;
  /** UID; the row's or the default one where absent. */
  readonly categoryOptionCombo?: string;
  /** As the settings spell it; the row's or the default one where absent. */
  readonly attributeOptionCombo?: string;
  /** How settings or column spell its ids, to name a refused value. */
  readonly own: OwnIds;
}

/** The indicators of a view, and sentences about those that cannot be told. */
export interface Indicators {
  readonly found: readonly Indicator[];
  readonly problems: readonly string[];
}

/** The indicators that the settings list, and those of the columns that are called like a data element. */
export function readIndicators(view: View): Indicators {
  const found: Indicator[] = [];
  const problems: string[] = [];
  const results = [...listedIndicators(view), ...namedIndicators(view)];
  const cells = new Map<string, string>();
  for (const result of results) {
    if (typeof result === 'string') {
      problems.push(result);
      continue;
    }
    const { column, element, categoryOptionCombo = '', attributeOptionCombo = '' } = result;
    const cell = [element.uid, categoryOptionCombo, attributeOptionCombo].join(' ');
    const other = cells.get(cell);
    if (other !== undefined) problems.push(`Two columns are the same data element: ${other} and ${column}. Keep one.`);
    cells.set(cell, column);
    found.push(result);
  }
  return { found, problems };
}

function listedIndicators({ context, columns, ids }: View): (Indicator | string)[] {
  const listed = context.settings?.indicators ?? [];
  return listed.flatMap((setting, index): Indicator | string | [] => {
    const column = columns.indicators[index];
    if (column === undefined) return [];
    const element = ids.dataElement(setting.dataElement);
    const combo = setting.categoryOptionCombo;
    const within = element instanceof Refused ? undefined : element.categoryCombo;
    const resolved = combo === undefined ? undefined : ids.categoryOptionCombo(combo, within);
    const aoc = setting.attributeOptionCombo;
    const resolvedAoc = aoc === undefined ? undefined : ids.attributeOptionCombo(aoc);
    for (const each of [element, resolved, resolvedAoc]) {
      if (each instanceof Refused) return `\`indicators\`, column ${setting.column}: ${each.refusal.text}`;
    }
    return {
      column,
      element: element as DataElement,
      own: ownIds(setting),
      ...(typeof resolved === 'string' && { categoryOptionCombo: resolved }),
      ...(aoc !== undefined && { attributeOptionCombo: aoc }),
    };
  });
}

function ownIds({ dataElement, categoryOptionCombo, attributeOptionCombo }: IndicatorColumn): OwnIds {
  return {
    data_element: dataElement,
    category_option_combo: categoryOptionCombo,
    attribute_option_combo: attributeOptionCombo,
  };
}

/** Columns called `<dataElement>` or `<dataElement>.<categoryOptionCombo>`, as far as a fold of the name tells. */
function namedIndicators({ context: { metadata }, columns }: View): (Indicator | string)[] {
  if (columns.rest.length === 0) return [];
  const names = new IndicatorNames(metadata);
  return columns.rest.flatMap((column) => names.read(column) ?? []);
}

class IndicatorNames {
  readonly #metadata: MetadataIndex;
  readonly #elements: ReadonlyMap<string, DataElement | Several>;
  #combos: ReadonlyMap<string, string | Several> | undefined;

  constructor(metadata: MetadataIndex) {
    this.#metadata = metadata;
    this.#elements = comparable(metadata.dataElementIds(), ({ uid }) => uid);
  }

  /** The indicator that the column is called like, a sentence if it could be several, undefined if it is none. */
  read(column: string): Indicator | string | undefined {
    const element = this.#element(column);
    if (element instanceof Several) return severalText(column, element);
    if (element) return { column, element, own: { data_element: column } };
    for (let dot = column.indexOf('.'); dot > 0; dot = column.indexOf('.', dot + 1)) {
      const indicator = this.#pair(column, dot);
      if (indicator !== undefined) return indicator;
    }
    return undefined;
  }

  #pair(column: string, dot: number): Indicator | string | undefined {
    const [left, right] = [column.slice(0, dot), column.slice(dot + 1)];
    const element = this.#element(left);
    const found = element && this.#combo(right);
    if (element === undefined || found === undefined) return undefined;
    if (element instanceof Several) return severalText(column, element);
    const combo = found instanceof Several ? onlyOneIn(element.categoryCombo, found) : found;
    if (combo === undefined) return severalText(column, found as Several);
    return {
      column,
      element,
      categoryOptionCombo: combo,
      own: { data_element: left, category_option_combo: right },
    };
  }

  #element(name: string): DataElement | Several | undefined {
    return this.#metadata.findDataElement(name) ?? this.#elements.get(comparableName(name));
  }

  #combo(name: string): string | Several | undefined {
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
