import { cut } from './buffer/batch';
import { cellKey, type DataValue, type Payload } from '../model/data-value';
import { CellBuffer, weigh, type Closed } from './buffer/cell-buffer';
import { decide, firstAttempt, type Attempt, type Step } from './isolate/isolate';
import { NOTHING } from './isolate/attempt';
import { sendAttempt, type RequestSurroundings } from './send-attempt';

/** What all lanes of a sync share. */
export interface LaneSurroundings extends RequestSurroundings {
  readonly shape: 'packed' | 'grouped';
  /** Hears of every step a request brought; books it and lets states go. */
  readonly onStep: (step: Step, payload: Payload) => void;
  /** Hears when the lane has nothing in flight any more, and of what ended it for good. */
  readonly onEnd: (failure?: { readonly reason: unknown }) => void;
}

/** Looks for evidence in the other lanes that DHIS2 takes something, newer than the answer of that number. */
export type EvidenceElsewhere = (asking: Lane, since: number) => Promise<boolean>;

/** So many payloads are tried beside one that is undecided: a DHIS2 that takes none of them takes nothing. */
const MAX_BESIDE = 3;

/**
 * One lane: the values of some org units, sent one request at a time, so that a cell's values reach DHIS2 in their order.
 */
export class Lane {
  readonly buffer: CellBuffer;
  readonly #around: LaneSurroundings;
  readonly #evidenceElsewhere: EvidenceElsewhere;
  readonly #queue: Payload[] = [];
  /** To be sent before anything of the queue, in this order. */
  readonly #attempts: Attempt[] = [];
  /** To be sent again once it is known whether DHIS2 takes anything. */
  readonly #undecided: Attempt[] = [];
  #queuedBytes = 0;
  /** Of the payloads whose values have not all ended. */
  #takenBytes = 0;
  /** Payloads taken from the queue while something was undecided. */
  #takenBeside = 0;
  readonly #stopping = new AbortController();
  #busy = false;
  /** The newest value this lane knows DHIS2 to hold. */
  #witness: DataValue | undefined;

  constructor(around: LaneSurroundings, evidenceElsewhere: EvidenceElsewhere) {
    this.#around = around;
    this.buffer = new CellBuffer(around.strategy);
    this.#evidenceElsewhere = evidenceElsewhere;
  }

  /** Payloads waiting for their turn, the one in flight not counted. */
  get backlog(): number {
    return this.#queue.length;
  }

  /** True while payloads are being delivered. */
  get busy(): boolean {
    return this.#busy;
  }

  /** About the bytes of all values held: unsent, waiting and in flight. */
  get bytes(): number {
    return this.buffer.bytes + this.#queuedBytes + this.#takenBytes;
  }

  /** Whether the lane could {@link prove} now that DHIS2 takes something. */
  get hasProof(): boolean {
    return !this.#busy && this.#witness !== undefined;
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

  /** Sends what DHIS2 already holds again, only to see whether it still takes anything. Not while the lane is busy. */
  prove(): Promise<boolean> {
    return new Promise((resolve) => {
      void this.#work(async () => resolve(await this.#probe())).finally(() => resolve(false));
    });
  }

  #enqueue(closed: Closed): void {
    for (const payload of cut(closed, this.#around.shape, this.#around.size.values)) {
      this.#queue.push(payload);
      this.#queuedBytes += weighAll(payload);
    }
    if (!this.#busy) void this.#work(() => Promise.resolve());
  }

  /** Does something first, then delivers what there is. */
  async #work(first: () => Promise<void>): Promise<void> {
    this.#busy = true;
    try {
      await first();
      while (!this.#stopping.signal.aborted && (await this.#advance()));
      this.#busy = false;
      this.#around.onEnd();
    } catch (reason) {
      this.stop();
      this.#busy = false;
      this.#around.onEnd({ reason });
    }
  }

  /** Goes one step on. @returns False when there is nothing to do. */
  async #advance(): Promise<boolean> {
    const attempt = this.#attempts.shift();
    if (attempt) {
      const step = await sendAttempt(attempt, this.#around, this.#stopping.signal);
      if (step !== NOTHING) this.#follow(step, attempt.payload);
    } else if (this.#undecided.length > 0) {
      await this.#seekEvidence();
    } else {
      this.#takenBytes = 0;
      this.#takenBeside = 0;
      return this.#take();
    }
    return true;
  }

  #take(): boolean {
    const payload = this.#queue.shift();
    if (!payload) return false;
    const bytes = weighAll(payload);
    this.#queuedBytes -= bytes;
    this.#takenBytes += bytes;
    this.#attempts.push(firstAttempt(payload));
    return true;
  }

  #follow(step: Step, payload: Payload): void {
    this.#remember(step, payload);
    this.#attempts.unshift(...step.next);
    if (step.undecided) this.#undecided.push(step.undecided);
    this.#around.onStep(step, payload);
  }

  /** Values were refused without a name: are they at fault, or does DHIS2 refuse everything by now? */
  async #seekEvidence(): Promise<void> {
    const attempt = this.#undecided[0]!;
    const since = attempt.troubleSince ?? Infinity;
    const known = this.#around.traffic.lastAccepted > since;
    if (!known && !this.#witness && this.#takeBeside()) return;
    const accepted = known || (this.#witness ? await this.#probe() : await this.#evidenceElsewhere(this, since));
    if (this.#stopping.signal.aborted) return;
    this.#undecided.shift();
    this.#follow(decide(attempt, accepted), attempt.payload);
  }

  /** Sends what DHIS2 already holds again; stores nothing new. */
  async #probe(): Promise<boolean> {
    const { dataSet, action } = this.#witness!;
    const payload = { dataSet, action, values: [this.#witness!], grouped: this.#around.shape === 'grouped' };
    for (let probe: Attempt | undefined = firstAttempt(payload); probe;) {
      const step: Step = await sendAttempt(probe, this.#around, this.#stopping.signal);
      if (step.accepted) return true;
      probe = step.next[0];
    }
    return false;
  }

  /** Takes what comes next, if it has no cell in common with the undecided: it may show that DHIS2 works. */
  #takeBeside(): boolean {
    if (this.#takenBeside >= MAX_BESIDE) return false;
    if (this.#queue.length === 0) this.close();
    const cells = new Set(this.#undecided.flatMap(({ payload }) => payload.values.map(cellKey)));
    if (this.#queue[0]?.values.some((value) => cells.has(cellKey(value)))) return false;
    this.#takenBeside += 1;
    return this.#take();
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
