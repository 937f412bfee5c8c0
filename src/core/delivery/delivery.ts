import { cut } from './buffer/batch';
import { Bell } from './bell';
import { CellBuffer, type Closed } from './buffer/cell-buffer';
import { HeldValues, SAY_EVERY_MS } from './doubt/held-values';
import { MOST_HELD } from '../model/most-held';
import type { Witness } from './evidence/witness';
import { PayloadQueue, type Obstacles } from './payload-queue';
import { PayloadRun, type RunSurroundings } from './payload-run';
import { UnderWay, type Load } from './under-way';
import type { DataValue, Payload } from '../model/data-value';
import type { ValueTaker } from '../model/ports';

/** What the delivery needs of its surroundings. */
export interface DeliverySurroundings extends Omit<RunSurroundings, 'stopping'> {
  readonly shape: 'packed' | 'grouped';
  readonly witness: Witness;
  /** Hears of what ended the delivery for good. */
  readonly onFailure: (reason: unknown) => void;
  /** Bytes held because of values on their way, such as the lines of their rows. */
  readonly heldElsewhere?: () => number;
}

/** Payloads that may wait behind each request under way before reading waits. */
const MAX_BACKLOG = 2;

/** So many payloads are tried beside one that is undecided: a DHIS2 that takes none of them takes nothing. */
const MAX_BESIDE = 3;

/** A payload under way. */
interface OnItsWay {
  readonly run: PayloadRun;
  readonly load: Load;
}

/**
 * The way of values to DHIS2: one buffer, one queue of payloads, and as many requests at once as the pace allows. A payload
 * starts when none of its cells is under way or held by doubt, so a cell's values reach DHIS2 in their order.
 */
