import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { queryParameters } from '../http/paths';
import { importText } from '../http/request-body';
import { requireAuthority, userOf } from '../http/signed-in';
import { refuse, webMessage } from '../http/web-message';
import { COLLECTIONS } from '../metadata/collections';
import type { MetadataExport } from '../metadata/metadata';
import type { MetadataObject } from '../metadata/model';
import { newUid } from '../metadata/uid';
import { classOf, summed, typeReportsOf } from './metadata-report';
import { checkValueTypes } from './value-types';

interface Kind {
  /** As in the Web API: `dataElements`. */
  readonly collection: string;
  /** Name of the class without its package: `DataElement`. */
  readonly name: string;
}

/** Writing metadata, as far as tests need it to bring their own: all or nothing, kept until the server ends. */
export function addMetadataWriteRoutes(app: FastifyInstance, context: Context): void {
  app.post('/api/metadata', (request) => {
    requireAuthority(userOf(request), 'F_METADATA_IMPORT', context.traits.line);
    const body = JSON.parse(importText(request.body as Buffer)) as MetadataExport;
    const objects = Object.entries(body).flatMap(([collection, list]) =>
      Array.isArray(list) ? (list as readonly MetadataObject[]).map(({ id }) => ({ collection, id })) : [],
    );
    if (context.traits.line === '2.43') checkValueTypes(body['dataElements']);
    const deletes = queryParameters(request.raw.url ?? '')['importStrategy'] === 'DELETE';
    const typeReports = typeReportsOf(context, objects, deletes);
    if (queryParameters(request.raw.url ?? '')['importMode'] !== 'VALIDATE') {
      if (deletes) for (const { collection, id } of objects) context.metadata.remove(collection, id);
      else context.metadata.put(body);
    }
    const stats = summed(typeReports.map((report) => report.stats));
    return webMessage(200, undefined, { response: { responseType: 'ImportReport', status: 'OK', stats, typeReports } });
  });

  for (const [collection, name] of Object.entries(COLLECTIONS)) {
    addObjectRoutes(app, context, { collection, name });
  }

  app.post('/api/maintenance', async (request, reply) => {
    requireAuthority(userOf(request), 'F_PERFORM_MAINTENANCE', context.traits.line);
    if (queryParameters(request.raw.url ?? '')['softDeletedDataValueRemoval'] === 'true') await context.values.purge();
    return context.traits.line === '2.43' ? webMessage(200) : reply.code(204).send();
  });
}

/** Making and removing a single object (transcripts 954-966, 1080). */
function addObjectRoutes(app: FastifyInstance, context: Context, kind: Kind): void {
  const { collection, name } = kind;
  const klass = classOf(name);
  const reported = (uid: string, errorReports: readonly object[] = []) => ({
    response: { responseType: 'ObjectReport', uid, klass, errorReports },
  });

  app.post(`/api/${collection}`, (request, reply) => {
    requireAuthority(userOf(request), 'F_METADATA_IMPORT', context.traits.line);
    const object = JSON.parse(importText(request.body as Buffer)) as MetadataObject;
    const id = object.id ?? newUid();
    context.metadata.put({ [collection]: [{ ...object, id }] });
    void reply.header('location', `${context.origin()}/api/${collection}/${id}`);
    return reply.code(201).send(webMessage(201, undefined, reported(id)));
  });

  app.delete<{ Params: { id: string } }>(`/api/${collection}/:id`, async (request, reply) => {
    requireAuthority(userOf(request), 'F_METADATA_IMPORT', context.traits.line);
    const { id } = request.params;
    if (context.metadata.get(collection, id) === undefined) {
      throw refuse(404, `${name} with id ${id} could not be found.`, { errorCode: 'E1005' });
    }
    const holder = await holderOf(context, collection, id);
    if (holder === undefined) {
      context.metadata.remove(collection, id);
      return webMessage(200, undefined, reported(id));
    }
    const message = `Object could not be deleted because it is associated with another object: ${holder}`;
    const report = { message, args: [], mainKlass: klass, errorCode: 'E4030', errorProperties: [] };
    const text = 'One or more errors occurred, please see full details in import report.';
    return reply.code(409).send(webMessage(409, text, { status: 'WARNING', ...reported(id, [report]) }));
  });
}

/** What does not let go of an object: the audit log of data values, or a value, were it marked as deleted. */
async function holderOf(
  { audits, traits, values }: Context,
  collection: string,
  id: string,
): Promise<string | undefined> {
  const part = ({ dataElements: 'dataElement', organisationUnits: 'orgUnit' } as const)[collection];
  if (part === undefined) return undefined;
  if (await audits.names(part, id)) return traits.line === '2.43' ? 'DataValueChangelog' : 'DataValueAudit';
  const column = part === 'dataElement' ? 'data_element' : 'org_unit';
  return (await values.select(`${column} = $1`, [id], 'limit 1')).length > 0 ? 'DataValue' : undefined;
}
