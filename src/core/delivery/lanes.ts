import type { DataValue } from '../model/data-value';
import { Lane, type EvidenceElsewhere, type LaneSurroundings } from './lane';

/**
 * Requests at once, where the settings allow: two are near the best of every version and lose nothing
 * (test/transcripts/throughput-grid.json).
 */
export const LANES = 2;

/** Beyond this many bytes of values held, reading waits: what a 256 MiB container bears at default settings. */
const MAX_HELD_BYTES = 32 * 1024 * 1024;

/** Payloads that may wait behind the one in flight in a lane before reading waits. */
const MAX_BACKLOG = 2;

/**
 * The sync's lanes. A value's org unit decides its lane, so two requests with a cell in common are never in flight together.
 */
export class Lanes {
  readonly #lanes: readonly Lane[];
  #failure: { readonly error: unknown } | undefined;
  readonly #asking = new Set<Lane>();
  readonly #traffic: LaneSurroundings['traffic'];
  readonly #heldElsewhere: () => number;
  #waiting: (() => void)[] = [];

  /** @param around - `heldElsewhere`: bytes held because of values in the lanes, such as the lines of their rows. */
  constructor(around: LaneSurroundings & { readonly heldElsewhere?: () => number }, count: number) {
    this.#traffic = around.traffic;
    this.#heldElsewhere = around.heldElsewhere ?? (() => 0);
    const onStep: LaneSurroundings['onStep'] = (step, payload) => {
      around.onStep(step, payload);
      this.#wake();
    };
    const onEnd: LaneSurroundings['onEnd'] = (error) => {
      if (error) this.fail(error.reason);
      this.#wake();
      around.onEnd(error);
    };
    const evidence: EvidenceElsewhere = (asking, since) => this.#evidenceBeside(asking, since);
    this.#lanes = Array.from({ length: count }, () => new Lane({ ...around, onStep, onEnd }, evidence));
  }

  /** Takes a value in. Check {@link full} afterwards. @param now - Milliseconds. */
  add(value: DataValue, now: number): void {
    this.#laneOf(value).add(value, now);
  }

  /** Whether a value of the same cell is held and not in a request yet. */
  isUnsent(value: DataValue): boolean {
    return this.#laneOf(value).buffer.has(value);
  }

  /** True when no more may be read until {@link room} resolves. */
  get full(): boolean {
    if (this.#failure) return true;
    let bytes = this.#heldElsewhere();
    for (const lane of this.#lanes) {
      if (lane.backlog >= MAX_BACKLOG) return true;
      bytes += lane.bytes;
    }
    return bytes > MAX_HELD_BYTES;
  }

  /** Resolves when there is room again; sends what is held if memory asks. @throws What ended a lane or the sync. */
  async room(): Promise<void> {
    while (this.full && !this.#failure) {
      if (this.#lanes.every((lane) => lane.backlog < MAX_BACKLOG)) this.close();
      await this.#progress();
    }
    if (this.#failure) throw this.#failure.error;
  }

  /** Sends what came at `before` (milliseconds) or earlier; everything by default. */
  close(before?: number): void {
    for (const lane of this.#lanes) lane.close(before);
  }

  /** Sends everything held and resolves when all of it has ended. @throws What ended a lane or the sync. */
  async finish(): Promise<void> {
    this.close();
    while (this.#lanes.some((lane) => lane.busy) && !this.#failure) await this.#progress();
    if (this.#failure) throw this.#failure.error;
  }

  /** The sync ends early: no lane starts a further request, and whoever waits hears why. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const lane of this.#lanes) lane.stop();
    this.#wake();
  }

  /** Resolves when no request is in flight any more; to be called after {@link fail}. */
  async stopped(): Promise<void> {
    while (this.#lanes.some((lane) => lane.busy)) await this.#progress();
  }

  #laneOf(value: DataValue): Lane {
    return this.#lanes[hash(value.orgUnit) % this.#lanes.length]!;
  }

  /** Waits for what the lanes beside the asking one get stored, as long as one of them may still get something stored. */
  async #evidenceBeside(asking: Lane, since: number): Promise<boolean> {
    const others = this.#lanes.filter((lane) => lane !== asking);
    this.#asking.add(asking);
    this.#wake();
    try {
      while (!this.#failure) {
        if (this.#traffic.lastAccepted > since) return true;
        const proving = others.find(({ hasProof }) => hasProof);
        if (proving) return await proving.prove();
        for (const lane of others) if (!lane.busy) lane.close();
        if (others.every((lane) => !lane.busy || this.#asking.has(lane))) return false;
        await this.#progress();
      }
      return false;
    } finally {
      this.#asking.delete(asking);
    }
  }

  /** Waits until a request was answered, a lane has ended or asks for evidence, or the sync has failed. */
  async #progress(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const woken = this.#waiting;
    this.#waiting = [];
    for (const resolve of woken) resolve();
  }
}

/** FNV-1a, 32 bits: spreads UIDs evenly. */
function hash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
