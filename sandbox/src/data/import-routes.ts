import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Context } from '../context';
import { queryParameters, versionPrefix } from '../http/paths';
import { importText } from '../http/request-body';
import { requireAuthority, userOf } from '../http/signed-in';
import { Refusal } from '../http/web-message';
import { xmlMessage } from '../http/xml-answer';
import { importOptions } from '../imports/import-options';
import type { ImportRequest } from '../imports/import-request';
import type { ImportSummary } from '../imports/import-summary';
import { failedImport, legacyImport } from '../imports/legacy-import';
import { UnreadablePayload } from '../imports/payload';
import type { Payload } from '../imports/payload';
import { CategoryColumn, payloadFormat, readPayload } from '../imports/read-payload';
import type { PayloadFormat } from '../imports/read-payload';
import { summaryAnswer } from '../imports/summary-answer';
import type { RequestEntry } from '../request-log';
import { Serial } from '../serial';
import { GroupedImport } from '../imports/grouped-import';
import type { GroupedWriter } from '../imports/grouped-writer';
import type { ImportTasks } from './import-tasks';

/** What the import route needs besides the context. */
export interface ImportParts {
  readonly entryOf: (request: FastifyRequest) => RequestEntry;
  readonly logCells: boolean;
  readonly tasks: ImportTasks;
  readonly writer: GroupedWriter;
}

/** `POST /api/dataValueSets`. */
export function addImportRoutes(app: FastifyInstance, context: Context, parts: ImportParts): void {
  const { line } = context.traits;
  const serial = new Serial();
  const grouped = new GroupedImport(context, parts.writer);
  const imported = (request: ImportRequest): Promise<ImportSummary> =>
    line === '2.43' ? grouped.run(request) : legacyImport(context, request);
  app.post('/api/dataValueSets', async (request, reply) => {
    const user = userOf(request);
    requireAuthority(user, 'F_DATAVALUE_ADD', line);
    const query = queryParameters(request.raw.url ?? '');
    const format = payloadFormat(request.headers['content-type'], line);
    const schemes = format === 'adx' && line !== '2.43' ? { idScheme: 'CODE', ...query } : query;
    const text = importText(request.body as Buffer);
    if (query['async'] === 'true') return parts.tasks.start(importOptions(schemes, {}, line), () => run(text), reply);
    const prefix = versionPrefix(request.originalUrl);
    const answer = summaryAnswer(await run(text), context.traits, prefix);
    void reply.code(answer.code).header('cache-control', 'no-cache, private');
    if (!(request.headers.accept ?? '').startsWith('application/xml')) return reply.send(answer.body);
    return reply.type('application/xml;charset=UTF-8').send(xmlMessage(answer.body as Record<string, unknown>));

    async function run(body: string): Promise<ImportSummary> {
      const payload = readOrFail(body, format, context);
      if (payload instanceof CategoryColumn) return payload.summary(importOptions(schemes, {}, line).echo);
      if (payload instanceof UnreadablePayload) {
        return failedImport(importOptions(schemes, {}, line).echo, payload.message);
      }
      note(parts, request, payload, context);
      const options = importOptions(schemes, payload.parameters, line);
      const work = (): Promise<ImportSummary> =>
        slowly(context, payload, () => imported({ payload, options, user, run: context.life.run }));
      return context.faults.races && line !== '2.41' ? work() : serial.run(work);
    }
  });
}

/** Takes the time that the faults ask for. */
async function slowly(context: Context, payload: Payload, work: () => Promise<ImportSummary>): Promise<ImportSummary> {
  const leastMs = (payload.values.length / 1_000) * context.faults.msPerThousandValues;
  if (leastMs === 0) return work();
  const [summary] = await Promise.all([work(), wait(leastMs)]);
  return summary;
}

function readOrFail(text: string, format: PayloadFormat, context: Context): Payload | UnreadablePayload {
  try {
    return readPayload(text, format, context);
  } catch (error) {
    if (error instanceof UnreadablePayload) return error;
    throw error;
  }
}

function note(parts: ImportParts, request: FastifyRequest, payload: Payload, context: Context): void {
  const entry = parts.entryOf(request);
  entry.values = payload.values.length;
  if (payload.values.length > context.faults.maxValues) {
    throw new Refusal(413, '<html><body><h1>413 Request Entity Too Large</h1></body></html>', {
      'content-type': 'text/html',
    });
  }
  if (!parts.logCells) return;
  entry.cells = payload.values.map((value) =>
    [
      value.dataElement,
      payload.period ?? value.period,
      payload.orgUnit ?? value.orgUnit,
      value.categoryOptionCombo ?? '',
      payload.attributeOptionCombo ?? value.attributeOptionCombo ?? '',
    ].join('/'),
  );
}
