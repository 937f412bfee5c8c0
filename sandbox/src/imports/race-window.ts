import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context';

/** Lets the rest of the server do something, and takes the time that writing so many rows is to take. */
export async function writingTime({ faults }: Context, rows: number): Promise<void> {
  await wait((rows / 1_000) * faults.msPerThousandValues);
}

/**
 * The time between looking and writing, in which another import may do the same. An embedded database answers within one turn of
 * the event loop, so that without this no two imports would ever meet.
 */
export async function raceWindow({ faults }: Context): Promise<void> {
  if (faults.races) await faults.raceWindow();
}
