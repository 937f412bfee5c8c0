import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { searchParameters } from '../http/paths';
import { userOf } from '../http/signed-in';
import { refuse } from '../http/web-message';
import type { StoredValue } from '../store/data-values';
import { checkQuery, completeDateText, findValues, foreignUnits, schemeOf, valueQuery } from './read-data-values';
import type { ValueQuery } from './read-data-values';

/** `GET /api/dataValueSets`, in the two shapes that it has had. */
export function addValueSetRoutes(app: FastifyInstance, context: Context): void {
  app.get('/api/dataValueSets', async (request, reply) => {
    const user = userOf(request);
    const parameters = searchParameters(request.raw.url ?? '');
    checkQuery(context, parameters);
    const query = valueQuery(context, parameters);
    void reply.header('cache-control', 'no-cache, no-store, max-age=0, must-revalidate');
    const foreign = foreignUnits(context, user, query.orgUnits);
    if (context.traits.line === '2.43') {
      if (foreign.length > 0) {
        throw refuse(409, `User is not allowed to view org unit(s): \`[${foreign.join(', ')}]\``, {
          errorCode: 'E2012',
        });
      }
      return laterShape(context, parameters, query, await findValues(context, query));
    }
    if (foreign.length > 0) return reply.type('application/json;charset=UTF-8').send('');
    return legacyShape(context, parameters, query, await findValues(context, query));
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

/** From 2.43 on: what is asked for once moves to the header and leaves the values, and nulls are left out (transcript 229). */
function laterShape(
  context: Context,
  parameters: URLSearchParams,
  query: ValueQuery,
  values: readonly StoredValue[],
): Json {
  const name = namesIn(context, parameters);
  const only = (ids: readonly string[]): string | undefined => (ids.length === 1 ? ids[0] : undefined);
  const dataSet = only(query.dataSets);
  const period = only(query.periods);
  const orgUnit = parameters.get('children') === 'true' ? undefined : only(query.orgUnits);
  const dataValues = values.map((value) => ({
    dataElement: name('dataElements', value.dataElement),
    ...(period === undefined ? { period: value.period } : {}),
    ...(orgUnit === undefined ? { orgUnit: name('organisationUnits', value.orgUnit) } : {}),
    categoryOptionCombo: name('categoryOptionCombos', value.categoryOptionCombo),
    attributeOptionCombo: name('categoryOptionCombos', value.attributeOptionCombo),
    ...(value.value === null ? {} : { value: value.value }),
    storedBy: value.storedBy,
    created: millis(value.created),
    lastUpdated: millis(value.lastUpdated),
    ...(value.comment === null ? {} : { comment: value.comment }),
    ...(value.followUp === true ? { followup: true } : {}),
    ...(value.deleted ? { deleted: true } : {}),
  }));
  return {
    ...(dataSet === undefined ? {} : { dataSet: name('dataSets', dataSet) }),
    ...(period === undefined ? {} : { period }),
    ...(orgUnit === undefined ? {} : { orgUnit: name('organisationUnits', orgUnit) }),
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

/** 2.43 repeats the scheme of each kind of id (transcript 431). */
function schemesTold(parameters: URLSearchParams): Json {
  const scheme = parameters.get('idScheme');
  return scheme === null ? {} : Object.fromEntries(TOLD_SCHEMES.map((name) => [name, scheme]));
}

const seconds = (moment: Date): string => `${moment.toISOString().slice(0, 19)}.000+0000`;
const millis = (moment: Date): string => `${moment.toISOString().slice(0, 23)}+0000`;
