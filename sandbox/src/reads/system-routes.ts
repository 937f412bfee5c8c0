import type { FastifyInstance } from 'fastify';
import { localDateTime } from '../clock';
import type { Context } from '../context';
import { searchParameters } from '../http/paths';
import { userOf } from '../http/signed-in';
import { webMessage } from '../http/web-message';
import { hasAuthority, mayRead } from '../metadata/model';
import type { MetadataObject, User } from '../metadata/model';
import { periodTypes } from '../periods/period-types';
import { parseFields } from './fields';
import { Projector } from './project';

/** What describes the server and the signed-in user: system/info, ping, me, period types, settings. */
export function addSystemRoutes(app: FastifyInstance, context: Context, reportedVersion: string): void {
  const uncached = 'no-cache, no-store, max-age=0, must-revalidate';
  app.get('/api/system/info', (request, reply) => {
    void reply.header('cache-control', uncached);
    return pick(systemInfo(context, reportedVersion), searchParameters(request.raw.url ?? '').get('fields'));
  });
  app.get('/api/system/ping', (_request, reply) =>
    reply.header('cache-control', uncached).type('application/json').send('pong'),
  );
  app.get('/api/ping', (_request, reply) => reply.code(200).send(''));

  app.get('/api/me', (request) => {
    const user = userOf(request);
    const fields = parseFields(searchParameters(request.raw.url ?? '').get('fields') ?? '*');
    return new Projector(context, user).project(me(context, user), 'users', fields);
  });
  app.get('/api/me/authorities', (request, reply) => {
    void reply.header('cache-control', 'no-store');
    return userOf(request).authorities;
  });
  app.get<{ Params: { name: string } }>('/api/me/authorities/:name', (request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type('application/json')
      .send(String(hasAuthority(userOf(request), request.params.name))),
  );
  app.get('/api/periodTypes', () => ({
    periodTypes: periodTypes(context.traits.line).map(
      ({ name, displayName, isoDuration, isoFormat, frequencyOrder }) => ({
        name,
        ...(context.traits.line === '2.43' ? { displayName } : {}),
        isoDuration,
        isoFormat,
        frequencyOrder,
      }),
    ),
  }));
  addSettingsRoutes(app, context);
}

const SETTINGS: Readonly<Record<string, unknown>> = {
  applicationTitle: 'DHIS 2',
  keyCalendar: 'iso8601',
  keyDateFormat: 'yyyy-MM-dd',
  keyUiLocale: 'en',
  keyDataImportStrictPeriods: false,
  keyDataImportStrictDataElements: false,
  keyDataImportStrictCategoryOptionCombos: false,
  keyDataImportStrictOrganisationUnits: false,
  keyDataImportStrictAttributeOptionCombos: false,
  keyDataImportRequireCategoryOptionCombo: false,
  keyDataImportRequireAttributeOptionCombo: false,
  dataEntryAutoGroup: false,
};

/** Settings that 2.43 has given up: asked for, they are empty (transcript 447). */
const GONE_IN_243: ReadonlySet<string> = new Set([
  'keyDataImportStrictDataElements',
  'keyDataImportStrictCategoryOptionCombos',
  'keyDataImportRequireCategoryOptionCombo',
]);

/** A system setting as an import sees it. */
export function systemSetting(context: Context, key: string): unknown {
  const stored = context.documents.get<{ value: unknown }>('systemSetting', key);
  if (stored !== undefined) return stored.value;
  return context.traits.line === '2.43' && GONE_IN_243.has(key) ? '' : SETTINGS[key];
}

function addSettingsRoutes(app: FastifyInstance, context: Context): void {
  const uncached = 'no-cache, no-store, must-revalidate';
  app.get('/api/systemSettings', (request, reply) => {
    const asked = searchParameters(request.raw.url ?? '').getAll('key');
    const keys = asked.length === 0 ? Object.keys(SETTINGS) : asked;
    void reply.header('cache-control', uncached);
    return Object.fromEntries(keys.map((key) => [key, systemSetting(context, key) ?? '']));
  });
  app.get<{ Params: { key: string } }>('/api/systemSettings/:key', (request, reply) => {
    const { key } = request.params;
    return reply.header('cache-control', uncached).send({ [key]: systemSetting(context, key) ?? '' });
  });
  app.post<{ Params: { key: string } }>('/api/systemSettings/:key', async (request) => {
    const { key } = request.params;
    const given = searchParameters(request.raw.url ?? '').get('value') ?? (request.body as Buffer).toString('utf8');
    const value = given === 'true' ? true : given === 'false' ? false : given;
    await context.documents.put('systemSetting', key, { value });
    return webMessage(200, `System setting '${key}' set to value '${given}'.`);
  });
}

function me(context: Context, user: User): MetadataObject {
  const dataSets = (context.metadata.list('dataSets') ?? []).filter((set) => mayRead(user, set.sharing));
  const older = {
    keyMessageSmsNotification: true,
    keyStyle: 'light_blue/light_blue.css',
    keyAnalysisDisplayProperty: 'name',
    keyMessageEmailNotification: true,
  };
  return {
    ...user.source,
    name: user.name,
    settings: { keyUiLocale: 'en', ...(context.traits.line === '2.41' ? older : {}) },
    authorities: user.authorities,
    dataSets: dataSets.map(({ id }) => id),
    programs: [],
  };
}

function systemInfo(context: Context, version: string): Readonly<Record<string, unknown>> {
  const now = context.clock.now();
  const never = '1970-01-01T00:00:00.000';
  const since = `${Math.floor(now.getTime() / 3_600_000)} h, ${now.getUTCMinutes()} m, ${now.getUTCSeconds()} s`;
  const analytics = {
    lastAnalyticsTableSuccess: never,
    intervalSinceLastAnalyticsTableSuccess: since,
    lastAnalyticsTableRuntime: '',
    lastSystemMonitoringSuccess: never,
    lastAnalyticsTablePartitionSuccess: never,
    intervalSinceLastAnalyticsTablePartitionSuccess: since,
    lastAnalyticsTablePartitionRuntime: '',
    systemMetadataVersion: '',
    lastMetadataVersionSyncAttempt: never,
  };
  return {
    contextPath: context.origin(),
    calendar: calendarTold(context),
    dateFormat: String(systemSetting(context, 'keyDateFormat')).toLowerCase(),
    serverDate: localDateTime(now),
    serverTimeZoneId: 'Etc/UTC',
    ...(context.traits.line === '2.43' ? { sessionTimeout: 3600 } : {}),
    serverTimeZoneDisplayName: 'Coordinated Universal Time',
    ...(context.traits.line === '2.41' ? {} : analytics),
    databaseInfo: { spatialSupport: true, time: localDateTime(now) },
    version,
    revision: 'sandbox',
    buildTime: never,
    encryption: false,
    emailConfigured: false,
    redisEnabled: false,
    systemName: 'DHIS 2',
    instanceBaseUrl: context.origin(),
    isMetadataVersionEnabled: false,
    ...(context.traits.line === '2.43' ? { capability: { analyticsTotalCounts: false } } : {}),
  };
}

const CALENDARS = 'coptic ethiopian gregorian islamic iso8601 julian nepali persian thai'.split(' ');

/** A setting that names no calendar is ISO 8601 (transcript 1228 of ethiopian 2.43.1). */
function calendarTold(context: Context): string {
  const setting = String(systemSetting(context, 'keyCalendar'));
  return CALENDARS.includes(setting) ? setting : 'iso8601';
}

function pick(object: Readonly<Record<string, unknown>>, fields: string | null): Readonly<Record<string, unknown>> {
  if (fields === null || fields === '*') return object;
  const names = new Set(fields.split(','));
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.has(name)));
}
