import { stateLine } from './airbyte/emit-state';
import { connectorConfig } from './airbyte/protocol';
import { check, type CheckResult } from './commands/check/check';
import { destinationCatalog } from './commands/discover/discover';
import type { Config } from './config/config';
import { CheckpointLedger } from './core/account/checkpoint-ledger';
import { Checkpoints } from './core/account/checkpoints';
import { Completions } from './core/account/completions';
import { Intake } from './core/account/intake';
import { RejectionLimit } from './core/account/rejection-limit';
import { settleStep } from './core/account/settling';
import { SyncReport } from './core/account/sync-report';
import { logShrinking, RequestSize } from './core/delivery/buffer/batch';
import type { LaneSurroundings } from './core/delivery/lane';
import { LANES, Lanes } from './core/delivery/lanes';
import { PeriodGate } from './core/delivery/period-gate';
import { announceStreams } from './core/mapping/streams/announce-streams';
import { openStreams } from './core/mapping/streams/incoming-streams';
import type { ConfiguredCatalog } from './core/model/catalog';
import type { Incoming } from './core/model/incoming';
import type { Clock, Emit, Log } from './core/model/ports';
import { abortedWith } from './core/model/waiting';
import { isImportSummary } from './dhis2/answer-schema';
import { createClient, type Client } from './dhis2/client';
import { lookAround, type Found } from './dhis2/look-around';
import { runPipeline, type Pipeline } from './pipeline';
import { RejectedFile } from './report/rejected-file';

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

/** The connector behind Airbyte's commands. Failures are thrown as `ConnectorError`. */
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
      const keep: Emit = (line) => {
        rotated = true;
        return emit(line);
      };
      const client = connect({ config, log, emit: keep, retryBudgetMs: 0 }, around);
      const insideAirbyte = process.env['WORKER_JOB_ID'] !== undefined;
      const context = { client, config, log, clock: around.clock, wasRotated: () => rotated, insideAirbyte };
      return check(context).finally(() => client.close());
    },
    discover: () => Promise.resolve(destinationCatalog()),
    write: async (job) => {
      const client = connect(job, around);
      await write(job, client, around).finally(() => client.close());
    },
  };
}

async function write(job: WriteJob, client: Client, around: Circumstances): Promise<void> {
  const { config, catalog, log, dryRun } = job;
  const rejectedFile = config.reportsDir ? new RejectedFile(config.reportsDir, around.clock.now()) : undefined;
  const found = await lookAround(client, config.core, log);
  if (dryRun) log('INFO', 'Dry run: DHIS2 judges the values and stores none; no state is given back.');
  announceStreams(catalog, config.core, log);
  const { pipeline, close } = assemble(job, { ...around, ...found, client, rejectedFile });
  try {
    await runPipeline(pipeline);
  } finally {
    close();
    rejectedFile?.close(log);
  }
}

/** What the parts are built of. */
interface Surroundings extends Circumstances, Found {
  readonly client: Client;
  readonly rejectedFile: RejectedFile | undefined;
}

interface Assembly {
  readonly pipeline: Pipeline;
  /** Logs the summary. */
  readonly close: () => void;
}

/** What is built of what. */
function assemble(job: WriteJob, around: Surroundings): Assembly {
  const { config, catalog, log, input, emit, dryRun } = job;
  const { core } = config;
  const { client, clock, metadata, version, rejectedFile } = around;
  const abort = abortedWith(job.signal);
  const keptElsewhere = rejectedFile && { keptElsewhere: rejectedFile.path };
  const report = new SyncReport(log, clock.now(), { dryRun, habits: version.habits, ...keptElsewhere });
  const ledger = new CheckpointLedger((ticket, parts) => {
    report.reject(ticket, parts);
    rejectedFile?.add(ticket, parts);
  });
  const limit = new RejectionLimit(ledger, report.tally, core.maxRejectedPercent);
  const completions = new Completions(ledger, { sink: client, log, isImportSummary, dryRun });
  const checkpoints = new Checkpoints(ledger, {
    emit: async (states) => {
      limit.whileRunning();
      if (!dryRun) await Promise.all(states.map((state) => emit(stateLine(state))));
    },
    complete: (registrations) => completions.complete(registrations),
  });
  const { streamOf, describe } = openStreams({ catalog, core, metadata, version, log });
  const settling = { ledger, completions, report, describe };
  const lanes = openLanes(job, around, {
    onStep: (step, payload) => {
      settleStep(step, payload, settling);
      if (step.settled.length > 0) checkpoints.advance().catch((error: unknown) => abort.abort(error));
    },
    onEnd: (failure) => failure && abort.abort(failure.reason),
  });
  const intake = new Intake({ ledger, lanes, completions, clock, streamOf, keepLines: rejectedFile !== undefined });
  const onTick = (): void => {
    report.progress(ledger, clock.now());
    limit.whileRunning();
  };
  return {
    pipeline: { input, intake, lanes, ledger, checkpoints, clock, abort, onTick, onEnd: () => limit.atEnd() },
    close: () => report.close(ledger, completions.counts, clock.now()),
  };
}

/** The way to DHIS2. */
function openLanes(job: WriteJob, around: Surroundings, listeners: Pick<LaneSurroundings, 'onStep' | 'onEnd'>): Lanes {
  const { config, log, dryRun } = job;
  const { client, clock, random, metadata, version } = around;
  const { maxValuesPerRequest, maxConcurrentRequests, requestShape, importStrategy } = config.core;
  return new Lanes(
    {
      send: (payload) => (dryRun ? client.dryRun(payload) : client.send(payload)),
      proven: () => client.proven(),
      gate: new PeriodGate(),
      size: new RequestSize(maxValuesPerRequest, logShrinking(log)),
      shape: requestShape,
      habits: version.habits,
      strategy: importStrategy,
      vanishes: (value) => metadata.vanishes(value),
      isImportSummary,
      traffic: { sequence: 0, lastAccepted: 0 },
      clock,
      random,
      ...listeners,
    },
    Math.min(LANES, maxConcurrentRequests),
  );
}

type ConnectOptions = Pick<WriteJob, 'config' | 'log' | 'emit'> & {
  readonly signal?: AbortSignal;
  readonly retryBudgetMs?: number;
};

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
