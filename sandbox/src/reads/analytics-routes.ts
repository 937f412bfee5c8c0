import type { FastifyInstance } from 'fastify';
import { isoDate } from '../clock';
import type { Context } from '../context';
import { searchParameters } from '../http/paths';
import { refuse } from '../http/web-message';
import type { MetadataObject } from '../metadata/model';
import { periodNameOf } from '../periods/period-name';
import type { Period } from '../periods/period';

/**
 * `GET /api/analytics` with `skipData=true` and `includeMetadataDetails=true`: the days of periods, no data (transcripts
 * `ask-*` of transcripts-calendar).
 */
export function addAnalyticsRoutes(app: FastifyInstance, context: Context): void {
  app.get('/api/analytics', (request, reply) => {
    const parameters = searchParameters(request.raw.url ?? '');
    if (parameters.get('skipData') !== 'true') throw refuse(409, 'The sandbox has no analytics tables');
    const dimensions = [...parameters.getAll('dimension'), ...parameters.getAll('filter')].map((text) => {
      const [name = '', items = ''] = text.split(':', 2);
      return [name, items.split(';')] as const;
    });
    const of = (wanted: string): readonly string[] =>
      dimensions.flatMap(([name, items]) => (name === wanted ? items : []));
    const periods = of('pe').map((text) => [text, periodOf(context, text)] as const);
    void reply.header('cache-control', 'no-store');
    return {
      headers: [],
      metaData: {
        items: {
          dx: { uid: 'dx', name: 'Data', dimensionType: 'DATA_X' },
          pe: { uid: 'pe', name: 'Period', dimensionType: 'PERIOD' },
          ou: { uid: 'ou', name: 'Organisation unit', dimensionType: 'ORGANISATION_UNIT' },
          ...optionCombo(context),
          ...Object.fromEntries(of('dx').map((id) => [id, elementItem(context, id)])),
          ...Object.fromEntries(of('ou').map((id) => [id, orgUnitItem(context, id)])),
          ...Object.fromEntries(
            periods.flatMap(([text, period]) => Object.entries(periodItems(context, text, period))),
          ),
        },
        dimensions: {
          dx: of('dx'),
          pe: [...new Set(periods.map(([, period]) => canonical(context, period)))],
          ou: of('ou'),
          co: [context.metadata.typed.defaultCombo],
        },
      },
      rowContext: {},
      width: 0,
      rows: [],
      height: 0,
      headerWidth: 0,
    };
  });
}

const RELATIVE: Readonly<Record<string, readonly [type: string, name: string]>> = {
  TODAY: ['Daily', 'Today'],
  THIS_MONTH: ['Monthly', 'This month'],
  THIS_QUARTER: ['Quarterly', 'This quarter'],
  THIS_YEAR: ['Yearly', 'This year'],
};

function periodOf({ periods, clock }: Context, text: string): Period {
  const [type] = RELATIVE[text] ?? [];
  const period = type === undefined ? periods.read(text) : periods.at(type, isoDate(clock.now()));
  if (period !== undefined) return period;
  throw refuse(409, `Period not valid: \`${text}\``, { errorCode: 'E7611' });
}

/** The id that the days have, which an id of a day or month that does not exist has not. */
function canonical({ periods }: Context, { id, type, start }: Period): string {
  return (periods.calendar && periods.at(type, start)?.id) ?? id;
}

function periodItems(context: Context, text: string, period: Period): Record<string, unknown> {
  const id = canonical(context, period);
  const name = periodNameOf({ ...period, id }, context.periods.calendar);
  const relative = RELATIVE[text]?.[1];
  const moment = (day: string): string => `${day}T00:00:00.000`;
  return {
    ...(relative === undefined && id === text ? {} : { [text]: { name: relative ?? name } }),
    [id]: {
      uid: id,
      code: relative === undefined ? text : id,
      name,
      dimensionItemType: 'PERIOD',
      valueType: 'TEXT',
      totalAggregationType: 'SUM',
      startDate: moment(period.start),
      endDate: moment(period.end),
    },
  };
}

const named = (source: MetadataObject | undefined, id: string): Record<string, unknown> => ({
  uid: id,
  ...(source?.['code'] === undefined ? {} : { code: source['code'] }),
  name: source?.['name'] ?? id,
});

function elementItem({ metadata }: Context, id: string): Record<string, unknown> {
  const source = metadata.get('dataElements', id);
  const type = source?.['valueType'] as string;
  const aggregation = source?.['aggregationType'] ?? 'SUM';
  return {
    ...named(source, id),
    dimensionItemType: 'DATA_ELEMENT',
    valueType: /^(INTEGER|NUMBER|PERCENTAGE|UNIT_INTERVAL)/.test(type) ? 'NUMBER' : type,
    aggregationType: aggregation,
    totalAggregationType: aggregation,
  };
}

function orgUnitItem({ metadata }: Context, id: string): Record<string, unknown> {
  return {
    ...named(metadata.get('organisationUnits', id), id),
    dimensionItemType: 'ORGANISATION_UNIT',
    valueType: 'TEXT',
    totalAggregationType: 'SUM',
  };
}

function optionCombo({ metadata }: Context): Record<string, unknown> {
  const id = metadata.typed.defaultCombo;
  const item = { uid: id, code: 'default', name: 'default', valueType: 'NUMBER', totalAggregationType: 'SUM' };
  return { [id]: item };
}
