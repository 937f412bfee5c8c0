import { cellKey, type DataValue, type Outcome, type Payload } from '../../model/data-value';
import type { Attempt } from './attempt';
import type { Settlement } from '../../model/settlement';
import type { ImportStrategy } from '../../model/settings';

/**
 * The values behind this one in its cell, which need not be sent any more: those before it, which it replaced. With CREATE
 * also those after it, which DHIS2 would leave alone.
 */
export function supersededBy(value: DataValue, strategy: ImportStrategy): readonly Settlement[] {
  const chain: Settlement[] = [];
  let isLeftAlone = strategy === 'CREATE' && value.action === 'store';
  for (let behind = value.supersedes; behind; behind = behind.supersedes) {
    isLeftAlone &&= behind.action === 'store';
    chain.push({ value: behind, outcome: isLeftAlone ? LEFT_ALONE : SUPERSEDED });
  }
  return chain;
}

const SUPERSEDED: Outcome = { kind: 'superseded' };
const LEFT_ALONE: Outcome = { kind: 'skipped', why: 'strategy' };

/** What the rejected values had replaced: it is sent after all. A cell's values may differ in data set and action. */
export function predecessors(
  settled: readonly Settlement[],
  payload: Payload,
  vanishes: (value: DataValue) => boolean | 'perhaps',
): Attempt[] {
  const payloads = new Map<string, { dataSet: string; action: DataValue['action']; values: DataValue[] }>();
  for (const { value, outcome } of settled) {
    const before = outcome.kind === 'rejected' ? value.supersedes : undefined;
    if (!before) continue;
    const { dataSet, action, alone } = before;
    const key = alone ? cellKey(before) : `${action} ${dataSet} ${vanishes(before)}`;
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
