import type { Row } from '../../model/record-mapper';
import { type Field, type IdSchemes, isOptionField, type StreamSettings } from '../../model/settings';
import { isHistory } from '../columns/field-names';
import { type Columns, readColumns } from '../columns/columns';
import type { MetadataIndex } from '../metadata/metadata-index';
import type { Meant } from '../metadata/spellings';
import { otherScheme, type Recognised } from './dimensions';
import { indicatorEntries, type IndicatorEntries } from './indicator-entries';
import { findPeriod, type FoundPeriod } from './period';
import { type ColumnSample, sampleColumns } from './samples';
import { soleDataSet } from './data-set';
import { recogniseColumns, recogniseOptions, type Roles, takeNested, takeValue } from './roles';

/** What a suggestion is made of. */
export interface ViewSample {
  readonly stream: string;
  readonly namespace?: string | undefined;
  readonly settings: StreamSettings | undefined;
  readonly columns: readonly string[];
  /** The first rows. */
  readonly rows: readonly Row[];
  readonly idSchemes: IdSchemes;
  readonly metadata: MetadataIndex;
}

/** An entry of `streams`, as the settings spell it. */
export interface SuggestedEntry {
  readonly stream: string;
  readonly namespace?: string;
  readonly layout: 'long' | 'wide' | 'packaged';
  readonly id_schemes?: Readonly<Record<string, string>>;
  readonly constants?: readonly { readonly field: Field; readonly value: string }[];
  readonly period_from?: { readonly column: string; readonly period_type: string };
  readonly columns?: readonly { readonly column: string; readonly field: Field }[];
  readonly indicators?: readonly Readonly<Record<string, unknown>>[];
}

/** An id of the rows that DHIS2 does not have. */
export interface UnknownId {
  readonly column: string;
  readonly field: Field;
  readonly id: string;
  readonly meant: Meant | undefined;
}

/** How a stream would be read. */
export interface Suggestion {
  readonly entry: SuggestedEntry;
  /** Whether nothing in it is left for a person to fill in. */
  readonly complete: boolean;
  readonly unknown: readonly UnknownId[];
  /** Sentences: what is guessed, and what a person should look at. */
  readonly notes: readonly string[];
  readonly unused: readonly string[];
}

const MAX_UNKNOWN = 10;

/** Says how a stream's rows would be read, by what they hold and what DHIS2 has. */
export function suggestEntry(view: ViewSample): Suggestion {
  const found = lookAt(view);
  const { recognised, period, wide, set, samples, open } = found;
  const entry = entryOf(view, found);
  return {
    entry,
    complete: !JSON.stringify(entry).includes('"<'),
    unknown: recognised.flatMap((each) => unknownIds(each, samples.get(each.column)!, view.metadata)),
    notes: [...(wide?.notes ?? []), ...(set?.note === undefined ? [] : [set.note]), ...(period?.notes ?? [])],
    unused: [...open],
  };
}

/** What was found in a view. */
interface Findings extends Roles {
  readonly named: Columns;
  readonly layout: SuggestedEntry['layout'];
  readonly recognised: readonly Recognised[];
  readonly period: FoundPeriod | undefined;
  readonly wide: IndicatorEntries | undefined;
  /** UIDs of the data elements that the rows have. */
  readonly elements: readonly string[];
  /** The data set that has to be named. */
  readonly set: ReturnType<typeof soleDataSet>;
}

