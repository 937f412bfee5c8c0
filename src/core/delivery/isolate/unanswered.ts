import type { Seen } from '../../model/cell-reader';
import { cellKey, type DataValue } from '../../model/data-value';
import type { ImportStrategy } from '../../model/settings';
import type { Settlement } from '../../model/settlement';
import { contentOf, holds } from '../doubt/content';
import { halves, NOTHING, only, type Attempt, type Step } from './attempt';
import { supersededBy } from './superseded';

/**
 * How long to wait before DHIS2 is looked at, and asked again, after a request of which no answer came, in milliseconds:
 * a server that still works on the first one is not helped by a second. To be varied by up to half.
 *
 * @param times - How often the payload or a part of it was not answered, from 1 on.
 */
export function pauseAfterSilence(times: number): number {
  return Math.min(60_000, 1_000 * 2 ** (times - 1));
}

/**
 * Draws the consequences of an answer that never came: what a look found in DHIS2 has ended, the rest goes again at half the size.
 *
 * @param seen - What the cells of the attempt hold, as far as that is known.
 */
export function resume(attempt: Attempt, seen: ReadonlyMap<string, Seen>, strategy: ImportStrategy): Step {
  const { payload, reason, short } = attempt;
  const settled: Settlement[] = [];
  const missing: DataValue[] = [];
  for (const value of payload.values) {
    // With CREATE and UPDATE what is there tells nothing of what the request did.
    const isThere = strategy !== 'CREATE' && strategy !== 'UPDATE' && holds(seen.get(cellKey(value)), contentOf(value));
    if (!isThere) missing.push(value);
    else {
      const outcome = { kind: value.action === 'delete' ? 'deleted' : 'stored' } as const;
      settled.push({ value, outcome }, ...supersededBy(value, strategy));
    }
  }
  const rest = { ...payload, values: missing };
  if (missing.length === 0) return { ...NOTHING, settled };
  if (missing.length === 1) return { ...only({ ...attempt, payload: rest }), settled };
  const marks = short ? { short } : {};
  return { ...only(...halves(rest, reason === 'suspects' ? 'suspects' : 'half', marks)), settled };
}
