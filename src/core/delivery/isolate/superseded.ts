import { cellKey, type DataValue, type Payload } from '../../model/data-value';
import type { Attempt } from './attempt';
import type { Settlement } from '../../model/settlement';

/** The values before this one in its cell, which need not be sent any more. */
export function supersededBy(value: DataValue): readonly Settlement[] {
  const chain: Settlement[] = [];
  for (let before = value.supersedes; before; before = before.supersedes) {
    chain.push({ value: before, outcome: { kind: 'superseded' } });
  }
  return chain;
}

/** What the rejected values had replaced: it is sent after all. A cell's values may differ in data set and action. */
export function predecessors(settled: readonly Settlement[], payload: Payload): Attempt[] {
  const payloads = new Map<string, { dataSet: string; action: DataValue['action']; values: DataValue[] }>();
  for (const { value, outcome } of settled) {
    const before = outcome.kind === 'rejected' ? value.supersedes : undefined;
    if (!before) continue;
    const { dataSet, action, alone } = before;
    const key = alone ? cellKey(before) : `${action} ${dataSet}`;
    const group = payloads.get(key) ?? { dataSet, action, values: [] };
    group.values.push(before);
    payloads.set(key, group);
  }
  return [...payloads.values()].map((group) => ({
    payload: { ...group, grouped: payload.grouped },
    reason: 'superseded',
    resends: 0,
  }));
}
