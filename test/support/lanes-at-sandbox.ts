import type { Sandbox } from '../../sandbox/src/sandbox';
import { RequestSize } from '../../src/core/delivery/buffer/batch';
import { CheckpointLedger } from '../../src/core/account/checkpoint-ledger';
import type { DataValue } from '../../src/core/model/data-value';
import { Lanes } from '../../src/core/delivery/lanes';
import type { PeriodGate } from '../../src/core/delivery/period-gate';
import { settleStep } from '../../src/core/account/settling';
import { SyncReport } from '../../src/core/account/sync-report';
import type { Dhis2Habits } from '../../src/core/model/version';
import { isImportSummary } from '../../src/dhis2/answer-schema';
import { createClient } from '../../src/dhis2/client';
import { aValue } from './data-values';
import { fastClock } from './in-process';
import { PASSWORDS } from './sandbox';

/** What a run through lanes of any number is made of. */
export interface LaneRun {
  readonly sandbox: Sandbox;
  readonly habits: Dhis2Habits;
  readonly lanes: number;
  readonly gate: PeriodGate;
  readonly valuesARequest: number;
  readonly random: () => number;
}

/** Sends values through more lanes than the connector opens by itself; resolves with the counts of what became of them. */
export async function sendThroughLanes(run: LaneRun, values: readonly Partial<DataValue>[]): Promise<CheckpointLedger> {
  const { sandbox, habits, gate, random } = run;
  const clock = fastClock(10);
  const client = createClient({
    settings: {
      baseUrl: sandbox.url,
      credentials: { kind: 'basic', username: 'connector', password: PASSWORDS.connector },
      requestTimeoutMs: 600_000,
      maxConcurrentRequests: run.lanes,
      importStrategy: 'CREATE_AND_UPDATE',
    },
    clock,
    random,
    log: () => undefined,
    onRotated: () => Promise.resolve(),
  });
  const report = new SyncReport(() => undefined, 0);
  const ledger = new CheckpointLedger((ticket, parts) => report.reject(ticket, parts));
  const completions = { refuse: () => undefined };
  const lanes = new Lanes(
    {
      send: (payload) => client.send(payload),
      proven: () => true,
      gate,
      size: new RequestSize(run.valuesARequest),
      shape: 'packed',
      habits,
      strategy: 'CREATE_AND_UPDATE',
      vanishes: () => false,
      isImportSummary,
      traffic: { sequence: 0, lastAccepted: 0 },
      clock,
      random,
      onStep: (step, payload) => settleStep(step, payload, { ledger, completions, report }),
      onEnd: () => undefined,
    },
    run.lanes,
  );
  for (const [index, value] of values.entries()) {
    const record = ledger.openRecord({ stream: 'values', line: index + 1, ordinal: index + 1 });
    ledger.expectValues(record, 1);
    lanes.add(aValue({ ...value, record }), 0);
    ledger.close(record);
    if (lanes.full) await lanes.room();
  }
  await lanes.finish();
  client.close();
  return ledger;
}
