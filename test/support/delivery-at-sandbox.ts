import type { Sandbox } from '../../sandbox/src/sandbox';
import { CheckpointLedger } from '../../src/core/account/checkpoint-ledger';
import type { DataValue } from '../../src/core/model/data-value';
import type { PeriodGate } from '../../src/core/delivery/period-gate';
import { settleStep } from '../../src/core/account/settling';
import { SyncReport } from '../../src/core/account/sync-report';
import type { Dhis2Habits } from '../../src/core/model/version';
import { createClient } from '../../src/dhis2/client';
import { aValue } from './data-values';
import { openTestDelivery, steadyPace } from './delivery';
import { fastClock } from './in-process';
import { PASSWORDS } from './sandbox';

/** What a run with requests of any number at once is made of. */
export interface DeliveryRun {
  readonly sandbox: Sandbox;
  readonly habits: Dhis2Habits;
  readonly requests: number;
  readonly gate: PeriodGate;
  readonly valuesARequest: number;
  readonly random: () => number;
}

/** Sends values in more requests at once than the connector makes by itself; resolves with the counts of what became of them. */
export async function sendAtOnce(run: DeliveryRun, values: readonly Partial<DataValue>[]): Promise<CheckpointLedger> {
  const { sandbox, habits, gate, random } = run;
  const clock = fastClock(10);
  const client = createClient({
    settings: {
      baseUrl: sandbox.url,
      credentials: { kind: 'basic', username: 'connector', password: PASSWORDS.connector },
      requestTimeoutMs: 600_000,
      maxConcurrentRequests: run.requests,
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
  const delivery = openTestDelivery({
    send: (payload, patience) => client.send(payload, patience),
    gate,
    pace: steadyPace(run.valuesARequest, run.requests),
    habits,
    clock,
    random,
    onStep: (step, payload) => settleStep(step, payload, { ledger, completions, report }),
  });
  for (const [index, value] of values.entries()) {
    const record = ledger.openRecord({ stream: 'values', line: index + 1, ordinal: index + 1 });
    ledger.expectValues(record, 1);
    delivery.add(aValue({ ...value, record }), 0);
    ledger.close(record);
    if (delivery.full) await delivery.room();
  }
  await delivery.finish();
  client.close();
  return ledger;
}
