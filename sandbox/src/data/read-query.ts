import type { Context } from '../context';
import { refuse } from '../http/web-message';
import { parseIdScheme, UID_SCHEME } from '../metadata/id-scheme';
import type { IdScheme } from '../metadata/id-scheme';
import { isUid } from '../metadata/uid';

/** What `GET /api/dataValueSets` asks for, resolved. */
export interface ValueQuery {
  readonly dataSets: readonly string[];
  /** Those of the data sets and those named (transcript 1142). */
  readonly elements: readonly string[];
  /** As they are named, without their descendants. */
  readonly orgUnits: readonly string[];
  readonly children: boolean;
  readonly periods: readonly string[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly attributeOptionCombos: readonly string[];
  readonly categoryOptionCombos: readonly string[];
  /** Moment since which values must have changed, in milliseconds since 1970. */
  readonly changedSince: number | undefined;
  readonly includeDeleted: boolean;
  readonly limit: number | undefined;
  readonly offset: number;
}

/**
 * Reads the query. Up to 2.42 ids that stand for nothing are passed over; 2.43 keeps them, if they are UIDs at all.
 * @throws Refusal 400 from 2.43 on for what is no UID or no period (transcripts 1159, 1194).
 */
export function valueQuery(context: Context, parameters: URLSearchParams): ValueQuery {
  const { typed } = context.metadata;
  const ids = (name: string, collection: string): readonly string[] =>
    named(parameters, name).flatMap((text) => resolved(context, parameters, { name, collection, text }));
  const dataSets = ids('dataSet', 'dataSets');
  const ofSets = dataSets.flatMap((id) => [...(typed.dataSets.get(id)?.elements.keys() ?? [])]);
  const combos = (name: string): readonly string[] => ids(name, 'categoryOptionCombos');
  const limit = parameters.get('limit');
  const isLater = context.traits.line === '2.43';
  return {
    dataSets,
    elements: [...new Set([...ofSets, ...ids('dataElement', 'dataElements')])],
    orgUnits: ids('orgUnit', 'organisationUnits'),
    children: parameters.get('children') === 'true',
    periods: named(parameters, 'period').flatMap((text) => periodIds(context, text)),
    from: parameters.get('startDate') ?? undefined,
    to: parameters.get('endDate') ?? undefined,
    attributeOptionCombos: combos('attributeOptionCombo'),
    categoryOptionCombos: isLater ? combos('categoryOptionCombo') : [],
    changedSince: changedSince(context, parameters),
    includeDeleted: parameters.get('includeDeleted') === 'true',
    limit: limit === null ? undefined : Number(limit),
    offset: isLater ? Number(parameters.get('offset') ?? 0) : 0,
  };
}

/** What a parameter gives: it may be repeated, and hold several texts between commas (transcripts 1161, 1162). */
export function named(parameters: URLSearchParams, name: string): readonly string[] {
  return parameters.getAll(name).flatMap((text) => text.split(',').filter((part) => part !== ''));
}

/** The scheme under which objects of a collection are named in the answer. */
export function schemeOf(parameters: URLSearchParams, collection: string): IdScheme {
  const text = parameters.get(OUTPUT_SCHEMES[collection] ?? '') ?? parameters.get('idScheme');
  return (text === null ? undefined : parseIdScheme(text)) ?? UID_SCHEME;
}

const OUTPUT_SCHEMES: Readonly<Record<string, string>> = {
  dataSets: 'dataSetIdScheme',
  dataElements: 'dataElementIdScheme',
  organisationUnits: 'orgUnitIdScheme',
  categoryOptionCombos: 'categoryOptionComboIdScheme',
};

interface Name {
  readonly name: string;
  readonly collection: string;
  readonly text: string;
}

/** Names in the query are UIDs unless `inputIdScheme` or its like says otherwise (transcripts 1194, 1195, 1257-1259). */
function resolved(context: Context, parameters: URLSearchParams, { name, collection, text }: Name): readonly string[] {
  const own = `input${(name[0] ?? '').toUpperCase()}${name.slice(1)}IdScheme`;
  const given = parameters.get(own) ?? parameters.get('inputIdScheme');
  const scheme = (given === null ? undefined : parseIdScheme(given)) ?? UID_SCHEME;
  const id = context.metadata.resolve(collection, scheme, text);
  if (id !== undefined) return [id];
  if (context.traits.line !== '2.43' || scheme.type !== 'UID') return [];
  if (isUid(text)) return [text];
  throw refuse(400, `UID must be an alphanumeric string of 11 characters starting with a letter, but was: ${text}`);
}

function periodIds({ periods, traits }: Context, text: string): readonly string[] {
  const period = periods.read(text);
  if (period !== undefined) return [period.id];
  if (traits.line !== '2.43') return [];
  const reason = /^\d/.test(text)
    ? 'failed to create date interval'
    : `expected a digit at position 0 but found: \`${text[0] ?? ''}\``;
  throw refuse(400, `Invalid Period \`${text}\`, ${reason}`);
}

const DURATION_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

function changedSince({ clock }: Context, parameters: URLSearchParams): number | undefined {
  const [, count, unit] = /^(\d+)([dhms])$/.exec(parameters.get('lastUpdatedDuration') ?? '') ?? [];
  if (count !== undefined) return clock.ms() - Number(count) * (DURATION_MS[unit ?? 'd'] ?? 0);
  const day = parameters.get('lastUpdated');
  return day === null ? undefined : Date.parse(/[TZ]/.test(day) ? day : `${day}T00:00:00Z`);
}
