import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { searchParameters } from '../http/paths';
import { userOf } from '../http/signed-in';
import type { StoredValue } from '../store/data-values';
import { checkQuery, mayRead, readable } from './read-checks';
import { completeDateText, findValues } from './read-data-values';
import { schemeOf, valueQuery } from './read-query';
import type { ValueQuery } from './read-query';

/** `GET /api/dataValueSets`, in the two shapes that it has had. */
export function addValueSetRoutes(app: FastifyInstance, context: Context): void {
  const isLater = context.traits.line === '2.43';
  const type =
    isLater || context.traits.line === '2.42' ? 'application/json;charset=UTF-8' : 'application/json;charset=utf-8';
  for (const ending of ['', '.adx']) {
    app.get(`/api/dataValueSets${ending}`, async (request, reply) => {
      const user = userOf(request);
      const parameters = searchParameters(request.raw.url ?? '');
      const query = valueQuery(context, parameters);
      checkQuery(context, parameters, query);
      void reply.header('cache-control', 'no-cache, no-store, max-age=0, must-revalidate').type(type);
      if (!mayRead(context, user, query)) return reply.send('');
      const values = readable(context, user, await findValues(context, query));
      const body = isLater
        ? laterShape(context, parameters, query, values)
        : await legacyShape(context, parameters, query, values);
      const text = isLater ? withBareControls(JSON.stringify(body)) : JSON.stringify(body);
      // Accept-Encoding is not heeded (transcripts 1205-1208).
      if (parameters.get('compression') !== 'gzip') return reply.send(text);
      return reply.header('content-disposition', 'attachment; filename=dataValues.json.gz').send(gzipSync(text));
    });
  }
}

/** Control characters as 2.43 writes them: as they are, so that the text is no JSON (transcript 994). */
function withBareControls(json: string): string {
  return json.replace(/(?<!\\)((?:\\\\)*)\\u(00[01][0-9a-f])/g, (_, before: string, code: string) => {
    return before + String.fromCharCode(Number.parseInt(code, 16));
  });
}

type Json = Readonly<Record<string, unknown>>;

/** Names of a stored value's parts under the schemes that were asked for. */
function namesIn(context: Context, parameters: URLSearchParams): (collection: string, id: string) => string | null {
  return (collection, id) => context.metadata.nameOf(collection, schemeOf(parameters, collection), id);
}

/** Up to 2.42: the header names a single data set, period and org unit, and every value repeats its own (transcript 429). */
async function legacyShape(
  context: Context,
  parameters: URLSearchParams,
  query: ValueQuery,
  values: readonly StoredValue[],
): Promise<Json> {
  const name = namesIn(context, parameters);
  const [dataSet] = query.dataSets;
  const [period] = query.periods;
  const [orgUnit] = query.orgUnits;
  const single = query.dataSets.length === 1 && query.periods.length === 1 && query.orgUnits.length === 1;
  const attributeOptionCombo = context.metadata.typed.defaultCombo;
  const registration =
    single && dataSet !== undefined && period !== undefined && orgUnit !== undefined
      ? await context.registrations.find({ dataSet, period, orgUnit, attributeOptionCombo })
      : undefined;
  const header = {
    dataSet: name('dataSets', dataSet ?? ''),
    completeDate: registration === undefined ? null : completeDateText(registration.date),
    period,
    orgUnit: name('organisationUnits', orgUnit ?? ''),
  };
  const dataValues = values.map((value) => ({
    dataElement: name('dataElements', value.dataElement),
    period: value.period,
    orgUnit: name('organisationUnits', value.orgUnit),
    categoryOptionCombo: name('categoryOptionCombos', value.categoryOptionCombo),
    attributeOptionCombo: name('categoryOptionCombos', value.attributeOptionCombo),
    value: value.value,
    storedBy: value.storedBy,
    created: seconds(value.created),
    lastUpdated: seconds(value.lastUpdated),
    comment: value.comment,
    followup: value.followUp ?? false,
    ...(value.deleted ? { deleted: true } : {}),
  }));
  return single ? { ...header, dataValues } : { dataValues };
}

/**
 * From 2.43 on: what is asked for once moves to the header and leaves the values, and nulls are left out (transcripts 229, 1146);
 * ids that stand for nothing are repeated as they came (1165-1168).
 */
function laterShape(
  context: Context,
  parameters: URLSearchParams,
  query: ValueQuery,
  values: readonly StoredValue[],
): Json {
  const inScheme = namesIn(context, parameters);
  const name = (collection: string, id: string): string | null =>
    context.metadata.get(collection, id) === undefined ? id : inScheme(collection, id);
  const only = (ids: readonly string[]): string | undefined => (ids.length === 1 ? ids[0] : undefined);
  const dataSet = only(query.dataSets);
  const period = only(query.periods);
  const orgUnit = query.children ? undefined : only(query.orgUnits);
  const combo = only(query.attributeOptionCombos);
  const dataValues = values.map((value) => ({
    dataElement: name('dataElements', value.dataElement),
    ...(period === undefined ? { period: value.period } : {}),
    ...(orgUnit === undefined ? { orgUnit: name('organisationUnits', value.orgUnit) } : {}),
    categoryOptionCombo: name('categoryOptionCombos', value.categoryOptionCombo),
    ...(combo === undefined ? { attributeOptionCombo: name('categoryOptionCombos', value.attributeOptionCombo) } : {}),
    ...(value.value === null ? {} : { value: value.value }),
    storedBy: value.storedBy,
    created: millis(value.created),
    lastUpdated: millis(value.lastUpdated),
    ...(value.comment === null ? {} : { comment: value.comment }),
    ...(value.followUp === null ? {} : { followup: value.followUp }),
    ...(value.deleted ? { deleted: true } : {}),
  }));
  return {
    ...(dataSet === undefined ? {} : { dataSet: name('dataSets', dataSet) }),
    ...(period === undefined ? {} : { period }),
    ...(orgUnit === undefined ? {} : { orgUnit: name('organisationUnits', orgUnit) }),
    ...(combo === undefined ? {} : { attributeOptionCombo: name('categoryOptionCombos', combo) }),
    ...schemesTold(parameters),
    dataValues,
  };
}

const TOLD_SCHEMES = [
  'dataSetIdScheme',
  'dataElementIdScheme',
  'orgUnitIdScheme',
  'categoryOptionComboIdScheme',
  'attributeOptionComboIdScheme',
  'categoryIdScheme',
  'categoryOptionIdScheme',
];

/** 2.43 repeats the scheme of each kind of id that has one (transcripts 431, 1197). */
function schemesTold(parameters: URLSearchParams): Json {
  const schemes = TOLD_SCHEMES.map((name) => [name, parameters.get(name) ?? parameters.get('idScheme')]);
  return Object.fromEntries(schemes.filter(([, scheme]) => scheme !== null)) as Json;
}

const seconds = (moment: Date): string => `${moment.toISOString().slice(0, 19)}.000+0000`;
const millis = (moment: Date): string => `${moment.toISOString().slice(0, 23)}+0000`;
