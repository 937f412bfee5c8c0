import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { OutsideClient } from './auth/outside-issuer';
import { isPublicPath } from './auth/public-paths';
import { SignIns } from './auth/sign-ins';
import { Clock } from './clock';
import { Life } from './context';
import type { Context } from './context';
import { addApprovalRoutes } from './data/approval-routes';
import { addFileRoutes } from './data/file-routes';
import { addMessageRoutes } from './data/message-routes';
import { addDataStoreRoutes } from './data/data-store-routes';
import { addSingleValueRoutes } from './data/single-value-routes';
import { addImportRoutes } from './data/import-routes';
import { addTaskRoutes, ImportTasks } from './data/import-tasks';
import { addMetadataWriteRoutes } from './data/metadata-write-routes';
import { addRegistrationRoutes } from './data/registration-routes';
import { addValueSetRoutes } from './data/value-set-routes';
import { noFaults } from './faults';
import type { Faults } from './faults';
import { GroupedWriter } from './imports/grouped-writer';
import { createServer } from './http/server';
import { withKnownTypes } from './metadata/known-types';
import { Metadata, readMetadata } from './metadata/metadata';
import type { MetadataExport } from './metadata/metadata';
import { PeriodReader } from './periods/period';
import { addMetadataRoutes } from './reads/metadata-routes';
import { addAnalyticsRoutes } from './reads/analytics-routes';
import { addSystemRoutes, systemSetting } from './reads/system-routes';
import { RequestLog } from './request-log';
import type { RequestEntry } from './request-log';
import { ApprovalStore } from './store/approvals';
import { AuditStore } from './store/audits';
import { DataValueStore } from './store/data-values';
import type { StoredValue } from './store/data-values';
import { openDatabase } from './store/database';
import type { Database } from './store/database';
import { DocumentStore } from './store/documents';
import { FileStore } from './store/file-resources';
import { PeriodStore } from './store/periods';
import { RegistrationStore } from './store/registrations';
import type { Registration } from './store/registrations';
import { EMPTY_VALUES, SCHEMA } from './store/schema';
import { versionTraits } from './version';

/** How to start a sandbox. */
export interface SandboxOptions {
  /** `2.41`, `2.42` or `2.43`, or any version of those lines. */
  readonly version: string;
  /** Version that `/api/system/info` tells instead of the recorded one. */
  readonly reportedVersion?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Path under which all of it lives, such as `/dhis`; none by default. */
  readonly contextPath?: string;
  /** Key and certificate (PEM), to be reached by https. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Folder for the database; in memory by default. */
  readonly dataDir?: string;
  /** A PostgreSQL server to keep the data in. */
  readonly databaseUrl?: string;
  /** A metadata export, or the path of one. */
  readonly metadata: MetadataExport | string;
  /** What time it is at the start; the machine's by default. */
  readonly now?: Date | string;
  /** Passwords by username, for users whose metadata has none. */
  readonly passwords?: Readonly<Record<string, string>>;
  /** Clients of the outside identity provider under `/idp`, by client id. */
  readonly outsideClients?: Readonly<Record<string, OutsideClient>>;
  /** The system setting `keyCalendar`: `iso8601` (default), `ethiopian` or `nepali`. */
  readonly calendar?: string;
  /** Whether the request log keeps the cells of each import. */
  readonly logCells?: boolean;
}

/** A DHIS2 that answers as DHIS2 does, for the part of the Web API that the connector uses. */
export interface Sandbox {
  /** Its address, without a trailing slash; it stays the same over restarts. */
  readonly url: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly metadata: Metadata;
  /** The requests so far, the oldest first. */
  readonly requests: readonly RequestEntry[];
  /** Forgets the requests so far. */
  clearRequests(): void;
  /** All data values, deleted ones left out unless asked for. */
  values(options?: { readonly includeDeleted?: boolean }): Promise<readonly StoredValue[]>;
  /** All registrations of complete data sets. */
  registrations(): Promise<readonly Registration[]>;
  /** Empties what was imported, takes back all faults and forgets the requests; the server stays up. */
  reset(): Promise<void>;
  /** Drops all connections and stops listening at once; imports stop where they are. */
  kill(): Promise<void>;
  /** Listens again after a kill, or kills first; sessions and signing keys are new. */
  restart(): Promise<void>;
  /** Names the periods of an Ethiopian or Nepali server as if they were Gregorian, as its upgrade to 2.43 does. */
  renamePeriods(): Promise<void>;
  /** Makes all access tokens invalid at once; refresh tokens too if asked for. */
  voidTokens(options?: { readonly refreshTokens?: boolean }): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a sandbox.
 * @throws Error If the version was not recorded.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  versionTraits(options.version);
  const db = await openDatabase(options);
  await db.exec(SCHEMA);
  const documents = new DocumentStore(db);
  await documents.load();
  if (options.calendar !== undefined) await documents.put('systemSetting', 'keyCalendar', { value: options.calendar });
  const running = new RunningSandbox(db, documents, options);
  await running.listen(options.port ?? 0);
  return running;
}

