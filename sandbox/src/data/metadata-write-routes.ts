import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { queryParameters } from '../http/paths';
import { importText } from '../http/request-body';
import { requireAuthority, userOf } from '../http/signed-in';
import { refuse, webMessage } from '../http/web-message';
import { COLLECTIONS } from '../metadata/collections';
import type { MetadataExport } from '../metadata/metadata';
import type { MetadataObject } from '../metadata/model';

/** Writing metadata, as far as tests need it to bring their own: all or nothing, kept until the server ends. */
export function addMetadataWriteRoutes(app: FastifyInstance, context: Context): void {
  app.post('/api/metadata', (request) => {
    requireAuthority(userOf(request), 'F_METADATA_IMPORT', context.traits.line);
    const body = JSON.parse(importText(request.body as Buffer)) as MetadataExport;
    const objects = Object.entries(body).flatMap(([collection, list]) =>
      Array.isArray(list) ? (list as readonly MetadataObject[]).map(({ id }) => ({ collection, id })) : [],
    );
    const known = objects.filter(({ collection, id }) => context.metadata.get(collection, id) !== undefined).length;
    const deletes = queryParameters(request.raw.url ?? '')['importStrategy'] === 'DELETE';
    if (deletes) for (const { collection, id } of objects) context.metadata.remove(collection, id);
    else context.metadata.put(body);
    const total = objects.length;
    const stats = deletes
      ? { created: 0, updated: 0, deleted: known, ignored: total - known, total }
      : { created: total - known, updated: known, deleted: 0, ignored: 0, total };
    return webMessage(200, undefined, {
      response: { responseType: 'ImportReport', status: 'OK', stats, typeReports: [] },
    });
  });

  for (const [collection, name] of Object.entries(COLLECTIONS)) {
    app.delete<{ Params: { id: string } }>(`/api/${collection}/:id`, (request) => {
      requireAuthority(userOf(request), 'F_METADATA_IMPORT', context.traits.line);
      const { id } = request.params;
      if (context.metadata.remove(collection, id)) {
        return webMessage(200, undefined, { response: { responseType: 'ObjectReport', uid: id, errorReports: [] } });
      }
      throw refuse(404, `${name} with id ${id} could not be found.`, { errorCode: 'E1005' });
    });
  }

  app.post('/api/maintenance', async (request, reply) => {
    requireAuthority(userOf(request), 'F_PERFORM_MAINTENANCE', context.traits.line);
    if (queryParameters(request.raw.url ?? '')['softDeletedDataValueRemoval'] === 'true') await context.values.purge();
    return reply.code(204).send();
  });
}
