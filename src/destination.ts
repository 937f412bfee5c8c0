import { getHeapStatistics } from 'node:v8';
import { stateLine } from './airbyte/emit-state';
import { connectorConfig } from './airbyte/protocol';
import { check, type CheckResult } from './commands/check/check';
import { destinationCatalog } from './commands/discover/discover';
import type { Config } from './config/config';
import { CheckpointLedger } from './core/account/checkpoint-ledger';
import { Checkpoints } from './core/account/checkpoints';
import { Completions, type CompletionPorts } from './core/account/completion/completions';
import { HeldBytes, heldLimit } from './core/account/held-bytes';
import { Intake } from './core/account/intake';
import { RejectionLimit } from './core/account/rejection-limit';
import { RepeatedCells } from './core/account/repeated-cells';
import { settleStep, type SettlingPorts } from './core/account/settling';
import { SyncReport } from './core/account/sync-report';
import { Delivery, type DeliverySurroundings } from './core/delivery/delivery';
import { Doubts } from './core/delivery/doubt/doubts';
import { Traffic } from './core/delivery/evidence/traffic';
import { Witness } from './core/delivery/evidence/witness';
import { logShrinking, RequestSize } from './core/delivery/pace/request-size';
import { PeriodGate } from './core/delivery/period-gate';
import { explainRefusal } from './core/mapping/preflight/explain';
import { announceStreams } from './core/mapping/streams/announce-streams';
import { openStreams, type OpenStreams } from './core/mapping/streams/incoming-streams';
import type { ConfiguredCatalog } from './core/model/catalog';
import type { DataValue } from './core/model/data-value';
import type { Incoming } from './core/model/incoming';
import { MOST_HELD } from './core/model/most-held';
import type { Clock, Emit, Log } from './core/model/ports';
import { abortedWith } from './core/model/waiting';
import { isImportSummary } from './dhis2/answer-schema';
import { GuardedSend } from './dhis2/calendar/guarded-send';
import { createReaders, type Readers } from './dhis2/cells/readers';
import { scratchFiles } from './disk/scratch-files';
import { createClient, type Client } from './dhis2/client';
import { lookAround, type Found } from './dhis2/look-around';
import { runPipeline, type Pipeline } from './pipeline';
import { fileId } from './report/folder';
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
  const rejectedFile = openRejectedFile(job, around);
  const found = await lookAround(client, config.core, log);
  if (dryRun) log('INFO', 'Dry run: DHIS2 judges the values and stores none; no state is given back.');
  announceStreams(catalog, config.core, log);
  const readers = createReaders({ ...found, client, clock: around.clock, log });
  const { pipeline, close } = assemble(job, { ...around, ...found, client, readers, rejectedFile });
  let failed = true;
  try {
    await runPipeline(pipeline);
    failed = false;
  } finally {
    close(failed);
    rejectedFile?.close();
  }
}

function openRejectedFile({ config, log }: WriteJob, { clock, random }: Circumstances): RejectedFile | undefined {
  const { reportsDir: folder, core } = config;
  if (!folder) return undefined;
  return new RejectedFile({ folder, id: fileId(clock.now(), random), log, completes: core.completion !== 'never' });
}

/** What the parts are built of. */
interface Surroundings extends Circumstances, Found {
  readonly client: Client;
  /** What reads what DHIS2 holds. */
  readonly readers: Readers;
  readonly rejectedFile: RejectedFile | undefined;
}

interface Assembly {
  readonly pipeline: Pipeline;
  /** Logs the summary. */
  readonly close: (failed: boolean) => void;
}