class RunningSandbox implements Sandbox {
  readonly clock: Clock;
  readonly faults = noFaults();
  readonly metadata: Metadata;
  readonly #db: Database;
  readonly #options: SandboxOptions;
  readonly #context: Context;
  readonly #log = new RequestLog();
  readonly #signIns: SignIns;
  readonly #tasks: ImportTasks;
  readonly #writer: GroupedWriter;
  #app: FastifyInstance | undefined;
  #port = 0;

  constructor(db: Database, documents: DocumentStore, options: SandboxOptions) {
    this.#db = db;
    this.#options = options;
    this.clock = new Clock(options.now);
    const traits = versionTraits(options.version);
    this.metadata = new Metadata(withKnownTypes(readMetadata(options.metadata), traits.line));
    this.#context = {
      traits,
      clock: this.clock,
      metadata: this.metadata,
      periods: new PeriodReader(traits.line, () => String(systemSetting(this.#context, 'keyCalendar'))),
      values: new DataValueStore(db),
      knownPeriods: new PeriodStore(db),
      registrations: new RegistrationStore(db),
      approvals: new ApprovalStore(db),
      audits: new AuditStore(db),
      files: new FileStore(documents, this.metadata),
      documents,
      faults: this.faults,
      life: new Life(),
      origin: () => this.url,
    };
    this.#signIns = new SignIns(this.#context, {
      passwords: options.passwords ?? {},
      outsideClients: options.outsideClients ?? {},
    });
    this.#tasks = new ImportTasks(this.#context);
    this.#writer = new GroupedWriter(this.#context);
  }

  get url(): string {
    const { host = '127.0.0.1', tls, contextPath = '' } = this.#options;
    return `${tls === undefined ? 'http' : 'https'}://${host}:${this.#port}${contextPath}`;
  }

  get requests(): readonly RequestEntry[] {
    return this.#log.entries;
  }

  async listen(port: number): Promise<void> {
    this.#app = this.#build();
    await this.#app.listen({ port, host: this.#options.host ?? '127.0.0.1' });
    this.#port = (this.#app.server.address() as AddressInfo).port;
  }

  clearRequests(): void {
    this.#log.clear();
  }

  async values({ includeDeleted = false } = {}): Promise<readonly StoredValue[]> {
    return this.#context.values.select(includeDeleted ? 'true' : 'not deleted', []);
  }

  async registrations(): Promise<readonly Registration[]> {
    return this.#context.registrations.list([...this.metadata.typed.dataSets.keys()], undefined);
  }

  async reset(): Promise<void> {
    await this.#db.exec(EMPTY_VALUES);
    this.#context.knownPeriods.forget();
    this.#context.audits.forget();
    this.#writer.reset();
    Object.assign(this.faults, noFaults());
    this.#log.clear();
  }

  async kill(): Promise<void> {
    this.#context.life.end();
    const app = this.#app;
    this.#app = undefined;
    app?.server.closeAllConnections();
    await app?.close();
  }

  async restart(): Promise<void> {
    await this.kill();
    this.#signIns.restart();
    await this.listen(this.#port);
  }

  renamePeriods(): Promise<void> {
    const { periods, knownPeriods } = this.#context;
    const gregorian = new PeriodReader(this.#context.traits.line);
    return knownPeriods.rename((id) => {
      const period = periods.read(id);
      return (period && gregorian.at(period.type, period.start)?.id) ?? id;
    });
  }

  voidTokens({ refreshTokens = false } = {}): Promise<void> {
    return this.#signIns.voidTokens({ refreshTokens });
  }

  async close(): Promise<void> {
    await this.kill();
    await this.#db.close();
  }

  #build(): FastifyInstance {
    const context = this.#context;
    const { app, entryOf } = createServer({
      context,
      log: this.#log,
      authenticator: this.#signIns.authenticator,
      sessions: this.#signIns.sessions,
      kill: () => void this.kill(),
      tls: this.#options.tls,
      contextPath: this.#options.contextPath ?? '',
      isPublic: (path) => isPublicPath(path, context.traits),
    });
    this.#signIns.addRoutes(app);
    addSystemRoutes(app, context, this.#options.reportedVersion ?? context.traits.version);
    addAnalyticsRoutes(app, context);
    addImportRoutes(app, context, {
      entryOf,
      logCells: this.#options.logCells ?? false,
      tasks: this.#tasks,
      writer: this.#writer,
    });
    addTaskRoutes(app, this.#tasks);
    addValueSetRoutes(app, context);
    addRegistrationRoutes(app, context, this.#writer);
    addSingleValueRoutes(app, context);
    addApprovalRoutes(app, context);
    addFileRoutes(app, context);
    addMessageRoutes(app, context);
    addDataStoreRoutes(app, context);
    addMetadataWriteRoutes(app, context);
    addMetadataRoutes(app, context);
    return app;
  }
}
