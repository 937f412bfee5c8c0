import type { FastifyInstance } from 'fastify';
import { localDateTime } from '../clock';
import type { Context } from '../context';
import { searchParameters } from '../http/paths';
import { bodyText } from '../http/request-body';
import { userOf } from '../http/signed-in';
import { refuse, webMessage } from '../http/web-message';
import type { MetadataObject } from '../metadata/model';
import { newUid } from '../metadata/uid';
import { parseFields } from '../reads/fields';
import { pageOf } from '../reads/paging';
import { Projector } from '../reads/project';

interface Reference {
  readonly id: string;
}

/** A message as it is sent. */
interface Sent {
  readonly subject?: string;
  readonly text?: string;
  readonly users?: readonly Reference[];
  readonly userGroups?: readonly Reference[];
  readonly attachments?: readonly Reference[];
}

/** A message that was sent, with the ids of those who got it. */
interface Conversation extends MetadataObject {
  readonly recipients: readonly string[];
}

const MAX_SUBJECT_LENGTH = 255;

/** `/api/messageConversations`: any signed-in user may send (transcripts 1307-1320), and reads what was sent to them. */
export function addMessageRoutes(app: FastifyInstance, context: Context): void {
  app.post('/api/messageConversations', async (request, reply) => {
    const { id: sender } = userOf(request);
    const sent = JSON.parse(bodyText(request.body as Buffer)) as Sent;
    const recipients = recipientsOf(context, sent);
    const attachments = attachmentsOf(context, sent);
    if ((sent.subject?.length ?? 0) > MAX_SUBJECT_LENGTH) {
      throw refuse(409, `ERROR: value too long for type character varying(${MAX_SUBJECT_LENGTH})`);
    }
    const id = newUid();
    const created = localDateTime(context.clock.now());
    const message = { id: newUid(), text: sent.text ?? '', created, sender: { id: sender }, attachments };
    const conversation = { id, subject: sent.subject ?? '', created, recipients, messages: [message] };
    await context.documents.put('message', id, conversation);
    for (const file of attachments) await context.files.assign(file.id);
    void reply.header('location', `${context.origin()}/api/messageConversations/${id}`);
    return reply.code(201).send(webMessage(201, 'Message conversation created'));
  });

  app.get('/api/messageConversations', (request) => {
    const user = userOf(request);
    const query = searchParameters(request.raw.url ?? '');
    const own = context.documents
      .list<Conversation>('message')
      .map(([, conversation]) => conversation)
      .filter(({ recipients }) => recipients.includes(user.id))
      .reverse();
    const { pager, items } = pageOf(own, query, `${context.origin()}/api/messageConversations`);
    const fields = parseFields(query.get('fields') ?? 'id,displayName');
    const projector = new Projector(context, user);
    return {
      pager,
      messageConversations: items.map((item) => projector.project(item, 'messageConversations', fields)),
    };
  });

  app.get<{ Params: { id: string; message: string; file: string } }>(
    '/api/messageConversations/:id/:message/attachments/:file',
    (request, reply) => {
      const { id, file: fileId } = request.params;
      const file = context.files.get(fileId);
      const conversation = context.documents.get<Conversation>('message', id);
      if (file === undefined || conversation?.recipients.includes(userOf(request).id) !== true) {
        throw refuse(404, `FileResource with id ${fileId} could not be found.`, { errorCode: 'E1005' });
      }
      return reply.type(file.contentType).send(Buffer.from(file.content, 'base64'));
    },
  );
}

/** @throws Refusal 404 for a group that is not there (1309), 409 if nobody would get the message (1310, 1317). */
function recipientsOf({ metadata }: Context, { users = [], userGroups = [] }: Sent): readonly string[] {
  const members = userGroups.flatMap(({ id }) => {
    const group = metadata.get('userGroups', id);
    if (group === undefined) throw refuse(404, `UserGroup with id ${id} could not be found.`, { errorCode: 'E1005' });
    return ((group['users'] ?? []) as readonly Reference[]).map((user) => user.id);
  });
  const recipients = [...new Set([...users.map(({ id }) => id), ...members])];
  if (recipients.length === 0) throw refuse(409, 'No recipients selected.', { errorCode: 'E1004' });
  return recipients;
}

/** @throws Refusal 409 for a file that is not there, or that another message has (1311, 1312). */
function attachmentsOf({ files }: Context, { attachments = [] }: Sent): readonly MetadataObject[] {
  return attachments.map(({ id }) => {
    const file = files.get(id);
    if (file === undefined) throw refuse(409, `Attachment '${id}' not found.`, { errorCode: 'E1004' });
    if (file.assigned || file.domain !== 'MESSAGE_ATTACHMENT') {
      throw refuse(409, `Attachment '${id}' is already used or not a valid attachment.`, { errorCode: 'E1004' });
    }
    const { name, contentType, contentLength } = file;
    return { id, name, contentType, contentLength };
  });
}
