import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context';

/**
 * The time between looking and writing, in which another import may do the same. An embedded database answers within one turn of
 * the event loop, so that without this no two imports would ever meet.
 */
export async function raceWindow({ faults }: Context): Promise<void> {
  if (faults.races) await wait(faults.raceWindowMs);
}
