import { ConfigError } from '../errors';
import type { Columns } from './columns';
import type { Field, StreamSettings } from './settings';

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

/** Words in a column's name that make it worth proposing for a field; the person decides. */
const LIKELY: Partial<Record<Field, RegExp>> = {
  org_unit: /org|unit|facility|site|clinic|hospital|district|location|ou$/i,
  period: /period|month|week|quarter|year|date|day/i,
  data_element: /element|indicator|measure|metric|variable/i,
  value: /val|count|total|number|amount|cases|sum|result/i,
  data_values: /values|json|body|data/i,
};

/** Says what was found, what is missing, what is wrong, and gives an entry for `streams` to paste. */
export function unfitViewError(view: UnfitView): ConfigError {
  const lines = [`The rows of stream ${view.stream} cannot be read as data values (${view.layout} layout).`];
  for (const problem of view.problems) lines.push(`- ${problem}`);
  lines.push(`Columns found: ${view.found.length === 0 ? 'none' : view.found.join(', ')}.`);
  if (view.missing.length > 0) lines.push(`Fields missing: ${view.missing.map(describeField).join(', ')}.`);
  lines.push(
    'Rename the columns in the view, or put this entry under `streams` in the settings of the destination, ' +
      'with the names that stand in <…> put right:',
    JSON.stringify(entryFor(view), null, 2),
  );
  return new ConfigError(lines.join('\n'));
}

function describeField(field: Field): string {
  return field === 'period' ? 'period (or `period_from`)' : field;
}

/** What the settings already say of the stream, and a line for each missing field. */
function entryFor({ settings, stream, layout, columns, missing }: UnfitView): unknown {
  const known = (settings?.columns ?? []).filter(
    ({ column }) => columns.rest.includes(column) || isKnown(columns, column),
  );
  const open = columns.rest.filter((column) => !known.some((each) => each.column === column));
  const proposed = missing.map((field) => {
    const index = open.findIndex((column) => LIKELY[field]?.test(column));
    const column = index < 0 ? `<column of ${field}>` : `<${open.splice(index, 1)[0]}>`;
    return { column, field };
  });
  return {
    stream: settings?.stream ?? stream.slice(stream.lastIndexOf('.') + 1),
    ...(settings?.namespace !== undefined && { namespace: settings.namespace }),
    layout,
    columns: [...known, ...proposed],
    ...(settings && settings.constants.length > 0 && { constants: settings.constants }),
    ...(layout === 'wide' && {
      indicators: [{ column: `<${open[0] ?? 'column'}>`, data_element: '<id of the data element>' }],
    }),
  };
}

function isKnown(columns: Columns, column: string): boolean {
  return [...columns.fields.values()].includes(column);
}
