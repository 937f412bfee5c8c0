import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { formFile } from '../http/multipart';
import { queryParameters } from '../http/paths';
import { userOf } from '../http/signed-in';
import { refuse, webMessage } from '../http/web-message';
import { newUid } from '../metadata/uid';
import type { FileResource } from '../store/file-resources';

/** Types that are refused (source: `FileResourceBlocklist`), HTML among them (transcript 1306). */
const REFUSED = /^text\/(html|css|javascript)$|^application\/(javascript|octet-stream)$/;

/** `/api/fileResources`: what values and messages are attached to (transcripts 927, 1305, 1306, 1319). */
export function addFileRoutes(app: FastifyInstance, context: Context): void {
  app.post('/api/fileResources', async (request, reply) => {
    const { username } = userOf(request);
    const { domain = 'DATA_VALUE', uid } = queryParameters(request.raw.url ?? '');
    const file = formFile(request.body as Buffer, request.headers['content-type'] ?? '', 'file');
    if (file === undefined || file.content.length === 0) {
      throw refuse(409, 'Could not read file or file is empty.', { errorCode: 'E1004' });
    }
    if (REFUSED.test(file.contentType)) throw refuse(409, 'File type not allowed', { errorCode: 'E6101' });
    const upload = { ...file, id: uid ?? newUid(), domain, createdBy: username };
    const kept = await context.files.add(upload, context.clock.now());
    const external = context.traits.line === '2.42' ? { external: false } : {};
    const sharing = { owner: userOf(request).id, ...external, public: '--------' };
    const fileResource = described(context, kept, { sharing, storageStatus: 'PENDING' });
    return reply
      .code(202)
      .send(webMessage(202, undefined, { response: { responseType: 'FileResource', fileResource } }));
  });

  app.get<{ Params: { id: string } }>('/api/fileResources/:id', (request) => {
    const { id } = request.params;
    const file = context.files.get(id);
    if (file === undefined) throw refuse(404, `FileResource with id ${id} could not be found.`, { errorCode: 'E1005' });
    return described(context, file, { sharing: {}, storageStatus: 'STORED' });
  });
}

type Json = Readonly<Record<string, unknown>>;

function described(
  { metadata }: Context,
  file: FileResource,
  { sharing, storageStatus }: { readonly sharing: Json; readonly storageStatus: string },
): Json {
  const user = metadata.typed.usersByName.get(file.createdBy);
  const person = {
    id: user?.id,
    code: user?.code ?? null,
    name: user?.name,
    displayName: user?.name,
    username: file.createdBy,
  };
  const { id, name, contentType, contentLength, contentMd5, domain, created, assigned } = file;
  return {
    id,
    name,
    displayName: name,
    created,
    lastUpdated: created,
    createdBy: person,
    lastUpdatedBy: person,
    user: person,
    translations: [],
    favorites: [],
    favorite: false,
    attributeValues: [],
    sharing: { ...sharing, users: {}, userGroups: {} },
    contentType,
    contentLength,
    contentMd5,
    assigned,
    domain,
    hasMultipleStorageFiles: false,
    storageStatus,
  };
}
