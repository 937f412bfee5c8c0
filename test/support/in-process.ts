import { setTimeout as delay } from 'node:timers/promises';
import { parseCatalog } from '../../src/airbyte/catalog';
import { readMessages } from '../../src/airbyte/read-messages';
import { parseConfig, type Config } from '../../src/config/config';
import type { Clock } from '../../src/core/model/ports';
import { createDestination } from '../../src/destination';

/** As much of the real time between two looks at a clock counts: a busy machine lets nobody's patience run out. */
const LONGEST_STEP_MS = 1;

/** A clock that runs `times` as fast, and stands still while this process does not get to run. */
export function fastClock(times: number): Clock {
  let seen = performance.now();
  let passed = 0;
  const now = (): number => {
    const real = performance.now();
    passed += Math.min(real - seen, LONGEST_STEP_MS);
    seen = real;
    return passed * times;
  };
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    const until = now() + ms;
    while (now() < until && !signal?.aborted) await delay(LONGEST_STEP_MS);
  };
  return { now, sleep };
}

/** A clock that runs a thousand times as fast, so that back-offs of minutes pass in a moment. */
export const hurriedClock: Clock = fastClock(1000);

/** How a write in this process ended. */
export interface Outcome {
  readonly states: readonly string[];
  readonly logs: readonly string[];
  readonly error: unknown;
}

/** What a write is made of. */
export interface InProcessWrite {
  readonly config: object;
  readonly lines: Iterable<string>;
  readonly streams?: readonly string[];
  /** Hears of each line that goes out, at the moment it does. */
  readonly onLine?: (line: string) => void;
  readonly random?: () => number;
  readonly signal?: AbortSignal;
  /** @defaultValue {@link hurriedClock} */
  readonly clock?: Clock;
}

/** What configurations came to: reading one compiles its schema, and property tests write hundreds of times with few. */
const configs = new Map<string, Config>();

function configOf(raw: object): Config {
  const key = JSON.stringify(raw);
  const config = configs.get(key) ?? parseConfig(raw);
  configs.set(key, config);
  return config;
}

/** Runs a whole write, from lines to lines, without a process of its own and in hurried time. */
export async function writeInProcess(write: InProcessWrite): Promise<Outcome> {
  const { streams = ['values'], onLine = () => undefined, random = Math.random, clock = hurriedClock } = write;
  const states: string[] = [];
  const logs: string[] = [];
  const log = (level: string, message: string): void => void logs.push(`${level} ${message}`);
  const catalog = parseCatalog({
    streams: streams.map((name) => ({ stream: { name, json_schema: {} }, destination_sync_mode: 'append' })),
  });
  const input = async function* (): AsyncGenerator<Buffer> {
    for (const line of write.lines) yield await Promise.resolve(Buffer.from(`${line}\n`));
  };
  const emit = (line: string): Promise<void> => {
    onLine(line);
    states.push(line);
    return Promise.resolve();
  };
  try {
    await createDestination({ clock, random }).write({
      config: configOf(write.config),
      catalog,
      input: readMessages(input(), { log }),
      log,
      signal: write.signal ?? new AbortController().signal,
      emit,
      dryRun: false,
    });
    return { states, logs, error: undefined };
  } catch (error) {
    return { states, logs, error };
  }
}
