import type { FastifyInstance, FastifyReply } from 'fastify';
import { localDateTime } from '../clock';
import type { Context } from '../context';
import { webMessage } from '../http/web-message';
import type { ImportOptions } from '../imports/import-options';
import type { ImportSummary } from '../imports/import-summary';
import { newUid } from '../metadata/uid';

/** An import that runs later. */
interface Task {
  readonly startsMs: number;
  readonly work: () => Promise<ImportSummary>;
  summary: ImportSummary | undefined;
  finished: Date | undefined;
}

/** How long after the answer an asynchronous import starts: 3 to 18 s were seen. */
const START_DELAY_MS = 20_000;

/** Imports with `async=true`: they start some seconds later by the server's clock, when somebody asks for them. */
export class ImportTasks {
  readonly #context: Context;
  readonly #tasks = new Map<string, Task>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Takes an import on and answers with the task (transcript 279). */
  start(options: ImportOptions, work: () => Promise<ImportSummary>, reply: FastifyReply): FastifyReply {
    const id = newUid();
    const now = this.#context.clock.now();
    const name = `DATAVALUE_IMPORT (${now.getTime()})`;
    this.#tasks.set(id, { startsMs: now.getTime() + START_DELAY_MS, work, summary: undefined, finished: undefined });
    const response = {
      name,
      id,
      created: localDateTime(now),
      jobType: 'DATAVALUE_IMPORT',
      jobStatus: 'NOT_STARTED',
      jobParameters: options.echo,
      relativeNotifierEndpoint: `/api/system/tasks/DATAVALUE_IMPORT/${id}`,
      ...(this.#context.traits.line === '2.41' ? {} : { responseType: 'JobConfiguration' }),
    };
    return reply
      .header('location', `${this.#context.origin()}/api/system/tasks/DATAVALUE_IMPORT`)
      .send(webMessage(200, `Initiated ${name}`, { response }));
  }

  /** Notifications of a task, the newest first; none before it is done. */
  async notifications(id: string): Promise<readonly unknown[]> {
    const task = await this.#settled(id);
    if (task?.summary === undefined || task.finished === undefined) return [];
    const { status, importCount } = task.summary;
    const { imported, updated, deleted, ignored } = importCount;
    const counts = `${imported} created, ${updated} updated, ${deleted} deleted, ${ignored} ignored`;
    const uid = newUid();
    const message = `Import complete with status ${status}, ${counts}`;
    const time = localDateTime(task.finished);
    return [{ level: 'INFO', category: 'DATAVALUE_IMPORT', message, completed: true, id: uid, time, uid }];
  }

  /** The summary of a task that is done. */
  async summary(id: string): Promise<ImportSummary | undefined> {
    return (await this.#settled(id))?.summary;
  }

  /** All tasks that are done, with their notifications. */
  async all(): Promise<Readonly<Record<string, readonly unknown[]>>> {
    const entries = await Promise.all(
      [...this.#tasks.keys()].map(async (id) => [id, await this.notifications(id)] as const),
    );
    return Object.fromEntries(entries.filter(([, notifications]) => notifications.length > 0));
  }

  async #settled(id: string): Promise<Task | undefined> {
    const task = this.#tasks.get(id);
    if (task !== undefined && task.summary === undefined && this.#context.clock.ms() >= task.startsMs) {
      task.summary = await task.work();
      task.finished = this.#context.clock.now();
    }
    return task;
  }
}

/** `/api/system/tasks` and `/api/system/taskSummaries` of data value imports. */
export function addTaskRoutes(app: FastifyInstance, tasks: ImportTasks): void {
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    if (request.url.startsWith('/api/system/task')) void reply.header('cache-control', 'no-store');
    return payload;
  });
  app.get('/api/system/tasks/DATAVALUE_IMPORT', async () => tasks.all());
  app.get<{ Params: { id: string } }>('/api/system/tasks/DATAVALUE_IMPORT/:id', async (request) =>
    tasks.notifications(request.params.id),
  );
  app.get<{ Params: { id: string } }>('/api/system/taskSummaries/DATAVALUE_IMPORT/:id', async (request, reply) => {
    const summary = await tasks.summary(request.params.id);
    return summary === undefined ? reply.code(200).send('') : summary;
  });
}