export class Delivery implements ValueTaker {
  readonly #around: DeliverySurroundings;
  readonly #stopping = new AbortController();
  readonly #buffer: CellBuffer;
  readonly #queue = new PayloadQueue();
  readonly #held: HeldValues;
  readonly #active = new Set<OnItsWay>();
  /** Those that wait for evidence whether DHIS2 takes anything. */
  readonly #parked: OnItsWay[] = [];
  readonly #underWay = new UnderWay();
  readonly #bell: Bell;
  /** Payloads started while others waited for evidence. */
  #beside = 0;
  #seeking = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(around: DeliverySurroundings) {
    this.#around = around;
    this.#buffer = new CellBuffer(around.strategy, around.vanishes);
    this.#held = new HeldValues(around.log);
    this.#bell = new Bell(around.clock);
  }

  /** Takes a value in. Check {@link full} afterwards. @param now - Milliseconds. */
  add(value: DataValue, now: number): void {
    if (this.#buffer.add(value, now) < this.#around.pace.values) return;
    const closed = this.#buffer.closeFor(value);
    if (closed) this.#enqueue([closed]);
  }

  /** Whether a value of the same cell is held and not in a payload yet. */
  isUnsent(value: DataValue): boolean {
    return this.#buffer.has(value);
  }

  /** True when no more may be read until {@link room} resolves. */
  get full(): boolean {
    return this.#failure !== undefined || this.#hasBacklog || this.#bytes > MOST_HELD;
  }

  /** The longest that a value waited for the end of a doubt, in milliseconds. */
  get longestHeldMs(): number {
    return this.#held.longestMs;
  }

  /** Resolves when there is room again; sends what is held if memory asks. @throws What ended the delivery or the sync. */
  async room(): Promise<void> {
    while (this.full && !this.#failure) {
      if (!this.#hasBacklog) this.close();
      // Cells in doubt alone may take up the room: nobody would ring.
      if (!this.#isBusy) return;
      if (this.full && !this.#failure) await this.#bell.next();
    }
    if (this.#failure) throw this.#failure.error;
  }

  /** Sends what came at `before` (milliseconds) or earlier; everything by default. */
  close(before?: number): void {
    this.#around.doubts.prune(this.#around.clock.now());
    this.#enqueue(this.#buffer.closeOlder(before));
  }

  /** Sends everything held and resolves when all of it has ended. @throws What ended the delivery or the sync. */
  async finish(): Promise<void> {
    this.close();
    while (this.#isBusy && !this.#failure) await this.#bell.next();
    this.#bell.silence();
    if (this.#failure) throw this.#failure.error;
  }

  /** The sync ends early: no further request starts, and whoever waits hears why. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stopping.abort();
    this.#bell.silence();
    this.#bell.ring();
  }

  /** Resolves when no request is in flight any more; to be called after {@link fail}. */
  async stopped(): Promise<void> {
    while (this.#active.size > 0 || this.#seeking) await this.#bell.next();
  }

  get #hasBacklog(): boolean {
    return this.#queue.ready >= MAX_BACKLOG * Math.max(1, this.#around.pace.requests);
  }

  get #isBusy(): boolean {
    return !this.#queue.isEmpty || this.#active.size > 0 || this.#parked.length > 0 || this.#seeking;
  }

  get #bytes(): number {
    const { doubts, heldElsewhere } = this.#around;
    return this.#buffer.bytes + this.#queue.bytes + this.#underWay.bytes + doubts.bytes + (heldElsewhere?.() ?? 0);
  }

  #enqueue(closed: readonly Closed[]): void {
    const { shape, pace } = this.#around;
    for (const each of closed) for (const payload of cut(each, shape, pace.values)) this.#queue.push(payload);
    if (closed.length > 0) this.#startNext();
  }

  /** Starts what may start by now. */
  #startNext(): void {
    const { pace, traffic } = this.#around;
    while (!this.#stopping.signal.aborted && this.#active.size < pace.requests) {
      const decided = this.#parked.findIndex(({ run }) => traffic.lastAccepted > run.undecidedSince!);
      const payload = decided < 0 ? this.#takePayload() : undefined;
      if (decided >= 0) this.#resume(this.#parked.splice(decided, 1)[0]!);
      else if (payload) this.#start(payload);
      else return this.#idle();
    }
  }

  /** Nothing may start by itself. If everything under way waits for evidence, what the buffer holds may give it, or a witness. */
  #idle(): void {
    if (this.#active.size > 0 || this.#parked.length === 0 || this.#seeking) return;
    const closed = this.#beside < MAX_BESIDE ? this.#buffer.closeOlder() : [];
    if (closed.length > 0) return this.#enqueue(closed);
    this.#seeking = true;
    void this.#seekEvidence()
      .catch((error: unknown) => this.#give(error))
      .finally(() => {
        this.#seeking = false;
        this.#startNext();
        this.#bell.ring();
      });
  }

  #takePayload(): Payload | undefined {
    if (this.#parked.length > 0 && this.#beside >= MAX_BESIDE) return undefined;
    const now = this.#around.clock.now();
    const taken = this.#queue.take(this.#obstacles(now));
    const { payload, heldMs, held } = taken;
    if (payload && heldMs !== undefined) this.#held.goOn(payload.values.length, heldMs);
    if (!payload && held.values > 0) {
      this.#held.wait(held.values, held.until, now);
      this.#bell.setAlarm(Math.min(held.until, now + SAY_EVERY_MS), () => this.#startNext());
    }
    return payload;
  }

  #obstacles(now: number): Obstacles {
    const { doubts, pace } = this.#around;
    return {
      inFlight: (key) => this.#underWay.has(key),
      heldUntil: (value) => doubts.heldUntil(value, now),
      maxValues: pace.values,
      now,
    };
  }

  /** Where a payload begins its way: what is to be known of DHIS2 before it leaves is looked up here. */
  #start(payload: Payload): void {
    if (this.#parked.length > 0) this.#beside += 1;
    const load = this.#underWay.enter(payload);
    const run = new PayloadRun(payload, {
      ...this.#around,
      stopping: this.#stopping.signal,
      onStep: (step, part) => {
        const stored = step.settled.findLast(({ outcome }) => outcome.kind === 'stored');
        if (stored) this.#around.witness.remember(stored.value);
        this.#around.onStep(step, part);
        this.#startNext();
        this.#bell.ring();
      },
    });
    this.#go({ run, load });
  }

  #resume(one: OnItsWay): void {
    if (this.#parked.length === 0) this.#beside = 0;
    try {
      one.run.decide({ now: true, before: true });
      this.#go(one);
    } catch (error) {
      this.#give(error);
    }
  }

  #go(one: OnItsWay): void {
    this.#active.add(one);
    void one.run
      .advance()
      .catch((error: unknown) => this.#give(error))
      .finally(() => {
        this.#active.delete(one);
        if (one.run.undecidedSince !== undefined) this.#parked.push(one);
        else this.#leave(one);
        this.#startNext();
        this.#bell.ring();
      });
  }

  #leave({ load }: OnItsWay): void {
    this.#underWay.leave(load);
    if (this.#parked.length === 0) this.#beside = 0;
  }

  /** Values were refused without a name, and no other request tells: are they at fault, or does DHIS2 refuse everything by now? */
  async #seekEvidence(): Promise<void> {
    const { witness, traffic } = this.#around;
    const refused = this.#parked.flatMap(({ run }) => run.undecided);
    const before = traffic.lastAccepted > 0;
    const accepted = await witness.isAccepted(refused, this.#stopping.signal);
    if (this.#stopping.signal.aborted) return;
    if (accepted) traffic.accept(traffic.next());
    else this.#parked[0]!.run.decide({ now: false, before });
  }

  #give(error: unknown): void {
    this.fail(error);
    this.#around.onFailure(error);
  }
}
