import { streamFinder } from './airbyte/catalog';
import { stateLine } from './airbyte/emit-state';
import { connectorConfig } from './airbyte/protocol';
import { RejectedFile } from './report/rejected-file';
import { check, type CheckResult } from './commands/check/check';
import { destinationCatalog } from './commands/discover/discover';
import type { Config } from './config/config';
import { settingsForStream, strayEntries } from './config/streams';
import { RequestSize, type ShrinkListener } from './core/delivery/buffer/batch';
import { CheckpointLedger } from './core/account/checkpoint-ledger';
import { Checkpoints } from './core/account/checkpoints';
import { Completions } from './core/account/completions';
import type { DataValue } from './core/model/data-value';
import { Intake, type IncomingStream } from './core/account/intake';
import type { LaneSurroundings } from './core/delivery/lane';
import { Lanes } from './core/delivery/lanes';
import { compileMapper } from './core/mapping/map-record';
import type { MetadataIndex } from './core/mapping/metadata/metadata-index';
import { PeriodGate } from './core/delivery/period-gate';
import type { CatalogStream, ConfiguredCatalog } from './core/model/catalog';
import type { Incoming } from './core/model/incoming';
import type { Clock, Emit, Log } from './core/model/ports';
import { enforceRejectionLimit } from './core/account/rejection-limit';
import { settleStep } from './core/account/settling';
import { refuseIgnoredStrategy } from './core/delivery/strategy';
import { SyncReport } from './core/account/sync-report';
import type { Dhis2Version } from './core/model/version';
import { isImportSummary } from './dhis2/answer-schema';
import { createClient, type Client } from './dhis2/client';
import { loadMetadata } from './dhis2/metadata/load';
import { runPipeline, type Pipeline } from './pipeline';

/**
 * Requests at once, where the settings allow: two are near the best of every version and lose nothing
 * (test/transcripts/throughput-grid.json).
 */
const LANES = 2;

/** Time and chance, as parameters. */
export interface Circumstances {
  readonly clock: Clock;
  /** From [0, 1). */
  readonly random: () => number;
}

/** One `write`, with all it needs. */
export interface WriteJob {
  readonly config: Config;
  readonly catalog: ConfiguredCatalog;
  /** Stdin; it is opened when the iteration begins, and read on only when the next array is asked for. */
  readonly input: AsyncIterable<readonly Incoming[]>;
  readonly log: Log;
  /** Aborted by SIGTERM or SIGINT: what is in flight is settled, and `write` ends within 9 seconds. */
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** Nothing is stored, and no state leaves. */
  readonly dryRun: boolean;
}

/** The connector behind Airbyte's commands; Failures are thrown as `ConnectorError`. */
export interface Destination {
  /** A sign-in may replace the refresh token, which leaves by a CONTROL message. */
  check(config: Config, log: Log, emit: Emit): Promise<CheckResult>;
  /** @returns A DESTINATION_CATALOG message. */
  discover(config: Config, log: Log): Promise<unknown>;
  write(job: WriteJob): Promise<void>;
}

/** Builds the connector: the one place where edges and core meet. */
export function createDestination(around: Circumstances): Destination {
  return {
    check: async (config, log, emit) => {
      let rotated = false;
      const keep = (line: string): Promise<void> => {
        rotated = true;
        return emit(line);
      };
      const client = connect({ config, log, emit: keep, retryBudgetMs: 0 }, around);
      const insideAirbyte = process.env['WORKER_JOB_ID'] !== undefined;
      try {
        return await check({ client, config, log, clock: around.clock, wasRotated: () => rotated, insideAirbyte });
      } finally {
        client.close();
      }
    },
    discover: () => Promise.resolve(destinationCatalog()),
    write: async (job) => {
      const client = connect(job, around);
      try {
        await write(job, client, around);
      } finally {
        client.close();
      }
    },
  };
}

interface ConnectOptions {
  readonly config: Config;
  readonly log: Log;
  readonly emit: Emit;
  readonly signal?: AbortSignal;
  readonly retryBudgetMs?: number;
}

