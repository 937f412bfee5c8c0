import type { Epoch } from '../../model/record-ticket';

/** The groups that an epoch's state waits for, in the order in which they were asked for. */
interface Queue {
  readonly epoch: Epoch;
  keys: number[];
  /** Those before it are gone. */
  from: number;
}

/** What may be taken of a queue: all of it, or what has settled and is still of it. */
export interface Taking {
  /** The span up to which every row has ended. */
  readonly settled: number;
  /** More groups than this do not wait for their epoch's end. */
  readonly patience: number;
  /** Whether the group still waits in this epoch, and the span of its last row. */
  readonly spanIn: (key: number, epoch: number) => number | undefined;
}

/** Which groups wait for the end of which epoch. A group that has moved on to a later one is passed over in the older. */
export class Waiting {
  readonly #queues = new Map<number, Queue>();
  #size = 0;

  /** Groups that wait. */
  get size(): number {
    return this.#size;
  }

  /** About the bytes of the queues. */
  get bytes(): number {
    let keys = 0;
    for (const queue of this.#queues.values()) keys += queue.keys.length;
    return 8 * keys;
  }

  /** A group waits in an epoch from now on; its state waits for the group. */
  add(key: number, epoch: Epoch): void {
    let queue = this.#queues.get(epoch.id);
    if (!queue) this.#queues.set(epoch.id, (queue = { epoch, keys: [], from: 0 }));
    queue.keys.push(key);
    epoch.waiting += 1;
    this.#size += 1;
  }

  /** A group has left an epoch for a later one, or waits for the end of its stream instead. */
  leave(epoch: number): void {
    const queue = this.#queues.get(epoch);
    if (!queue) return;
    queue.epoch.waiting -= 1;
    this.#size -= 1;
  }

  /** Takes the next group whose turn it is, with its epoch, whose count the caller lowers when the group has ended. */
  take(taking: Taking): { readonly key: number; readonly epoch: Epoch } | undefined {
    for (const [id, queue] of this.#queues) {
      const { epoch } = queue;
      const isDue = epoch.closedAt !== undefined && taking.settled >= epoch.closedAt;
      if (!isDue && this.#size <= taking.patience) continue;
      const key = takeOf(queue, isDue ? Infinity : taking.settled, taking);
      if (isDue && queue.from === queue.keys.length) this.#queues.delete(id);
      if (key === undefined) continue;
      this.#size -= 1;
      return { key, epoch };
    }
    return undefined;
  }
}

/** Those whose last row has not ended go behind the others. */
function takeOf(queue: Queue, settled: number, { spanIn }: Taking): number | undefined {
  if (queue.from > 4096 && queue.from > queue.keys.length / 2) {
    queue.keys = queue.keys.slice(queue.from);
    queue.from = 0;
  }
  for (let left = queue.keys.length - queue.from; left > 0; left -= 1) {
    const key = queue.keys[queue.from]!;
    queue.from += 1;
    const span = spanIn(key, queue.epoch.id);
    if (span === undefined) continue;
    if (span <= settled) return key;
    queue.keys.push(key);
  }
  return undefined;
}