/** What is built of what. */
function assemble(job: WriteJob, around: Surroundings): Assembly {
  const { config, catalog, log, input } = job;
  const { clock } = around;
  const abort = abortedWith(job.signal);
  const { report, ledger } = openAccount(job, around);
  const limit = new RejectionLimit(ledger, report.tally, config.core.maxRejectedPercent);
  const gate = new PeriodGate();
  const { completions, checkpoints, held } = openRelease(job, around, { ledger, limit, gate, abort });
  const { metadata, version } = around;
  const streams = openStreams({ catalog, core: config.core, metadata, version, log });
  const settling = { ledger, completions, report, ...inWords(streams, around) };
  const delivery = openDelivery(job, around, {
    gate,
    heldElsewhere: () => held.besideValues,
    onStep: (step, payload) => {
      settleStep(step, payload, settling);
      if (step.settled.length > 0) checkpoints.advance().catch((error: unknown) => abort.abort(error));
    },
    onFailure: (reason) => abort.abort(reason),
  });
  const { intake, repeated } = openIntake(job, around, { ledger, completions, delivery, streams });
  const onTick = (): void => {
    report.progress(ledger, clock.now());
    limit.whileRunning();
  };
  return {
    pipeline: {
      ...{ input, intake, delivery, ledger, checkpoints, completions, held, clock, abort, onTick },
      onEnd: () => limit.atEnd(),
    },
    close: (failed) => {
      if (failed && !intake.hasBegun) return;
      report.close(ledger, completions.counts, clock.now());
      repeated.close(log);
    },
  };
}

interface Release {
  readonly completions: Completions;
  readonly checkpoints: Checkpoints;
  readonly held: HeldBytes;
}

/** What lets states go, and registers the completions that they wait for. */
function openRelease(
  job: WriteJob,
  around: Surroundings,
  {
    ledger,
    limit,
    gate,
    abort,
  }: {
    readonly ledger: CheckpointLedger;
    readonly limit: RejectionLimit;
    readonly gate: PeriodGate;
    readonly abort: AbortController;
  },
): Release {
  const { emit, dryRun } = job;
  const maxHeld = heldLimit(getHeapStatistics().heap_size_limit);
  const completions: Completions = openCompletions(job, around, {
    spans: ledger.spans,
    gate,
    maxGroups: Math.round((MAX_GROUPS * maxHeld) / MOST_HELD),
    onProgress: () => void checkpoints.advance().catch((error: unknown) => abort.abort(error)),
    onFailure: (reason) => abort.abort(reason),
  });
  const checkpoints = new Checkpoints(ledger, {
    judge: () => limit.whileRunning(),
    wake: () => completions.wake(),
    emit: async (states) => {
      if (!dryRun) await Promise.all(states.map((state) => emit(stateLine(state))));
    },
  });
  const held = new HeldBytes(maxHeld, {
    rows: () => ledger.keptBytes,
    states: () => ledger.stateBytes,
    completions: () => completions.bytes,
  });
  return { completions, checkpoints, held };
}

/** How refused values are named and explained. */
function inWords(
  { describe }: OpenStreams,
  { metadata, version, clock }: Surroundings,
): Pick<SettlingPorts, 'describe' | 'explain'> {
  const context = { metadata, version: version.text, now: () => clock.now() };
  return {
    describe,
    explain: (value, refusal) => explainRefusal(value, refusal, context),
  };
}

interface Account {
  readonly report: SyncReport;
  readonly ledger: CheckpointLedger;
}

/** What keeps count, and tells the log and the file of refused rows. */
function openAccount({ log, dryRun }: WriteJob, around: Surroundings): Account {
  const { clock, version, rejectedFile } = around;
  const keptElsewhere = rejectedFile && { keptElsewhere: rejectedFile.path };
  const report = new SyncReport(log, clock.now(), { dryRun, habits: version.habits, ...keptElsewhere });
  const ledger = new CheckpointLedger((ticket, parts) => {
    report.reject(ticket, parts);
    rejectedFile?.add(ticket, parts);
  });
  return { report, ledger };
}

/** Groups whose completion memory keeps, in a container of 256 MiB: 60 MB at most (docs/completion.md). */
const MAX_GROUPS = 300_000;

type CompletionListeners = Pick<CompletionPorts, 'spans' | 'maxGroups' | 'onProgress' | 'onFailure'>;

