import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Context } from '../context';
import { queryParameters } from '../http/paths';
import { bodyText } from '../http/request-body';
import { requireAuthority, userOf } from '../http/signed-in';
import { refuse } from '../http/web-message';
import { EntryWindow } from '../imports/entry-window';
import type { User } from '../metadata/model';
import type { Cell } from '../store/data-values';

type Given = Readonly<Record<string, string | undefined>>;

/** `/api/dataValues`: one value at a time, as the data entry app does it (transcripts 437-442). */
export function addSingleValueRoutes(app: FastifyInstance, context: Context): void {
  app.get('/api/dataValues', async (request, reply) => {
    const cell = cellOf(context, queryParameters(request.raw.url ?? ''));
    const [stored] = (await context.values.find([cell])).values();
    void reply.header('cache-control', 'no-cache, no-store, max-age=0, must-revalidate');
    if (stored !== undefined && !stored.deleted) return [stored.value];
    const later = context.traits.line === '2.43';
    throw refuse(later ? 404 : 409, 'Data value does not exist', later ? { errorCode: 'E1005' } : {});
  });

  app.post('/api/dataValues', async (request, reply) => {
    const user = userOf(request);
    requireAuthority(user, 'F_DATAVALUE_ADD', context.traits.line);
    const given = givenValue(request);
    const cell = cellOf(context, given);
    const { value = null, comment = null } = given;
    checkInputPeriods(context, user, { given, cell });
    if (context.traits.line === '2.43' || (await context.values.find([cell])).size > 0)
      await context.audits.note([cell]);
    const content = { value, comment, followUp: false, storedBy: user.username, deleted: false };
    await context.values.upsert([{ ...cell, ...content }], context.clock.now());
    return reply.code(201).send();
  });

  app.delete('/api/dataValues', async (request, reply) => {
    requireAuthority(userOf(request), 'F_DATAVALUE_ADD', context.traits.line);
    const cell = cellOf(context, queryParameters(request.raw.url ?? ''));
    const [stored] = (await context.values.find([cell])).values();
    if (context.traits.line !== '2.43' && stored?.deleted !== false) {
      throw refuse(409, 'Data value cannot be deleted because it does not exist');
    }
    await context.values.markDeleted([cell], context.clock.now());
    await context.audits.note([cell]);
    return reply.code(204).send();
  });
}

function givenValue(request: FastifyRequest): Given {
  const query = queryParameters(request.raw.url ?? '');
  const text = bodyText(request.body as Buffer);
  if (!(request.headers['content-type'] ?? '').includes('json') || text === '') return query;
  const body = JSON.parse(text) as Given;
  return {
    ...query,
    ...body,
    de: body['dataElement'],
    pe: body['period'],
    ou: body['orgUnit'],
    co: body['categoryOptionCombo'],
  };
}

/**
 * Whether the data set is open for the period, if one is named.
 * @throws Refusal 409 E2025 up to 2.42, E8030 from 2.43 on (transcripts 1033, 1034).
 */
function checkInputPeriods(
  context: Context,
  user: User,
  { given, cell }: { readonly given: Given; readonly cell: Cell },
): void {
  const set = context.metadata.typed.dataSets.get(given['ds'] ?? given['dataSet'] ?? '');
  const period = context.periods.read(cell.period);
  if (set === undefined || period === undefined || !new EntryWindow(context).isShut(period, set)) return;
  if (given['force'] === 'true' && user.authorities.includes('ALL')) return;
  if (context.traits.line === '2.43') {
    const message = `Untimely data entry for data set ${set.id} and period(s): \`[${period.id}]\``;
    throw refuse(409, message, { errorCode: 'E8030' });
  }
  const message = `Period: \`${period.id}\` is not open for data set: \`${set.id}\``;
  throw refuse(409, message, { errorCode: 'E2025' });
}

/** The cell that short parameters name. */
function cellOf({ metadata, periods }: Context, given: Given): Cell {
  const { typed } = metadata;
  const period = periods.read(given['pe']);
  const element = typed.dataElements.get(given['de'] ?? '');
  const unit = typed.orgUnits.get(given['ou'] ?? '');
  if (element === undefined)
    throw refuse(409, `Data element not found or not accessible: \`${given['de'] ?? 'null'}\``, { errorCode: 'E1100' });
  if (unit === undefined)
    throw refuse(409, `Organisation unit not found or not accessible: \`${given['ou'] ?? 'null'}\``, {
      errorCode: 'E1102',
    });
  if (period === undefined) throw refuse(409, `Period not valid: \`${given['pe'] ?? 'null'}\``, { errorCode: 'E1101' });
  return {
    dataElement: element.id,
    orgUnit: unit.id,
    period: period.id,
    categoryOptionCombo: given['co'] ?? typed.defaultCombo,
    attributeOptionCombo: given['attributeOptionCombo'] ?? typed.defaultCombo,
  };
}
