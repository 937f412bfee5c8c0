import type { CheckpointLedger } from './checkpoint-ledger';
import type { Completions } from './completions';
import type { DataValue, Payload } from './data-value';
import type { Step } from './isolate';
import type { SyncReport } from './sync-report';

/** Where the end of a value is told. */
export interface SettlingPorts {
  readonly ledger: CheckpointLedger;
  readonly completions: Completions;
  readonly report: SyncReport;
}

/** Books what one answer of DHIS2 brought about. */
export function settleStep(step: Step, payload: Payload, { ledger, completions, report }: SettlingPorts): void {
  report.countRequest();
  for (const { resends, payload: again } of step.next) if (resends > 0) report.countSentAgain(again.values.length);
  // Before the values end, so that the counts are in the state that the request's last value belongs to.
  if (step.counts) ledger.book(payload.values.at(-1)!.record, step.counts);
  for (const { value, outcome } of step.settled) {
    if (outcome.kind === 'rejected') completions.refuse(value);
    ledger.settle(value.record, outcome, outcome.kind === 'rejected' ? describeValue(value) : '');
  }
}

/** Names a value in a message by its resolved ids; never its value. */
export function describeValue(value: DataValue): string {
  const { dataSet, dataElement, categoryOptionCombo, attributeOptionCombo, orgUnit, period } = value;
  return (
    `dataElement=${dataElement} categoryOptionCombo=${categoryOptionCombo} ` +
    `attributeOptionCombo=${attributeOptionCombo} orgUnit=${orgUnit} period=${period} dataSet=${dataSet}`
  );
}
