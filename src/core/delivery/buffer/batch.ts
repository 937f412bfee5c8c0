import type { DataValue, Payload } from '../../model/data-value';
import { groupKey } from '../../model/group-key';
import type { Log, NoAnswer } from '../../model/ports';
import type { Closed } from './cell-buffer';

/**
 * Cuts what left a buffer into payloads of at most `maxValues` values.
 *
 * `packed` puts many groups of the data set in one; `grouped` puts one group of data set, org unit, period and attribute
 * option combo in each, in as many payloads as it takes. A value that goes alone is in a payload of its own.
 */
export function cut(closed: Closed, shape: 'packed' | 'grouped', maxValues: number): Payload[] {
  const parts = shape === 'packed' ? [closed.values] : groupsOf(closed.values);
  const { dataSet, action } = closed;
  return parts
    .flatMap((part) => portions(part, maxValues))
    .map((values) => ({ dataSet, action, values, grouped: shape === 'grouped' }));
}

/** A request's texts together take no more than this many characters: long comments and texts make requests smaller. */
const MAX_CHARACTERS = 4_000_000;

function portions(values: readonly DataValue[], maxValues: number): DataValue[][] {
  const portions: DataValue[][] = [];
  let portion: DataValue[] = [];
  let characters = 0;
  for (const value of values) {
    const more = value.value.length + (value.comment?.length ?? 0);
    if (portion.length > 0 && (portion.length === maxValues || value.alone || characters + more > MAX_CHARACTERS)) {
      portions.push(portion);
      portion = [];
      characters = 0;
    }
    portion.push(value);
    characters += more;
  }
  if (portion.length > 0) portions.push(portion);
  return portions;
}

function groupsOf(values: readonly DataValue[]): DataValue[][] {
  const groups = new Map<string, DataValue[]>();
  for (const value of values) {
    const key = groupKey(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return [...groups.values()];
}

/** Hears of a request of `values` values that was too large, and of the most that the next ones carry. */
export type ShrinkListener = (values: number, why: TooLarge, from: number) => void;

/** Why a request is sent in parts: a status that says so, or no answer. */
export type TooLarge = number | NoAnswer;

/** What the log says of it. */
export function logShrinking(log: Log): ShrinkListener {
  return (values, why, from) => {
    const what =
      why === 'timeout'
        ? 'gave no answer within request_timeout_seconds'
        : `was answered with ${why === 'gateway' ? 504 : why}`;
    log('WARN', `A request of ${values} values ${what}: it is sent in halves, and later ones carry ${from} at most.`);
  };
}

/** A gateway may time out because DHIS2 is down: that makes requests no smaller than this. */
const LEAST_AFTER_TIMEOUT = 50;

/**
 * How many values a request carries now.
 *
 * @remarks 1,000 values, two requests at once, is near the best of 2.42 and 2.43 alike and loses nothing (measured on
 * both, `test/transcripts/throughput-grid.json`). It only shrinks: a server or gateway that once found a request too
 * large gets no larger one in this sync.
 */
export class RequestSize {
  #values: number;
  readonly #onShrink: ShrinkListener;

  constructor(maxValues: number, onShrink: ShrinkListener = () => undefined) {
    this.#values = Math.min(maxValues, 1000);
    this.#onShrink = onShrink;
  }

  get values(): number {
    return this.#values;
  }

  /** A request of `values` was too large: 413, a gateway's status, or our own time-out. */
  shrink(values: number, why: TooLarge): void {
    const least = why === 413 ? 1 : LEAST_AFTER_TIMEOUT;
    const smaller = Math.max(least, Math.ceil(values / 2));
    if (smaller >= this.#values) return;
    this.#values = smaller;
    this.#onShrink(values, why, smaller);
  }
}
