import type { FastifyInstance } from 'fastify';
import { isoDate } from '../clock';
import type { Context } from '../context';
import { queryParameters, versionPrefix } from '../http/paths';
import { importText } from '../http/request-body';
import { userOf } from '../http/signed-in';
import { importOptions } from '../imports/import-options';
import type { ImportOptions } from '../imports/import-options';
import { inHierarchy } from '../imports/import-request';
import type { GroupedWriter } from '../imports/grouped-writer';
import { noCount } from '../imports/import-summary';
import type { Conflict, ImportSummary } from '../imports/import-summary';
import { failedImport } from '../imports/legacy-import';
import { payloadFormat } from '../imports/read-payload';
import { summaryAnswer } from '../imports/summary-answer';
import type { User } from '../metadata/model';
import type { Registration } from '../store/registrations';
import { addRegistrationReads } from './registration-reads';

type Given = Readonly<Record<string, string | boolean | undefined>>;

/** `/api/completeDataSetRegistrations`: POST, GET and DELETE. */
export function addRegistrationRoutes(app: FastifyInstance, context: Context, writer: GroupedWriter): void {
  addRegistrationReads(app, context);

  app.post('/api/completeDataSetRegistrations', async (request, reply) => {
    payloadFormat(request.headers['content-type'], context.traits.line);
    const options = importOptions(queryParameters(request.raw.url ?? ''), {}, context.traits.line);
    const summary = await register(
      { context, writer, user: userOf(request), options },
      importText(request.body as Buffer),
    );
    const prefix = versionPrefix(request.originalUrl);
    const { code, body } = summaryAnswer(summary, context.traits, prefix);
    return reply.code(code).header('cache-control', 'no-cache, private').send(body);
  });

  app.delete('/api/completeDataSetRegistrations', async (request, reply) => {
    const query = queryParameters(request.raw.url ?? '');
    await context.registrations.remove({
      dataSet: query['ds'] ?? '',
      period: context.periods.read(query['pe'])?.id ?? '',
      orgUnit: query['ou'] ?? '',
      attributeOptionCombo: context.metadata.typed.defaultCombo,
    });
    return reply.code(204).send();
  });
}

interface Registering {
  readonly context: Context;
  readonly writer: GroupedWriter;
  readonly user: User;
  readonly options: ImportOptions;
}

/** Registers what can be; refusals carry neither codes nor positions, and a 200 may hide them (transcript 262). */
async function register({ context, writer, user, options }: Registering, text: string): Promise<ImportSummary> {
  let given: readonly Given[];
  try {
    const body = JSON.parse(text) as { completeDataSetRegistrations?: readonly Given[] };
    given = body.completeDataSetRegistrations ?? [];
  } catch {
    return failedImport(options.echo, 'Unexpected end-of-input');
  }
  const unread =
    context.traits.line === '2.43' ? given.find(({ period }) => read(context, period) === undefined) : undefined;
  if (unread !== undefined) return failedImport(options.echo, invalidPeriod(String(unread['period'])));
  if (given.some(({ period }) => writer.takePhantom(read(context, period)?.id ?? ''))) {
    return failedImport(options.echo, 'Failed to flush BatchHandler');
  }
  const named = given.flatMap(({ period }) => read(context, period) ?? []);
  if (context.traits.line === '2.43' && context.periods.calendar) {
    // Transcript 1256 of ethiopian 2.43.1: the days of the period are those of a row with another id.
    const misnamed = await context.knownPeriods.misnamed(named);
    if (misnamed.size > 0) return failedImport(options.echo, CONSTRAINT);
  }
  const judged = given.map((item) => resolved(context, user, options, item));
  const conflicts = judged.filter(isConflict);
  const good = judged.filter((item): item is Registration => !isConflict(item));
  const outcomes = await (options.dryRun ? context.registrations.outcomes(good) : context.registrations.put(good));
  const count = noCount();
  count.ignored = conflicts.length;
  for (const outcome of outcomes) count[outcome] += 1;
  return {
    status: conflicts.length > 0 && conflicts.length === given.length ? 'ERROR' : 'SUCCESS',
    importOptions: options.echo,
    description: 'Import process complete.',
    importCount: count,
    conflicts,
    rejectedIndexes: [],
    responseType: 'ImportSummary',
  };
}

function isConflict(item: Registration | Conflict): item is Conflict {
  return 'value' in item;
}

const CONSTRAINT =
  'jakarta.persistence.PersistenceException: org.hibernate.exception.ConstraintViolationException: could not execute statement';

/** 2.43 fails as a whole for one bad period (transcript 262). */
function invalidPeriod(text: string): string {
  const reason = `expected a digit at position 0 but found: \`${text[0] ?? ''}\``;
  return `java.lang.IllegalArgumentException: Invalid Period \`${text}\`, ${reason}`;
}

const read = (context: Context, period: string | boolean | undefined) =>
  context.periods.read(period === undefined ? undefined : String(period));

function resolved(context: Context, user: User, options: ImportOptions, item: Given): Registration | Conflict {
  const { metadata } = context;
  const { idSchemes } = options;
  const id = (name: string, collection: string, scheme: keyof typeof idSchemes): string | undefined => {
    const text = item[name];
    return text === undefined ? undefined : metadata.resolve(collection, idSchemes[scheme], String(text));
  };
  const refusal = (name: string, value: string): Conflict =>
    item[name] === undefined ? { value } : { object: String(item[name]), value };
  const dataSet = id('dataSet', 'dataSets', 'dataSet');
  if (dataSet === undefined) return refusal('dataSet', 'Data set not found or not accessible');
  const period = read(context, item['period'])?.id;
  if (period === undefined) return refusal('period', 'Period not valid');
  const orgUnit = metadata.typed.orgUnits.get(id('organisationUnit', 'organisationUnits', 'orgUnit') ?? '');
  if (orgUnit === undefined) return refusal('organisationUnit', 'Organisation unit not found or not accessible');
  if (!inHierarchy(user, orgUnit.path)) {
    return refusal('organisationUnit', `Organisation unit is not in hierarchy of user: ${user.username}`);
  }
  const named = item['attributeOptionCombo'] !== undefined;
  const combo = id('attributeOptionCombo', 'categoryOptionCombos', 'attributeOptionCombo');
  if (named && combo === undefined)
    return refusal('attributeOptionCombo', 'Attribute option combo not found or not accessible');
  return {
    dataSet,
    period,
    orgUnit: orgUnit.id,
    attributeOptionCombo: combo ?? metadata.typed.defaultCombo,
    date: String(item['date'] ?? isoDate(context.clock.now())).slice(0, 10),
    storedBy: String(item['storedBy'] ?? user.username),
    completed: item['completed'] !== false,
  };
}
