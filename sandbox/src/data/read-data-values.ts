import { isoDate } from '../clock';
import type { Context } from '../context';
import { refuse } from '../http/web-message';
import { inHierarchy } from '../imports/import-request';
import { parseIdScheme, UID_SCHEME } from '../metadata/id-scheme';
import type { IdScheme } from '../metadata/id-scheme';
import type { User } from '../metadata/model';
import type { StoredValue } from '../store/data-values';

/** What `GET /api/dataValueSets` asks for, resolved. */
export interface ValueQuery {
  readonly dataSets: readonly string[];
  readonly elements: readonly string[];
  readonly orgUnits: readonly string[];
  readonly periods: readonly string[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly includeDeleted: boolean;
  readonly limit: number | undefined;
}

/** Reads the query; ids are taken under the schemes that are asked for. */
export function valueQuery(context: Context, parameters: URLSearchParams): ValueQuery {
  const { metadata } = context;
  const ids = (name: string, collection: string): readonly string[] =>
    parameters
      .getAll(name)
      .flatMap(
        (id) =>
          metadata.resolve(collection, schemeOf(parameters, collection), id) ?? metadata.get(collection, id)?.id ?? [],
      );
  const dataSets = ids('dataSet', 'dataSets');
  const own = ids('dataElement', 'dataElements');
  const ofSets = dataSets.flatMap((id) => [...(metadata.typed.dataSets.get(id)?.elements.keys() ?? [])]);
  const named = ids('orgUnit', 'organisationUnits');
  const limit = parameters.get('limit');
  return {
    dataSets,
    elements: own.length > 0 && ofSets.length > 0 ? own.filter((id) => ofSets.includes(id)) : [...own, ...ofSets],
    orgUnits: parameters.get('children') === 'true' ? withDescendants(context, named) : named,
    periods: parameters.getAll('period').flatMap((text) => context.periods.read(text)?.id ?? []),
    from: parameters.get('startDate') ?? undefined,
    to: parameters.get('endDate') ?? undefined,
    includeDeleted: parameters.get('includeDeleted') === 'true',
    limit: limit === null ? undefined : Number(limit),
  };
}

/** The scheme under which objects of a collection are named in the query and the answer. */
export function schemeOf(parameters: URLSearchParams, collection: string): IdScheme {
  const own: Readonly<Record<string, string>> = {
    dataSets: 'dataSetIdScheme',
    dataElements: 'dataElementIdScheme',
    organisationUnits: 'orgUnitIdScheme',
    categoryOptionCombos: 'categoryOptionComboIdScheme',
  };
  const text = parameters.get(own[collection] ?? '') ?? parameters.get('idScheme');
  return (text === null ? undefined : parseIdScheme(text)) ?? UID_SCHEME;
}

/**
 * What a query must name.
 * @throws Refusal 409 E2001, E2006, E2002 (transcripts 024, 434, 432).
 */
export function checkQuery(context: Context, parameters: URLSearchParams): void {
  const later = context.traits.line === '2.43';
  if (later && !parameters.has('dataSet') && !parameters.has('dataElement')) {
    const message = 'At least one data element, data set or data element group must be specified';
    throw refuse(409, message, { errorCode: 'E2001' });
  }
  if (later && !['period', 'startDate', 'lastUpdated'].some((name) => parameters.has(name))) {
    const message = 'At least one period, start/end dates, last updated or last updated duration must be specified';
    throw refuse(409, message, { errorCode: 'E2002' });
  }
  if (!parameters.has('orgUnit')) {
    const message = 'At least one organisation unit or organisation unit group must be specified';
    throw refuse(409, message, { errorCode: 'E2006' });
  }
}

/** Org units of a query that the user may not see. */
export function foreignUnits(context: Context, user: User, orgUnits: readonly string[]): readonly string[] {
  return orgUnits.filter((id) => {
    const unit = context.metadata.typed.orgUnits.get(id);
    return unit !== undefined && !inHierarchy(user, unit.path);
  });
}

/** The stored values that a query asks for. */
export async function findValues(context: Context, query: ValueQuery): Promise<readonly StoredValue[]> {
  const found = await context.values.select(
    `org_unit = any($1::text[]) and ($2::text[] is null or data_element = any($2::text[]))
     and ($3::text[] is null or period = any($3::text[])) and ($4::boolean or not deleted)`,
    [
      query.orgUnits,
      query.elements.length === 0 ? null : query.elements,
      query.periods.length === 0 ? null : query.periods,
      query.includeDeleted,
    ],
    'order by period, org_unit, data_element, category_option_combo, attribute_option_combo',
  );
  const { from, to, limit } = query;
  const within = found.filter(({ period }) => {
    const { start, end } = context.periods.read(period) ?? { start: '', end: '' };
    return (from === undefined || start >= from) && (to === undefined || end <= to);
  });
  return limit === undefined ? within : within.slice(0, limit);
}

/** A complete date as `GET /api/dataValueSets` writes it up to 2.42. */
export function completeDateText(date: string): string {
  return `${isoDate(new Date(`${date}T00:00:00Z`))}T00:00:00.000+0000`;
}

function withDescendants(context: Context, orgUnits: readonly string[]): readonly string[] {
  return [...context.metadata.typed.orgUnits.values()].flatMap(({ id, path }) =>
    path.split('/').some((part) => orgUnits.includes(part)) ? [id] : [],
  );
}
