import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/model/ports';

/** The machine's own time. A sleep keeps no process alive that has nothing else to do. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined),
};
