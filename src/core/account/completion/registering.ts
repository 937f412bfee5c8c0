import { partition } from 'lodash';
import type { CompletionReader } from '../../model/completion-reader';
import { groupKey, type Registration } from '../../model/group-key';
import type { ImportSummaryGuard } from '../../model/import-summary';
import type { Clock, DataValueSink } from '../../model/ports';
import { register } from './register';

/** Lets requests that name periods DHIS2 may never have seen run alone; `core/delivery/period-gate.ts` is it. */
export interface Gate {
  /** Waits until a request that names these may be sent. @returns What is to be called when it was answered. */
  enter(periods: ReadonlySet<string>): Promise<() => void>;
  /** DHIS2 has the period. */
  introduce(period: string): void;
}

/** What registering needs. */
export interface Registering {
  readonly sink: Pick<DataValueSink, 'complete'>;
  readonly gate: Gate;
  /** Tells what DHIS2 shows already. @defaultValue nothing is known */
  readonly reader?: CompletionReader | undefined;
  readonly isImportSummary: ImportSummaryGuard;
  readonly clock: Clock;
  /** Whether a value of the group was refused meanwhile: rows may come after its turn has. */
  readonly isRefused: (registration: Registration) => boolean;
  /** Called right before it is sent. @returns False if rows of it came since its turn did, so that it is none of these. */
  readonly begin: (registration: Registration) => boolean;
  readonly onRefused: (registration: Registration) => void;
  readonly onFailed: (registration: Registration, reason: string) => void;
}

/** How some registrations ended; the rest has failed. */
export interface Registered {
  readonly registered: number;
  /** DHIS2 showed them, with the same day. */
  readonly already: number;
}

/** A registration whose answer never came may still be under way: DHIS2 is given this long before it is asked again. */
const PAUSE_MS = 10_000;

/**
 * Registers groups that DHIS2 does not show yet, at most one request at a time; those that failed are tried once more.
 *
 * @throws As `register` does.
 */
export async function registerUnseen(
  all: readonly Registration[],
  ports: Registering,
  signal: AbortSignal,
): Promise<Registered> {
  const notShown = await unseen(all, ports, signal);
  const [refused, todo] = partition(notShown.filter(ports.begin), ports.isRefused);
  for (const registration of refused) ports.onRefused(registration);
  const sink = { complete: (part: readonly Registration[]) => throughGate(part, ports) };
  const pause = (): Promise<void> => ports.clock.sleep(PAUSE_MS, signal);
  const again = (list: readonly Registration[]): ReturnType<typeof register> =>
    register(sink, list, { isImportSummary: ports.isImportSummary, pause, signal });
  const first = await again(todo);
  const second = await again(first.failed.map(({ registration }) => registration));
  for (const { registration, reason } of second.failed) ports.onFailed(registration, reason);
  const failed = new Set(second.failed.map(({ registration }) => registration));
  for (const registration of todo) if (!failed.has(registration)) ports.gate.introduce(registration.period);
  return { registered: first.registered + second.registered, already: all.length - notShown.length };
}

/**
 * Those that DHIS2 does not show with the same day. Whether a value of a group has changed is not known here; where it is, a
 * group with one is registered all the same.
 */
async function unseen(
  all: readonly Registration[],
  { reader }: Registering,
  signal: AbortSignal,
): Promise<readonly Registration[]> {
  if (!reader || all.length === 0) return all;
  const { seen } = await reader.look(all, signal);
  return all.filter((registration) => {
    const shown = seen.get(groupKey(registration));
    return !(shown?.kind === 'registered' && shown.date === registration.date);
  });
}

async function throughGate(
  part: readonly Registration[],
  { sink, gate }: Registering,
): ReturnType<DataValueSink['complete']> {
  const leave = await gate.enter(new Set(part.map(({ period }) => period)));
  try {
    return await sink.complete(part);
  } finally {
    leave();
  }
}
