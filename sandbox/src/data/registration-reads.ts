import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { searchParameters } from '../http/paths';
import { userOf } from '../http/signed-in';
import { refuse } from '../http/web-message';
import type { User } from '../metadata/model';
import { foreignUnits } from './read-checks';
import { withDescendants } from './read-data-values';
import { valueQuery } from './read-query';

/** `GET /api/completeDataSetRegistrations` (transcripts 256, 1085, 1343-1352). */
export function addRegistrationReads(app: FastifyInstance, context: Context): void {
  app.get('/api/completeDataSetRegistrations', async (request) => {
    const parameters = searchParameters(request.raw.url ?? '');
    const query = valueQuery(context, parameters);
    refuseForeign(context, userOf(request), query.orgUnits);
    // 2.43 finds none by a period of another calendar than ISO 8601 (transcript 1138 of ethiopian, 1147 of nepali).
    if (context.periods.calendar && context.traits.line === '2.43' && parameters.has('period')) return {};
    const found = await context.registrations.list(
      query.dataSets,
      parameters.has('period') ? query.periods : undefined,
    );
    const units = new Set(query.children ? withDescendants(context, query.orgUnits) : query.orgUnits);
    const { from = '', to = '9' } = query;
    const registrations = found.filter(({ orgUnit, period }) => {
      const { start = '', end = '' } = context.periods.read(period) ?? {};
      return units.has(orgUnit) && start >= from && end <= to;
    });
    if (registrations.length === 0) return {};
    const completeDataSetRegistrations = registrations.map(({ orgUnit, ...rest }) => ({
      ...rest,
      organisationUnit: orgUnit,
    }));
    return { completeDataSetRegistrations };
  });
}

/**
 * Asks for no org unit outside the user's tree.
 * @throws Refusal 409 E2012 for the whole question (transcripts 1348-1352).
 */
function refuseForeign(context: Context, user: User, orgUnits: readonly string[]): void {
  const [first] = foreignUnits(context, user, orgUnits);
  if (first === undefined) return;
  const words = context.traits.line === '2.43' ? 'org unit(s)' : 'org unit';
  throw refuse(409, `User is not allowed to view ${words}: \`${first}\``, { errorCode: 'E2012' });
}
