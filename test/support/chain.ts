import { CheckpointLedger } from '../../src/core/account/checkpoint-ledger';
import { Checkpoints } from '../../src/core/account/checkpoints';
import { Completions } from '../../src/core/account/completion/completions';
import { HeldBytes } from '../../src/core/account/held-bytes';
import { MOST_HELD } from '../../src/core/model/most-held';
import { Intake } from '../../src/core/account/intake';
import type { IncomingStream } from '../../src/core/model/record-mapper';
import type { Incoming } from '../../src/core/model/incoming';
import type { Clock, DataValueSink } from '../../src/core/model/ports';
import { settleStep } from '../../src/core/account/settling';
import { SyncReport } from '../../src/core/account/sync-report';
import { isImportSummary } from '../../src/dhis2/answer-schema';
import { scratchFiles } from '../../src/disk/scratch-files';
import type { Pipeline } from '../../src/pipeline';
import { aValue } from './data-values';
import { openTestDelivery, type DeliveryParts } from './delivery';

/** A clock that stands still until it is moved, and wakes sleepers when it is. */
export class StoppedClock implements Clock {
  #now = 1_000_000;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ at: this.#now + ms, wake });
      if (signal) signal.onabort = () => wake();
    });
  }

  /** Moves on by seconds, one at a time, letting everything due run. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      this.#now += 1000;
      const due = this.#sleepers.filter(({ at }) => at <= this.#now);
      this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now);
      for (const { wake } of due) wake();
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    }
  }
}

/** A chain, what came out of it, and the way to cut it short. */
export interface Chain {
  readonly pipeline: Pipeline;
  readonly states: readonly string[];
  readonly abort: AbortController;
}

/** A whole chain around a model, whose rows are their own data values. */
export function openChain(
  dhis2: DataValueSink,
  input: AsyncIterable<readonly Incoming[]>,
  clock: Clock,
  more: Partial<DeliveryParts> = {},
): Chain {
  const states: string[] = [];
  const abort = new AbortController();
  const report = new SyncReport(() => undefined, clock.now());
  const ledger = new CheckpointLedger((ticket, parts) => report.reject(ticket, parts));
  const completions = new Completions({
    sink: dhis2,
    log: () => undefined,
    isImportSummary,
    clock,
    spans: ledger.spans,
    active: false,
    maxGroups: 1000,
    openScratch: scratchFiles(),
    gate: { enter: () => Promise.resolve(() => undefined), introduce: () => undefined },
    onProgress: () => undefined,
    onFailure: () => undefined,
  });
  const checkpoints = new Checkpoints(ledger, {
    emit: (released) => Promise.resolve(void states.push(...released.map(({ text }) => text))),
    wake: () => completions.wake(),
  });
  const delivery = openTestDelivery({
    send: (payload) => dhis2.send(payload),
    habits: '2.42',
    clock,
    onStep: (step, payload) => {
      settleStep(step, payload, { ledger, completions, report });
      checkpoints.advance().catch((error: unknown) => abort.abort(error));
    },
    onFailure: (reason) => abort.abort(reason),
    ...more,
  });
  const stream: IncomingStream = {
    key: 'values',
    compile: () => ({
      description: '',
      parts: {},
      map: (row, record) => ({ values: [aValue({ ...row, record })], refused: [], skipped: [] }),
    }),
  };
  const intake = new Intake({ ledger, delivery, completions, clock, streamOf: () => stream, keepLines: false });
  const nothing = (): void => undefined;
  const ends = { onTick: nothing, onEnd: nothing };
  const held = new HeldBytes(MOST_HELD, {
    rows: () => ledger.keptBytes,
    states: () => ledger.stateBytes,
    completions: () => completions.bytes,
  });
  const pipeline: Pipeline = { input, intake, delivery, ledger, checkpoints, completions, held, clock, abort, ...ends };
  return { pipeline, states, abort };
}

/** A record that is its own data value; name what differs from the usual one. */
export function incomingRecord(data: Readonly<Record<string, unknown>>): Incoming {
  return { kind: 'record', line: 1, stream: 'values', namespace: null, data, raw: '' };
}

/** A STREAM state with that text. */
export function incomingState(text: string): Incoming {
  return { kind: 'state', line: 1, text, state: { type: 'STREAM', stream: { name: 'values', namespace: null } } };
}