/** A client whose rotated refresh tokens are given back to Airbyte. */
function connect({ config, log, emit, signal, retryBudgetMs }: ConnectOptions, around: Circumstances): Client {
  return createClient({
    settings: config.connection,
    ...around,
    log,
    ...(signal ? { signal } : {}),
    ...(retryBudgetMs === undefined ? {} : { retryBudgetMs }),
    onRotated: (refreshToken) => {
      const credentials = { ...(config.raw['credentials'] as object), refresh_token: refreshToken };
      return emit(JSON.stringify(connectorConfig({ ...config.raw, credentials }, around.clock.now())));
    },
  });
}

/** What was found out about the server before the first row is read. */
interface Surroundings extends Circumstances {
  readonly client: Client;
  readonly version: Dhis2Version;
  readonly metadata: MetadataIndex;
}

async function write(job: WriteJob, client: Client, around: Circumstances): Promise<void> {
  const { config, log } = job;
  const rejectedFile = config.reportsDir ? new RejectedFile(config.reportsDir, around.clock.now()) : undefined;
  const surroundings = { ...around, ...(await lookAround(client, config, log)) };
  announceStreams(job);
  const { pipeline, closeReport, enforceLimit } = assemble(job, surroundings, rejectedFile);
  try {
    await runPipeline(pipeline);
    enforceLimit();
  } finally {
    closeReport();
    if (rejectedFile?.written)
      log(
        'INFO',
        `The refused rows are in ${rejectedFile.path}: once the cause is fixed, \`write … < ${rejectedFile.path}\` sends them again.`,
      );
    rejectedFile?.close();
  }
}

interface Assembly {
  readonly pipeline: Pipeline;
  /** Logs the summary. */
  readonly closeReport: () => void;
  /** @throws ConfigError If too many rows were refused. */
  readonly enforceLimit: () => void;
}

/** Puts the chain's links together. */
function assemble(job: WriteJob, surroundings: Surroundings, rejectedFile: RejectedFile | undefined): Assembly {
  const { config, log, input, dryRun } = job;
  const { clock } = surroundings;
  const report = new SyncReport(log, clock.now(), { dryRun, habits: surroundings.version.habits });
  const ledger = new CheckpointLedger((ticket, parts) => {
    report.reject(ticket, parts);
    rejectedFile?.add(ticket, parts);
  });
  const enforceLimit = (): void => enforceRejectionLimit(ledger, config.core.maxRejectedPercent);
  const completions = new Completions(ledger, { sink: surroundings.client, log, isImportSummary });
  const checkpoints = openCheckpoints(job, { ledger, completions, enforceLimit });
  const describe = (value: DataValue): string => surroundings.metadata.describe(value);
  const abort = abortedWith(job.signal);
  const lanes = openLanes(surroundings, job, {
    onStep: (step, payload) => {
      settleStep(step, payload, { ledger, completions, report, describe });
      if (step.settled.length > 0) checkpoints.advance().catch((error: unknown) => abort.abort(error));
    },
    onEnd: (failure) => failure && abort.abort(failure.reason),
  });
  const streamOf = incomingStreams(job, surroundings);
  const keepLines = rejectedFile !== undefined;
  const intake = new Intake({ ledger, lanes, completions, clock, streamOf, keepLines });
  const onTick = (): void => {
    report.progress(ledger, clock.now());
    enforceLimit();
  };
  return {
    pipeline: { input, intake, lanes, ledger, checkpoints, clock, abort, onTick },
    closeReport: () => report.close(ledger, completions.counts, clock.now()),
    enforceLimit,
  };
}

/** A controller that the platform's signal aborts too. */
function abortedWith(signal: AbortSignal): AbortController {
  const abort = new AbortController();
  if (signal.aborted) abort.abort(signal.reason);
  else signal.addEventListener('abort', () => abort.abort(signal.reason), { once: true });
  return abort;
}

interface CheckpointLinks extends Pick<Assembly, 'enforceLimit'> {
  readonly ledger: CheckpointLedger;
  readonly completions: Completions;
}

