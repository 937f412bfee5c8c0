import type { CheckpointLedger } from './checkpoint-ledger';
import type { Completions } from './completion/completions';
import { describeIds, type DataValue, type Payload } from '../model/data-value';
import type { Cause } from '../model/cause';
import type { Refusal } from '../model/refusal';
import type { Settled } from '../model/settlement';
import type { SyncReport } from './sync-report';

/** Where the end of a value is told. */
export interface SettlingPorts {
  readonly ledger: CheckpointLedger;
  readonly completions: Pick<Completions, 'refuse'>;
  readonly report: SyncReport;
  /** Names a refused value by the ids that rows use. @defaultValue the resolved ids */
  readonly describe?: (value: DataValue) => string;
  /** Finds the cause of what DHIS2 refused. @defaultValue the one that its code stands for */
  readonly explain?: (value: DataValue, refusal: Refusal) => Cause;
}

/** Books what one answer of DHIS2 brought about. */
export function settleStep(step: Settled, payload: Payload, ports: SettlingPorts): void {
  const { ledger, completions, report, describe = describeIds, explain } = ports;
  report.countRequest();
  for (const { resends, payload: again } of step.next) if (resends > 0) report.countSentAgain(again.values.length);
  // Before the values end, so that the counts are in the state that the request's last value belongs to.
  if (step.counts) ledger.book(payload.values.at(-1)!.record, step.counts);
  for (const { value, outcome } of step.settled) {
    if (outcome.kind !== 'rejected') {
      ledger.settle(value.record, outcome);
      continue;
    }
    completions.refuse(value);
    const cause = explain?.(value, outcome.refusal) ?? outcome.refusal.cause;
    const refusal = { ...outcome.refusal, cause };
    ledger.settle(
      value.record,
      { kind: 'rejected', refusal },
      { ids: describe(value), part: value.part, group: value },
    );
  }
}