/** What registers data sets as complete. */
function openCompletions(
  { config: { core }, log, dryRun }: WriteJob,
  { client: sink, clock, rejectedFile, readers }: Surroundings,
  { gate, ...listeners }: CompletionListeners & { readonly gate: PeriodGate },
): Completions {
  return new Completions({
    sink,
    log,
    clock,
    reader: readers.completions,
    isImportSummary,
    active: !dryRun && core.completion !== 'never',
    openScratch: scratchFiles(),
    gate: {
      enter: (periods) => gate.enter({ values: [...periods].map((period) => ({ period })) }),
      introduce: (period) => gate.introduce(period),
    },
    onWithheld: (registration) => rejectedFile?.complete(registration),
    ...listeners,
  });
}

interface IntakeParts extends Pick<Account, 'ledger'> {
  readonly completions: Completions;
  readonly delivery: Delivery;
  readonly streams: OpenStreams;
}

/** What takes messages in, and sees the rows that name a cell again. */
function openIntake(
  { config: { core } }: WriteJob,
  { clock, rejectedFile }: Surroundings,
  { streams, ...parts }: IntakeParts,
): { readonly intake: Intake; readonly repeated: RepeatedCells } {
  const repeated = new RepeatedCells({
    strategy: core.importStrategy,
    isUnsent: (value) => parts.delivery.isUnsent(value),
    describe: streams.describe,
  });
  const intake = new Intake({
    ...parts,
    clock,
    streamOf: streams.streamOf,
    onValue: (value) => repeated.see(value),
    keepLines: rejectedFile !== undefined,
  });
  return { intake, repeated };
}

type Listeners = Required<Pick<DeliverySurroundings, 'onStep' | 'onFailure' | 'heldElsewhere' | 'gate'>>;

/** The way to DHIS2. */
function openDelivery(job: WriteJob, around: Surroundings, listeners: Listeners): Delivery {
  const { config, log, dryRun } = job;
  const { client, clock, random, metadata, version, readers } = around;
  const { maxValuesPerRequest, maxConcurrentRequests, requestShape, importStrategy } = config.core;
  const judging = {
    habits: version.habits,
    strategy: importStrategy,
    vanishes: (value: DataValue) => metadata.vanishes(value),
    isImportSummary,
  };
  const limits = { maxValues: maxValuesPerRequest, maxRequests: maxConcurrentRequests };
  return new Delivery({
    ...judging,
    send: guarded(
      (payload, patience) => (dryRun ? client.dryRun(payload, patience) : client.send(payload, patience)),
      around,
      log,
    ),
    stores: !dryRun,
    proven: () => client.proven(),
    pace: new RequestSize(limits, logShrinking(log)),
    doubts: new Doubts(),
    reader: readers.cells,
    shape: requestShape,
    traffic: new Traffic(),
    witness: new Witness({
      judging,
      dryRun: (payload) => client.dryRun(payload),
      reader: readers.cells,
      grouped: requestShape === 'grouped',
      neighbours: (value) => cellsBeside(value, metadata),
    }),
    clock,
    log,
    random,
    ...listeners,
  });
}

/** The other cells of the value's form: the same org unit and period, each element of the data set. */
function cellsBeside(value: DataValue, metadata: Found['metadata']): readonly DataValue[] {
  const elements = metadata.dataSetOf(value.dataSet)?.elements ?? new Map<never, never>();
  return [...elements].flatMap(([{ uid, categoryCombo }, combo]) =>
    [...((combo ?? categoryCombo)?.optionCombos ?? [])].map((categoryOptionCombo) => ({
      ...value,
      dataElement: uid,
      categoryOptionCombo,
    })),
  );
}

/** The same, but a server that counts in another calendar is asked for the days of a period before its first value. */
function guarded(send: Client['send'], { client, metadata, version }: Surroundings, log: Log): Client['send'] {
  const calendar = metadata.localCalendar;
  if (!calendar) return send;
  const guard = new GuardedSend(send, { client, calendar, habits: version.habits, isImportSummary, log });
  return (payload, patience) => guard.send(payload, patience);
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
