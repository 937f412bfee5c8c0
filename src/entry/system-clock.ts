import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/model/ports';

/**
 * The machine's own time as it was when the process began, counted on by a clock that cannot be set back: no wait grows when
 * somebody, or NTP, corrects the machine's clock in mid-sync. A sleep keeps no process alive that has nothing else to do.
 */
export const systemClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined),
};