function lookAt(view: ViewSample): Findings {
  const { metadata } = view;
  const named = readColumns(view.columns, view.settings);
  const samples = sampleColumns(view.columns, view.rows, metadata.localCalendar?.system);
  const open = new Set(named.rest.filter((column) => !isHistory(column)));
  const fields = new Map(named.fields);
  const roles: Roles = { metadata, samples, open, fields };
  const recognised = [...recogniseColumns(roles), ...recogniseOptions(roles, named)];
  const period = findPeriod({ ...roles, constants: named.constants });
  const isPackaged = fields.has('data_values') || takeNested(roles);
  const layout = isPackaged ? 'packaged' : fields.has('data_element') ? 'long' : 'wide';
  if (layout === 'long') takeValue(roles);
  const wide = layout === 'wide' ? indicatorEntries({ samples, open, view }) : undefined;
  const inRows = recognised.filter(({ of }) => of.field === 'data_element').flatMap((each) => [...each.found.values()]);
  const elements = [...(wide?.elements ?? []), ...inRows.map(({ uid }) => uid)];
  const isNamed = fields.has('data_set') || named.constants.has('data_set');
  const set = isNamed ? undefined : soleDataSet(elements, metadata);
  return { ...roles, named, layout, recognised, period, wide, elements, set };
}

function entryOf(view: ViewSample, found: Findings): SuggestedEntry {
  const { layout, recognised, period, wide, elements, set, metadata } = found;
  const schemes = schemesOf(recognised, view.idSchemes, { wide: wide?.schemes ?? {}, set: set?.uid });
  const constants = [
    ...(view.settings?.constants ?? []),
    ...(set?.uid === undefined ? [] : [{ field: 'data_set' as const, value: set.uid }]),
  ];
  return {
    stream: view.stream,
    ...(view.namespace !== undefined && { namespace: view.namespace }),
    layout,
    ...(Object.keys(schemes).length > 0 && { id_schemes: schemes }),
    ...(constants.length > 0 && { constants }),
    ...(period?.kind === 'date' && {
      period_from: { column: period.column, period_type: period.typeFor(elements, metadata) },
    }),
    columns: columnEntries(view, found),
    ...(wide && { indicators: wide.entries }),
  };
}

function schemesOf(
  recognised: readonly Recognised[],
  now: IdSchemes,
  { wide, set }: { readonly wide: Readonly<Record<string, string>>; readonly set: string | undefined },
): Readonly<Record<string, string>> {
  const schemes: Record<string, string> = { ...wide };
  if (set !== undefined && now.dataSet.kind !== 'uid') schemes['data_set'] = 'UID';
  for (const each of recognised) {
    const other = otherScheme(each, now[each.of.scheme]);
    if (other !== undefined) schemes[each.of.setting] ??= other;
  }
  return schemes;
}

function columnEntries(
  view: ViewSample,
  { fields, period, recognised, named, layout }: Findings,
): readonly { readonly column: string; readonly field: Field }[] {
  const needed: readonly Field[] = { packaged: [], wide: ['org_unit'] as const, long: ['org_unit', 'value'] as const }[
    layout
  ];
  const missing = needed.filter((field) => !fields.has(field) && !named.constants.has(field));
  const needsPeriod = layout !== 'packaged' && !period && !named.periodFrom && !named.constants.has('period');
  const options = recognised.filter(({ of }) => of.field === 'category_option');
  const listed = (view.settings?.columns ?? []).filter(({ field }) => isOptionField(field));
  const entries = [
    ...[...fields].map(([field, column]) => ({ column, field })),
    ...listed,
    ...options.map(({ column }) => ({ column, field: 'category_option' as const })),
    ...missing.map((field) => ({ column: `<column of ${field}>`, field })),
    ...(needsPeriod ? [{ column: '<column of the period>', field: 'period' as const }] : []),
  ];
  return [...new Map(entries.map((each) => [`${each.column} ${each.field}`, each])).values()];
}

function unknownIds(
  { of, column, found }: Recognised,
  { texts }: ColumnSample,
  metadata: MetadataIndex,
): readonly UnknownId[] {
  const lost = [...texts].filter((text) => !found.has(text) && text.trim().toLowerCase() !== 'default');
  return lost
    .slice(0, MAX_UNKNOWN)
    .map((id) => ({ column, field: of.field, id, meant: metadata.meantBy(of.dimension, id) }));
}
