import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { notFound } from '../http/not-found';
import { searchParameters } from '../http/paths';
import { userOf } from '../http/signed-in';
import { refuse } from '../http/web-message';
import { inHierarchy } from '../imports/import-request';
import { COLLECTIONS, UNSHARED } from '../metadata/collections';
import { mayRead } from '../metadata/model';
import type { MetadataObject, User } from '../metadata/model';
import { textOf } from '../metadata/text';
import { parseFields } from './fields';
import { parseFilter } from './filters';
import { OrderedLists } from './ordered-lists';
import { pageOf } from './paging';
import { Projector } from './project';

const CACHE = 'no-cache, private';

/** Lists and single objects of all metadata collections: `/api/dataSets?…`, `/api/dataSets/{id}`. */
export function addMetadataRoutes(app: FastifyInstance, context: Context): void {
  const lists = new OrderedLists(context);
  for (const collection of Object.keys(COLLECTIONS)) {
    app.get(`/api/${collection}`, async (request, reply) => {
      const user = userOf(request);
      const query = searchParameters(request.raw.url ?? '');
      const objects = selected(context, lists.list(collection, query.get('order') ?? undefined), {
        collection,
        query,
        user,
      });
      const projector = new Projector(context, user);
      const fields = parseFields(query.get('fields') ?? 'id,displayName');
      const answer = (items: readonly MetadataObject[]): unknown =>
        items.map((object) => projector.project(object, collection, fields));
      void reply.header('cache-control', CACHE);
      if (query.get('paging') === 'false') return { [collection]: answer(objects) };
      const { pager, items } = pageOf(objects, query, `${context.origin()}/api/${collection}`);
      return { pager, [collection]: answer(items) };
    });

    app.get<{ Params: { id: string } }>(`/api/${collection}/:id`, async (request, reply) => {
      const user = userOf(request);
      const { id } = request.params;
      const object = context.metadata.get(collection, id);
      if (object === undefined || !visible(collection, object, user)) {
        throw refuse(404, `${COLLECTIONS[collection] ?? ''} with id ${id} could not be found.`, { errorCode: 'E1005' });
      }
      const fields = parseFields(searchParameters(request.raw.url ?? '').get('fields') ?? '*');
      void reply.header('cache-control', CACHE);
      return new Projector(context, user).project(object, collection, fields);
    });
  }
  app.get('/api/:collection', (request) => {
    throw notFound(context.traits, request.originalUrl.split('?')[0] ?? '');
  });
}

interface Asked {
  readonly collection: string;
  readonly query: URLSearchParams;
  readonly user: User;
}

/** Those objects of a list that the user may see and that pass the filters. */
function selected(context: Context, list: readonly MetadataObject[], asked: Asked): readonly MetadataObject[] {
  const { query, collection, user } = asked;
  const filters = query.getAll('filter').map((text) => parseFilter(text, context));
  const any = query.get('rootJunction')?.toUpperCase() === 'OR';
  const passes = (object: MetadataObject): boolean =>
    filters.length === 0 || (any ? filters.some((test) => test(object)) : filters.every((test) => test(object)));
  return list.filter((object) => visible(collection, object, user) && withinReach(object, asked) && passes(object));
}

function visible(collection: string, object: MetadataObject, user: User): boolean {
  return UNSHARED.has(collection) || mayRead(user, object.sharing);
}

/** `userOnly` and `withinUserHierarchy` of organisation units (transcripts 422, 423). */
function withinReach(object: MetadataObject, { collection, query, user }: Asked): boolean {
  if (collection !== 'organisationUnits') return true;
  if (query.get('userOnly') === 'true') return user.orgUnits.includes(object.id);
  return query.get('withinUserHierarchy') !== 'true' || inHierarchy(user, textOf(object['path']));
}
