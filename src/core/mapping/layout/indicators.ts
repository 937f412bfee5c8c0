import type { Indicator, StrayIndicator } from './indicator';
import type { NamedCombo } from '../ids/combo';
import { comboText, DEFAULT_COMBO } from '../ids/combo';
import type { OwnIds } from '../row/naming';
import { Refused } from '../row/refused';
import type { View } from '../row/view';
import type { DataElement } from '../metadata/metadata';
import type { IndicatorColumn } from '../../model/settings';

/** The indicators of a view, and sentences about those that cannot be told. */
export interface Indicators {
  readonly found: readonly Indicator[];
  readonly stray: readonly StrayIndicator[];
  readonly problems: readonly string[];
}

/** The indicators that the settings list, and those of the columns that are called like a data element. */
export function readIndicators(view: View): Indicators {
  const found: Indicator[] = [];
  const stray: StrayIndicator[] = [];
  const problems: string[] = [];
  const results = [...listedIndicators(view), ...namedIndicators(view)];
  const cells = new Map<string, string>();
  for (const result of results) {
    if (typeof result === 'string') {
      problems.push(result);
      continue;
    }
    if ('refused' in result) {
      stray.push(result);
      continue;
    }
    const { column, element, categoryOptionCombo = DEFAULT_COMBO, attributeOptionCombo = '' } = result;
    const options = [...(result.categoryOptions ?? [])].sort().join(' + ');
    const cell = [element.uid, comboText(categoryOptionCombo), options, attributeOptionCombo].join(' ');
    const other = cells.get(cell);
    if (other !== undefined) problems.push(`Two columns are the same data element: ${other} and ${column}. Keep one.`);
    cells.set(cell, column);
    found.push(result);
  }
  return { found, stray, problems };
}

function listedIndicators({ context, columns, ids }: View): (Indicator | string)[] {
  const listed = context.settings?.indicators ?? [];
  return listed.flatMap((setting, index): Indicator | string | [] => {
    const column = columns.indicators[index];
    if (column === undefined) return [];
    const element = ids.dataElement(setting.dataElement);
    const combo = setting.categoryOptionCombo;
    const resolved = combo === undefined ? undefined : ids.categoryOptionCombos.find(combo);
    const aoc = setting.attributeOptionCombo;
    const resolvedAoc = aoc === undefined ? undefined : ids.attributeOptionCombos.find(aoc);
    const options = setting.categoryOptions ?? [];
    const resolvedOptions = options.length === 0 ? undefined : ids.categoryOptionCombos.findByOptions(options);
    for (const each of [element, resolved, resolvedOptions, resolvedAoc]) {
      if (each instanceof Refused) return `\`indicators\`, column ${setting.column}: ${each.refusal.text}`;
    }
    return {
      column,
      element: element as DataElement,
      own: ownIds(setting),
      ...(resolved !== undefined && { categoryOptionCombo: resolved as NamedCombo }),
      ...(options.length > 0 && { categoryOptions: options }),
      ...(aoc !== undefined && { attributeOptionCombo: aoc }),
    };
  });
}

function ownIds({ dataElement, categoryOptionCombo, categoryOptions, attributeOptionCombo }: IndicatorColumn): OwnIds {
  return {
    data_element: dataElement,
    category_option_combo: categoryOptionCombo,
    category_option: categoryOptions,
    attribute_option_combo: attributeOptionCombo,
  };
}

/** Columns called `<dataElement>` or `<dataElement>.<categoryOptionCombo>`, as far as a fold of the name tells. */
function namedIndicators({ columns, indicatorNames }: View): (Indicator | StrayIndicator | string)[] {
  if (columns.rest.length === 0) return [];
  const names = indicatorNames();
  return columns.rest.flatMap((column) => names.read(column) ?? []);
}
