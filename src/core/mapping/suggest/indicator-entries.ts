import type { ColumnSample } from './samples';
import { guessIndicators } from './indicators';
import type { ViewSample } from './suggest';

/** The `indicators` of a wide view. */
export interface IndicatorEntries {
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  /** UIDs of their data elements. */
  readonly elements: readonly string[];
  readonly schemes: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** A score from which on a name is hardly another's. */
const SURE = 0.95;

/** Makes them of the open columns of numbers; columns that settings list already stay as they are. */
export function indicatorEntries({
  samples,
  open,
  view,
}: {
  readonly samples: ReadonlyMap<string, ColumnSample>;
  readonly open: Set<string>;
  readonly view: ViewSample;
}): IndicatorEntries {
  const { metadata, idSchemes, rows } = view;
  const isNumeric = (column: string): boolean => rows.length === 0 || samples.get(column)!.numbers >= 0.8;
  const numeric = [...open].filter(isNumeric);
  const guesses = guessIndicators(numeric, metadata);
  const notes: string[] = [];
  const entries = guesses.map(({ column, element, options, score }) => {
    open.delete(column);
    if (element && score < SURE) notes.push(`${column} is guessed to be ${element.name} (${element.uid}): look at it.`);
    if (!element) notes.push(`No data element is called like ${column}: fill it in, or take the line out.`);
    return {
      column,
      data_element: element?.uid ?? '<id of its data element>',
      ...(options.length > 0 && { category_options: options.map(({ uid }) => uid) }),
    };
  });
  const usesOptions = guesses.some(({ options }) => options.length > 0);
  return {
    entries: [...listedEntries(view), ...entries],
    elements: guesses.flatMap(({ element }) => element?.uid ?? []),
    schemes: {
      ...(idSchemes.dataElement.kind !== 'uid' && entries.length > 0 && { data_element: 'UID' }),
      ...(idSchemes.categoryOption.kind !== 'uid' && usesOptions && { category_option: 'UID' }),
    },
    notes,
  };
}

function listedEntries({ settings }: ViewSample): readonly Readonly<Record<string, unknown>>[] {
  return (settings?.indicators ?? []).map((each) => ({
    column: each.column,
    data_element: each.dataElement,
    ...(each.categoryOptionCombo !== undefined && { category_option_combo: each.categoryOptionCombo }),
    ...(each.categoryOptions !== undefined && { category_options: each.categoryOptions }),
    ...(each.attributeOptionCombo !== undefined && { attribute_option_combo: each.attributeOptionCombo }),
  }));
}
