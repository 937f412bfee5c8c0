import type { DataValue } from '../../src/core/model/data-value';
import { Delivery, type DeliverySurroundings } from '../../src/core/delivery/delivery';
import { Doubts } from '../../src/core/delivery/doubt/doubts';
import { Traffic } from '../../src/core/delivery/evidence/traffic';
import { Witness } from '../../src/core/delivery/evidence/witness';
import { RequestSize } from '../../src/core/delivery/pace/request-size';
import { PeriodGate } from '../../src/core/delivery/period-gate';
import type { Pace } from '../../src/core/delivery/pace/pace';
import type { Payload } from '../../src/core/model/data-value';
import type { Answer } from '../../src/core/model/ports';
import { isImportSummary } from '../../src/dhis2/answer-schema';

/** What a test says of a delivery; the rest is as in `destination.ts`. */
export type DeliveryParts = Pick<DeliverySurroundings, 'send' | 'habits' | 'clock' | 'onStep'> &
  Partial<DeliverySurroundings> & {
    /** @defaultValue refuses to judge anything */
    readonly dryRun?: (payload: Payload) => Promise<Answer>;
    readonly neighbours?: (value: DataValue) => readonly DataValue[];
  };

/** A pace that stands still, unless a test changes it. */
export function steadyPace(values: number, requests: number): Pace & { values: number; requests: number } {
  return { values, requests, heard: () => undefined };
}

/** A delivery of its own, for tests. */
export function openTestDelivery(parts: DeliveryParts): Delivery {
  const { habits, reader, neighbours, dryRun = () => Promise.reject(new Error('no dry run was due')) } = parts;
  const judging = {
    habits,
    strategy: 'CREATE_AND_UPDATE' as const,
    vanishes: parts.vanishes ?? (() => false),
    isImportSummary,
  };
  return new Delivery({
    ...judging,
    stores: true,
    proven: () => true,
    gate: new PeriodGate(),
    pace: new RequestSize({ maxValues: 1000 }),
    doubts: new Doubts(),
    shape: 'packed',
    traffic: new Traffic(),
    witness: new Witness({ judging, dryRun, reader, neighbours, grouped: parts.shape === 'grouped' }),
    log: () => undefined,
    random: () => 0.5,
    onFailure: () => undefined,
    ...parts,
  });
}
