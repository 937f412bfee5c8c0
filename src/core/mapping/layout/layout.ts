import { unfitViewError } from '../columns/advice';
import { likelyLayout } from '../columns/likely';
import { comboProblems, doubtsAbout } from '../columns/look-alikes';
import { listColumns } from '../columns/name';
import { noDefaultText } from '../ids/combo';
import type { Indicator, StrayIndicator } from './indicator';
import { readIndicators } from './indicators';
import type { RowLayout } from '../row/unread-fields';
import { meantIndicators } from './meant-indicators';
import type { StreamContext, View } from '../row/view';
import { suggestEntry, type Suggestion } from '../suggest/suggest';
import { hasField } from '../row/view';
import type { Field } from '../../model/settings';

/** The layout of a view, and its indicators where it is wide. */
export interface LayoutPlan {
  readonly layout: RowLayout;
  readonly indicators: readonly Indicator[];
  /** Columns of a wide view whose values are refused. */
  readonly stray: readonly StrayIndicator[];
  /** What may be meant by columns that are not used. */
  readonly doubts: readonly string[];
}

/**
 * Picks the layout, by the settings or else by the columns.
 *
 * @throws ConfigError If the columns speak for two layouts, or one lacks what it needs, or the settings contradict.
 */
export function chooseLayout(view: View): LayoutPlan {
  const { context, columns } = view;
  const indicators = readIndicators(view);
  const candidates = candidatesFor(view, indicators.found);
  const layout = candidates[0]?.layout ?? likelyLayout(columns, hasField(columns, 'period'));
  const missing = missingFields(view, layout);
  const problems = [...columns.problems];
  if (candidates.length > 1) problems.push(ambiguityText(candidates));
  if (candidates.length === 0) problems.push(NO_LAYOUT);
  if (layout === 'wide') problems.push(...indicators.problems);
  if (candidates.length > 0 && layout === 'wide' && indicators.found.length + indicators.problems.length === 0) {
    problems.push('No column is called like a data element of this DHIS2, and no entry of `indicators` names one.');
  }
  problems.push(...defaultProblems(view, layout));
  const asIndicators = new Set([...indicators.found, ...indicators.stray].map(({ column }) => column));
  const isUsed = (column: string): boolean => layout === 'wide' && asIndicators.has(column);
  problems.push(...comboProblems(columns, layout, isUsed));
  if (problems.length > 0 || missing.length > 0) {
    const { stream, settings, columns: found } = context;
    const inDoubt = candidates.map((candidate) => candidate.layout);
    throw unfitViewError({
      stream,
      settings,
      found,
      columns,
      layout,
      inDoubt,
      missing,
      problems,
      suggestion: suggestionFor(context),
    });
  }
  const doubts = doubtsAbout(columns, layout, isUsed);
  if (layout !== 'wide') return { layout, indicators: [], stray: [], doubts };
  const meant = meantIndicators(view, isUsed);
  return { layout, indicators: indicators.found, stray: indicators.stray, doubts: [...doubts, ...meant] };
}

/** What the first rows hold says more than the names of their columns. */
function suggestionFor({
  stream,
  settings,
  columns,
  sample = [],
  core,
  metadata,
}: StreamContext): Suggestion | undefined {
  if (sample.length === 0) return undefined;
  const name = settings?.stream ?? stream.slice(stream.lastIndexOf('.') + 1);
  const { idSchemes } = core;
  return suggestEntry({
    stream: name,
    namespace: settings?.namespace,
    settings,
    columns,
    rows: sample,
    idSchemes,
    metadata,
  });
}

const NO_LAYOUT =
  'No column is called like data_element or value (long rows), data_values (packaged rows), or a data element of this ' +
  'DHIS2 as `id_schemes` has it (wide rows).';

interface Candidate {
  readonly layout: RowLayout;
  /** The columns that speak for it. */
  readonly because: readonly string[];
}

/** A column `payload` beside all that a long row needs is what the row was made of, and not used. */
function candidatesFor(view: View, indicators: readonly Indicator[]): readonly Candidate[] {
  const { context, columns } = view;
  const chosen = context.settings?.layout ?? 'auto';
  if (chosen !== 'auto') return [{ layout: chosen, because: [] }];
  if ((context.settings?.indicators.length ?? 0) > 0) return [{ layout: 'wide', because: [] }];
  if (context.settings?.columns.some(({ field }) => field === 'data_values'))
    return [{ layout: 'packaged', because: [] }];
  const isLong = missingFields(view, 'long').length === 0;
  const speakingFor = (...fields: Field[]): string[] => fields.flatMap((field) => columns.fields.get(field) ?? []);
  const candidates: Candidate[] = [
    { layout: 'packaged', because: isLong ? [] : speakingFor('data_values') },
    { layout: 'long', because: speakingFor('data_element', 'value') },
    { layout: 'wide', because: indicators.map(({ column }) => column) },
  ];
  return candidates.filter(({ because }) => because.length > 0);
}

function ambiguityText(candidates: readonly Candidate[]): string {
  const sides = candidates.map(({ layout, because }) => `${layout} by ${listColumns(because, 5)}`);
  return `The layout is ambiguous: ${sides.join('; ')}. Set \`layout\`, or leave the columns that are not meant out of the view.`;
}

function missingFields(view: View, layout: RowLayout): readonly Field[] {
  const needed: Record<RowLayout, readonly Field[]> = {
    long: ['data_element', 'org_unit', 'period', 'value'],
    wide: ['org_unit', 'period'],
    packaged: ['data_values'],
  };
  const deletesAll = view.context.core.importStrategy === 'DELETE';
  return needed[layout].filter(
    (field) =>
      !hasField(view.columns, field) && !view.columns.conflicts.has(field) && !(field === 'value' && deletesAll),
  );
}

/** Where every row would need the server's default combo and the user sees none, the first row may as well say so. */
function defaultProblems({ context, columns }: View, layout: RowLayout): readonly string[] {
  const uid = context.metadata.defaultOptionCombo;
  if (uid !== undefined || layout === 'packaged') return [];
  const combos: readonly Field[] =
    layout === 'long' ? ['category_option_combo', 'attribute_option_combo'] : ['attribute_option_combo'];
  return combos.filter((field) => !hasField(columns, field)).map((field) => noDefaultText(field, uid));
}
