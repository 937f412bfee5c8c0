import { cut, type RequestSize } from './batch';
import type { DataValue, Payload } from './data-value';
import { CellBuffer, weigh, type Closed } from './group';
import type { ImportSummary } from './import-summary';
import { decide, firstAttempt, isolate, pauseBefore, type Attempt, type Step } from './isolate';
import { NOTHING } from './isolate-attempt';
import type { PeriodGate } from './period-gate';
import type { Clock, DataValueSink } from './ports';
import type { ImportStrategy } from './settings';
import type { Dhis2Habits } from './version';

/** What all lanes of a sync share. */
export interface LaneSurroundings {
  readonly send: DataValueSink['send'];
  readonly gate: PeriodGate;
  readonly size: RequestSize;
  readonly shape: 'packed' | 'grouped';
  readonly habits: Dhis2Habits;
  readonly strategy: ImportStrategy;
  readonly vanishes: (value: DataValue) => boolean;
  readonly isImportSummary: (body: unknown) => body is ImportSummary;
  readonly clock: Clock;
  /** 0 … 1, to spread re-sends. */
  readonly random: () => number;
  readonly traffic: Traffic;
  /** Hears of every step a request brought; books it and lets states go. */
  readonly onStep: (step: Step, payload: Payload) => void;
  /** Hears when the lane has nothing in flight any more, and of what ended it for good. */
  readonly onEnd: (failure?: { readonly reason: unknown }) => void;
}

/** Counts the sync's requests, to tell what was accepted after a trouble began. */
export interface Traffic {
  sequence: number;
  lastAccepted: number;
}

/**
 * One lane: the values of some org units, sent one request at a time, so that a cell's values reach DHIS2 in their order.
 */
export class Lane {
  readonly buffer = new CellBuffer();
  readonly #around: LaneSurroundings;
  readonly #queue: Payload[] = [];
  #queuedBytes = 0;
  readonly #stopping = new AbortController();
  #busy = false;
  /** The newest value this lane knows DHIS2 to hold. */
  #witness: DataValue | undefined;

  constructor(around: LaneSurroundings) {
    this.#around = around;
  }

  /** Payloads waiting for their turn, the one in flight not counted. */
  get backlog(): number {
    return this.#queue.length;
  }

  /** True while a payload is being delivered. */
  get busy(): boolean {
    return this.#busy;
  }

  /** About the bytes of all values held: unsent, waiting and in flight. */
  get bytes(): number {
    return this.buffer.bytes + this.#queuedBytes;
  }

  /** Takes a value in and starts sending when that makes a request. @param now - Milliseconds. */
  add(value: DataValue, now: number): void {
    if (this.buffer.add(value, now) < this.#around.size.values) return;
    const closed = this.buffer.closeFor(value);
    if (closed) this.#enqueue(closed);
  }

  /** Sends what came at `before` (milliseconds) or earlier; everything by default. */
  close(before?: number): void {
    for (const closed of this.buffer.closeOlder(before)) this.#enqueue(closed);
  }

  /** Starts no further request. */
  stop(): void {
    this.#stopping.abort();
  }

  #enqueue(closed: Closed): void {
    for (const payload of cut(closed, this.#around.shape, this.#around.size.values)) {
      this.#queue.push(payload);
      this.#queuedBytes += weighAll(payload);
    }
    if (!this.#busy && !this.#stopping.signal.aborted) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    try {
      for (
        let payload = this.#queue.shift();
        payload && !this.#stopping.signal.aborted;
        payload = this.#queue.shift()
      ) {
        await this.#deliver(payload);
        this.#queuedBytes -= weighAll(payload);
      }
      this.#busy = false;
      this.#around.onEnd();
    } catch (reason) {
      this.stop();
      this.#busy = false;
      this.#around.onEnd({ reason });
    }
  }

  /** Sends a payload, and what has to follow from the answers, until each of its values has ended. */
  async #deliver(payload: Payload): Promise<void> {
    const attempts = [firstAttempt(payload)];
    const undecided: Attempt[] = [];
    while (!this.#stopping.signal.aborted) {
      const attempt = attempts.shift();
      if (!attempt && undecided.length === 0) return;
      const step = attempt ? await this.#send(attempt) : await this.#settleUndecided(undecided.shift()!);
      attempts.unshift(...step.next);
      if (step.undecided) undecided.push(step.undecided);
    }
  }

  async #send(attempt: Attempt): Promise<Step> {
    const step = await this.#ask(attempt);
    if (step === NOTHING) return step;
    this.#remember(step, attempt.payload);
    this.#around.onStep(step, attempt.payload);
    return step;
  }

  /** A value was refused alone and without a name: is it the value, or does DHIS2 refuse everything by now? */
  async #settleUndecided(attempt: Attempt): Promise<Step> {
    let accepted = this.#around.traffic.lastAccepted > (attempt.troubleSince ?? Infinity);
    if (!accepted && this.#witness) {
      // What DHIS2 already holds is sent again, only to see whether it still takes anything.
      const { dataSet, action } = this.#witness;
      const payload = { dataSet, action, values: [this.#witness], grouped: attempt.payload.grouped };
      for (let probe: Attempt | undefined = firstAttempt(payload); probe && !accepted;) {
        const step: Step = await this.#ask(probe);
        accepted = step.accepted;
        probe = step.next[0];
      }
    }
    const step = decide(attempt, accepted);
    this.#around.onStep(step, attempt.payload);
    return step;
  }

  /** @returns {@link NOTHING} itself if the lane was stopped before its turn came. */
  async #ask(attempt: Attempt): Promise<Step> {
    const { gate, send, size, traffic, habits, strategy, vanishes, isImportSummary, clock, random } = this.#around;
    const pauseMs = pauseBefore(attempt);
    if (pauseMs > 0) await clock.sleep(pauseMs * (0.5 + random()), this.#stopping.signal);
    const leave = await gate.enter(attempt.payload);
    try {
      if (this.#stopping.signal.aborted) return NOTHING;
      const answer = await send(attempt.payload);
      if (answer.kind === 'too-large') size.shrink(attempt.payload.values.length, answer.status);
      traffic.sequence += 1;
      const { sequence, lastAccepted } = traffic;
      const step = isolate(attempt, answer, { habits, strategy, sequence, lastAccepted, vanishes, isImportSummary });
      if (step.accepted) traffic.lastAccepted = sequence;
      for (const { value, outcome } of step.settled) if (outcome.kind === 'stored') gate.introduce(value.period);
      return step;
    } finally {
      leave();
    }
  }

  #remember(step: Step, payload: Payload): void {
    // Sent again, a value that was deleted since, by a delete or by a zero that is not kept, would come back.
    const removed = payload.action === 'delete' || step.settled.some(({ outcome }) => outcome.kind === 'skipped');
    if (removed) this.#witness = undefined;
    const stored = step.settled.findLast(({ outcome }) => outcome.kind === 'stored');
    if (stored) this.#witness = stored.value;
  }
}

function weighAll(payload: Payload): number {
  return payload.values.reduce((bytes, value) => bytes + weigh(value), 0);
}
