import { isoDate } from '../clock';
import type { Context } from '../context';
import type { StoredValue } from '../store/data-values';
import type { ValueQuery } from './read-query';

/** The stored values that a query asks for. */
export async function findValues(context: Context, query: ValueQuery): Promise<readonly StoredValue[]> {
  const some = (ids: readonly string[]): readonly string[] | null => (ids.length === 0 ? null : ids);
  const found = await context.values.select(
    `org_unit = any($1::text[]) and data_element = any($2::text[])
     and ($3::text[] is null or period = any($3::text[])) and ($4::boolean or not deleted)
     and ($5::text[] is null or attribute_option_combo = any($5::text[]))
     and ($6::text[] is null or category_option_combo = any($6::text[]))
     and ($7::timestamptz is null or last_updated >= $7::timestamptz)`,
    [
      query.children ? withDescendants(context, query.orgUnits) : query.orgUnits,
      query.elements,
      some(query.periods),
      query.includeDeleted,
      some(query.attributeOptionCombos),
      some(query.categoryOptionCombos),
      query.changedSince === undefined ? null : new Date(query.changedSince).toISOString(),
    ],
    'order by period, org_unit, data_element, category_option_combo, attribute_option_combo',
  );
  const { from, to, limit, offset, periods } = query;
  // Up to 2.42 a range beside periods is passed over (transcript 1158).
  const days = context.periods.calendar && from !== undefined ? await context.knownPeriods.days() : undefined;
  const within = found.filter(({ period }) => {
    if (from === undefined || to === undefined || periods.length > 0) return true;
    const { start, end } = days?.get(period) ?? context.periods.read(period) ?? { start: '', end: '' };
    return start >= from && end <= to;
  });
  return within.slice(offset, limit === undefined ? undefined : offset + limit);
}

/** A complete date as `GET /api/dataValueSets` writes it up to 2.42. */
export function completeDateText(date: string): string {
  return `${isoDate(new Date(`${date}T00:00:00Z`))}T00:00:00.000+0000`;
}

/** Org units and all that lie under them. */
export function withDescendants(context: Context, orgUnits: readonly string[]): readonly string[] {
  return [...context.metadata.typed.orgUnits.values()].flatMap(({ id, path }) =>
    path.split('/').some((part) => orgUnits.includes(part)) ? [id] : [],
  );
}
