import type { RequestSize } from './buffer/batch';
import type { DataValue } from '../model/data-value';
import type { ImportSummary } from '../model/import-summary';
import { isolate, pauseBefore, type Attempt, type Step } from './isolate/isolate';
import { NOTHING } from './isolate/attempt';
import type { PeriodGate } from './period-gate';
import type { Clock, DataValueSink } from '../model/ports';
import type { ImportStrategy } from '../model/settings';
import type { Dhis2Habits } from '../model/version';

/** What all requests of a sync share. */
export interface RequestSurroundings {
  readonly send: DataValueSink['send'];
  readonly proven: () => boolean;
  readonly gate: PeriodGate;
  readonly size: RequestSize;
  readonly habits: Dhis2Habits;
  readonly strategy: ImportStrategy;
  readonly vanishes: (value: DataValue) => boolean | 'perhaps';
  readonly isImportSummary: (body: unknown) => body is ImportSummary;
  readonly clock: Clock;
  /** 0 … 1, to spread re-sends. */
  readonly random: () => number;
  readonly traffic: Traffic;
}

/** Counts the sync's requests, to tell what was accepted after a trouble began. */
export interface Traffic {
  sequence: number;
  lastAccepted: number;
}

/**
 * Sends an attempt, after the pause it asks for and alone if it introduces a period, and draws the consequences of the answer.
 *
 * @returns {@link NOTHING} itself if `stopping` was aborted before its turn came.
 * @throws As {@link isolate} does, and what `send` throws.
 */
export async function sendAttempt(attempt: Attempt, around: RequestSurroundings, stopping: AbortSignal): Promise<Step> {
  const { gate, size, traffic, clock } = around;
  const pauseMs = pauseBefore(attempt);
  if (pauseMs > 0) await clock.sleep(pauseMs * (0.5 + around.random()), stopping);
  const leave = await gate.enter(attempt.payload);
  try {
    if (stopping.aborted) return NOTHING;
    const answer = await around.send(attempt.payload);
    if (answer.kind === 'too-large') size.shrink(attempt.payload.values.length, answer.status);
    if (answer.kind === 'unknown') size.shrink(attempt.payload.values.length, answer.why);
    traffic.sequence += 1;
    const { sequence, lastAccepted } = traffic;
    const step = isolate(attempt, answer, { ...around, sequence, lastAccepted, proven: around.proven() });
    if (step.accepted) traffic.lastAccepted = sequence;
    for (const { value, outcome } of step.settled) if (outcome.kind === 'stored') gate.introduce(value.period);
    return step;
  } finally {
    leave();
  }
}
