import type { UnfitView } from './advice';
import { guess, looksLikeDate, openColumns } from './likely';
import { OPTIONAL_FIELDS } from './look-alikes';
import { comparableName } from './name';
import { schemeKey } from '../../model/id-schemes';
import type { Field, IndicatorColumn, StreamSettings } from '../../model/settings';

/** Indicators proposed of a wide view's columns; a person sees from them how it goes on. */
const MAX_PROPOSED = 5;

/** An entry of `streams` to paste, and what it does not use. */
export interface ProposedEntry {
  readonly lines: readonly string[];
  readonly unused: readonly string[];
}

interface ColumnEntry {
  readonly column: string;
  readonly field: Field;
}

/** What the settings and the columns' names already say of the stream, and a line for each field that is missing or in doubt. */
export function proposeEntry(view: UnfitView): ProposedEntry {
  const { settings, stream, layout, columns } = view;
  const open = openColumns(columns);
  const guessed = guessedColumns(view, open);
  const indicators = layout === 'wide' ? proposedIndicators(view, open) : [];
  const date = guessed.find(({ column, field }) => field === 'period' && looksLikeDate(column));
  const certain = [...knownColumns(view), ...namedColumns(view)];
  const doubtful = [...columns.conflicts].map(([field, names]) => ({ column: `<${names.join(' or ')}>`, field }));
  const asColumns = guessed
    .filter((each) => each !== date)
    .map(({ column, field }) => ({ column: `<${column}>`, field }));
  const lines = [
    '{',
    `  "stream": ${JSON.stringify(settings?.stream ?? stream.slice(stream.lastIndexOf('.') + 1))},`,
    ...(settings?.namespace === undefined ? [] : [`  "namespace": ${JSON.stringify(settings.namespace)},`]),
    ...schemeLines(settings),
    ...listLines('constants', settings?.constants ?? []),
    ...periodFromLines(view, date?.column),
    ...listLines('indicators', indicators),
    ...listLines('columns', [...certain, ...doubtful, ...asColumns]),
    `  "layout": ${JSON.stringify(view.inDoubt.length > 1 ? `<${view.inDoubt.join(' or ')}>` : layout)}`,
    '}',
  ];
  const used = new Set([...certain, ...guessed, ...indicators].map(({ column }) => column));
  if (settings?.periodFrom) used.add(settings.periodFrom.column);
  const isUsed = (column: string): boolean => used.has(column) || used.has(`<${column}>`);
  return { lines, unused: [...columns.rest, ...columns.overruled].filter((column) => !isUsed(column)) };
}

/** What the settings say of columns that the view has. */
function knownColumns({ settings, found }: UnfitView): readonly ColumnEntry[] {
  const inView = new Set(found.map(comparableName));
  return settings?.columns.filter(({ column }) => inView.has(comparableName(column))) ?? [];
}

/** Columns that are understood by their names: they stand in the entry too, so that it says all that is read. */
function namedColumns({ settings, columns, layout }: UnfitView): readonly ColumnEntry[] {
  const unread: readonly Field[] = layout === 'packaged' ? ['data_element', 'value'] : ['data_values'];
  const bySettings = new Set(settings?.columns.map(({ field }) => field));
  const options = [...columns.options].flatMap(([field, sources]) =>
    sources.flatMap((source) => ('column' in source ? [{ column: source.column, field }] : [])),
  );
  const isListed = (name: string): boolean =>
    settings?.columns.some(({ column }) => comparableName(column) === comparableName(name)) === true;
  return [
    ...[...columns.fields]
      .filter(([field]) => !bySettings.has(field) && !unread.includes(field))
      .map(([field, column]) => ({ column, field })),
    ...options.filter(({ column }) => !isListed(column)),
  ];
}

/** A column for each missing field, and those of short names that may be a field: each without its brackets. */
function guessedColumns(view: UnfitView, open: string[]): readonly ColumnEntry[] {
  const { columns, missing, settings } = view;
  const wanted = missing.filter((field) => field !== 'period' || !settings?.periodFrom);
  const also = [...columns.hints.keys()].filter(
    (field) => !wanted.includes(field) && OPTIONAL_FIELDS[view.layout].includes(field),
  );
  return [...wanted, ...also].map((field) => ({
    column: guess(field, open, columns.hints) ?? `column of ${field}`,
    field,
  }));
}

function proposedIndicators({ settings }: UnfitView, open: readonly string[]): readonly Record<'column', string>[] {
  if (settings && settings.indicators.length > 0) return settings.indicators.map(asConfigured);
  const proposed = open.length === 0 ? ['column'] : open.slice(0, MAX_PROPOSED);
  return proposed.map((name) => ({ column: `<${name}>`, data_element: '<id of its data element>' }));
}

function asConfigured(indicator: IndicatorColumn): { column: string } & Record<string, unknown> {
  const { column, dataElement, categoryOptionCombo, categoryOptions, attributeOptionCombo } = indicator;
  return {
    column,
    data_element: dataElement,
    category_option_combo: categoryOptionCombo,
    category_options: categoryOptions,
    attribute_option_combo: attributeOptionCombo,
  };
}

function periodFromLines({ settings, columns }: UnfitView, date: string | undefined): readonly string[] {
  const { column, periodType } = settings?.periodFrom ?? {};
  if (column === undefined && date === undefined) return [];
  const entry = columns.periodFrom
    ? { column, period_type: periodType }
    : { column: `<${column ?? date}>`, period_type: '<Monthly, Weekly, …>' };
  return [`  "period_from": ${JSON.stringify(entry)},`];
}

function schemeLines(settings: StreamSettings | undefined): readonly string[] {
  const schemes = Object.entries(settings?.idSchemes ?? {}).map(([dimension, scheme]) => [
    dimension.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    schemeKey(scheme),
  ]);
  return schemes.length === 0 ? [] : [`  "id_schemes": ${JSON.stringify(Object.fromEntries(schemes))},`];
}

function listLines(name: string, items: readonly unknown[]): readonly string[] {
  if (items.length === 0) return [];
  const lines = items.map((item) => `    ${JSON.stringify(item)}`);
  return [`  "${name}": [`, lines.join(',\n'), '  ],'];
}
