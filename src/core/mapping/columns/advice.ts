import { ConfigError } from '../../../errors';
import type { Columns } from './columns';
import { comparableName } from './name';
import type { Field, IndicatorColumn, StreamSettings } from '../../model/settings';

/** A view that cannot be mapped, and all that is known about it. */
export interface UnfitView {
  /** As people know the stream. */
  readonly stream: string;
  readonly settings: StreamSettings | undefined;
  /** Every column of the view. */
  readonly found: readonly string[];
  readonly columns: Columns;
  readonly layout: 'long' | 'wide' | 'packaged';
  readonly missing: readonly Field[];
  /** Sentences. */
  readonly problems: readonly string[];
}

/** Indicators proposed of a wide view's columns; a person sees from them how it goes on. */
const MAX_PROPOSED = 5;

/** Words in a column's name that make it worth proposing for a field; the person decides. */
const LIKELY: Partial<Record<Field, RegExp>> = {
  org_unit: /org|unit|facility|site|clinic|hospital|district|location|ou$/i,
  period: /period|month|week|quarter|year|date|day|^pe$/i,
  data_element: /element|indicator|measure|metric|variable|^dx$/i,
  value: /val|count|total|number|amount|cases|sum|result/i,
  data_values: /values|json|body|data/i,
};

/**
 * The layout that a view is most likely meant to have, where its columns speak for none: a place, a time, and several columns
 * of which none looks like the data element, nor just one like the value, are one indicator a column.
 */
export function likelyLayout(columns: Columns, hasPeriod: boolean): 'long' | 'wide' {
  const { rest, fields } = columns;
  const like = (field: Field): number => rest.filter((column) => LIKELY[field]?.test(column)).length;
  const isWide =
    hasPeriod && fields.has('org_unit') && rest.length > 1 && like('data_element') === 0 && like('value') !== 1;
  return isWide ? 'wide' : 'long';
}

const DATES =
  'Where the column of the period holds dates and not periods of DHIS2, such as 202501, put this in place of its line under ' +
  '`columns`: "period_from": {"column": "…", "period_type": "Monthly"}';

/** Says what was found, what is missing, what is wrong, and gives an entry for `streams` to paste. */
export function unfitViewError(view: UnfitView): ConfigError {
  const lines = [`The rows of stream ${view.stream} cannot be read as data values (${view.layout} layout).`];
  for (const problem of view.problems) lines.push(`- ${problem}`);
  lines.push(`Columns found: ${view.found.length === 0 ? 'none' : view.found.join(', ')}.`);
  if (view.missing.length > 0) lines.push(`Fields missing: ${view.missing.map(describeField).join(', ')}.`);
  lines.push(
    'Rename the columns in the view, or put an entry like this under `streams` in the settings of the destination; ' +
      'what stands in <…> is a guess, or for you to fill in:',
    ...entryLines(view),
  );
  if (view.missing.includes('period') && !view.settings?.periodFrom) lines.push(DATES);
  return new ConfigError(lines.join('\n'));
}

function describeField(field: Field): string {
  return field === 'period' ? 'period (or `period_from`)' : field;
}

/** What the settings already say of the stream, and a line for each field that is missing or in doubt. */
function entryLines(view: UnfitView): readonly string[] {
  const { settings, stream, layout, columns, missing } = view;
  const inView = new Set(view.found.map(comparableName));
  const known = settings?.columns.filter(({ column }) => inView.has(comparableName(column))) ?? [];
  const open = [...columns.rest];
  const doubtful = [...columns.conflicts].map(([field, names]) => ({ column: `<${names.join(' or ')}>`, field }));
  const guessed = missing
    .filter((field) => field !== 'period' || !settings?.periodFrom)
    .map((field) => ({ column: `<${guess(field, open) ?? `column of ${field}`}>`, field }));
  const indicators = settings?.indicators.map(asConfigured) ?? [];
  const missesIndicators = layout === 'wide' && indicators.length === 0;
  if (missesIndicators) {
    const proposed = open.length === 0 ? ['column'] : open.slice(0, MAX_PROPOSED);
    indicators.push(...proposed.map((name) => ({ column: `<${name}>`, data_element: '<id of its data element>' })));
  }
  const constants = settings?.constants ?? [];
  return [
    '{',
    `  "stream": ${JSON.stringify(settings?.stream ?? stream.slice(stream.lastIndexOf('.') + 1))},`,
    ...(settings?.namespace === undefined ? [] : [`  "namespace": ${JSON.stringify(settings.namespace)},`]),
    ...listLines('constants', constants),
    ...periodFromLines(view),
    ...listLines('indicators', layout === 'wide' ? indicators : []),
    ...listLines('columns', [...known, ...doubtful, ...guessed]),
    `  "layout": ${JSON.stringify(layout)}`,
    '}',
  ];
}

/** Takes the first open column that looks like the field, so that no other field is given it too. */
function guess(field: Field, open: string[]): string | undefined {
  const index = open.findIndex((column) => LIKELY[field]?.test(column));
  return index < 0 ? undefined : open.splice(index, 1)[0];
}

function asConfigured(indicator: IndicatorColumn): Record<string, unknown> {
  const { column, dataElement, categoryOptionCombo, attributeOptionCombo } = indicator;
  return {
    column,
    data_element: dataElement,
    category_option_combo: categoryOptionCombo,
    attribute_option_combo: attributeOptionCombo,
  };
}

function periodFromLines({ settings, columns }: UnfitView): readonly string[] {
  if (!settings?.periodFrom) return [];
  const { column, periodType } = settings.periodFrom;
  const entry = columns.periodFrom
    ? { column, period_type: periodType }
    : { column: `<${column}>`, period_type: '<Monthly, Weekly, …>' };
  return [`  "period_from": ${JSON.stringify(entry)},`];
}

function listLines(name: string, items: readonly unknown[]): readonly string[] {
  if (items.length === 0) return [];
  const lines = items.map((item) => `    ${JSON.stringify(item)}`);
  return [`  "${name}": [`, lines.join(',\n'), '  ],'];
}