/** In a dry run no state leaves and nothing is completed. */
function openCheckpoints(
  { dryRun, emit }: WriteJob,
  { ledger, completions, enforceLimit }: CheckpointLinks,
): Checkpoints {
  return new Checkpoints(ledger, {
    emit: async (states) => {
      enforceLimit();
      if (!dryRun) await Promise.all(states.map((state) => emit(stateLine(state))));
    },
    complete: async (registrations) => {
      if (!dryRun) await completions.complete(registrations);
    },
  });
}

/** Signs in, and reads the version and the metadata. */
async function lookAround(client: Client, config: Config, log: Log): Promise<Omit<Surroundings, keyof Circumstances>> {
  const version = await client.version();
  if (version.warning) log('WARN', version.warning);
  refuseIgnoredStrategy(config.core.importStrategy, version);
  const me = await client.me();
  const need = { idSchemes: config.core.idSchemes, me };
  const metadata = await loadMetadata((path, params) => client.get(path, params), version.habits, need);
  log('INFO', `Signed in to DHIS2 ${version.text} at ${config.connection.baseUrl} as ${me.username}.`);
  log('INFO', `Found there, by the ids that \`id_schemes\` asks for: ${metadata.summary}.`);
  for (const warning of metadata.warnings) log('WARN', warning);
  return { client, version, metadata };
}

/** Says what the sync modes mean here, and which entries of `streams` are in vain. */
function announceStreams({ config, catalog, log, dryRun }: WriteJob): void {
  if (dryRun) log('INFO', 'Dry run: DHIS2 judges the values and stores none; no state is given back.');
  for (const sentence of strayEntries(config.core.streams, catalog.streams)) log('WARN', sentence);
  const overwriting = catalog.streams.filter(({ syncMode }) => syncMode === 'overwrite').map(({ key }) => key);
  if (overwriting.length === 0) return;
  log(
    'WARN',
    `Sync mode overwrite (${overwriting.join(', ')}): values are updated in DHIS2, none is removed. Rows that leave a view are ` +
      'deleted in DHIS2 by a `deleted` column that is true.',
  );
}

function openLanes(
  { client, version, metadata, clock, random }: Surroundings,
  { config: { core }, dryRun, log }: WriteJob,
  listeners: Pick<LaneSurroundings, 'onStep' | 'onEnd'>,
): Lanes {
  return new Lanes(
    {
      send: (payload) => (dryRun ? client.dryRun(payload) : client.send(payload)),
      gate: new PeriodGate(),
      size: new RequestSize(core.maxValuesPerRequest, announceShrinking(log)),
      shape: core.requestShape,
      habits: version.habits,
      strategy: core.importStrategy,
      vanishes: (value) => metadata.vanishes(value),
      isImportSummary,
      traffic: { sequence: 0, lastAccepted: 0 },
      clock,
      random,
      ...listeners,
    },
    Math.min(LANES, core.maxConcurrentRequests),
  );
}

function announceShrinking(log: Log): ShrinkListener {
  return (values, status, from) => {
    const what = status === 'timeout' ? 'gave no answer within request_timeout_seconds' : `was answered with ${status}`;
    log('WARN', `A request of ${values} values ${what}: it is sent in halves, and later ones carry ${from} at most.`);
  };
}

/** Finds a message's stream; each has the mapper that its settings and its first row make. */
function incomingStreams(
  job: WriteJob,
  surroundings: Surroundings,
): (name: string, ns: string | null) => IncomingStream {
  const find = streamFinder(job.catalog);
  const streams = new Map(job.catalog.streams.map((stream) => [stream, incomingStream(stream, job, surroundings)]));
  return (name, namespace) => streams.get(find(name, namespace))!;
}

function incomingStream(stream: CatalogStream, job: WriteJob, { metadata, version }: Surroundings): IncomingStream {
  const { config, catalog, log } = job;
  const settings = settingsForStream(config.core.streams, stream, catalog.streams);
  return {
    key: stream.key,
    compile: (firstRow) => {
      const columns = [...new Set([...stream.columns, ...Object.keys(firstRow)])];
      const context = { stream: stream.key, settings, columns, core: config.core, metadata, habits: version.habits };
      const mapper = compileMapper(context);
      log('INFO', mapper.description);
      return mapper;
    },
  };
}
