import type { CellReader, Look, Seen } from '../../src/core/model/cell-reader';
import { cellKey, type Cell, type DataValue, type Payload } from '../../src/core/model/data-value';
import type { Patience } from '../../src/core/model/patience';
import type { Answer, Clock, DataValueSink } from '../../src/core/model/ports';
import { ModelDhis2 } from './model-dhis2';
import type { Random } from './seeded-random';

/** How an answer can fail to come. */
export const SILENCES = ['timeout', '502', '504', 'cut'] as const;
export type Silence = (typeof SILENCES)[number];

/** How a server that answers late, or never, behaves. */
export interface LateOptions {
  readonly habits: '2.42' | '2.43';
  readonly clock: Clock;
  readonly random: Random;
  readonly isBad: (value: DataValue) => boolean;
  /** What happens to requests that are not answered; each is as likely. */
  readonly silences: readonly Silence[];
  /** How many of the requests are not answered, 0 … 1. */
  readonly share: number;
  readonly timeoutMs: number;
}

/** Of the requests that are not answered, so many are never carried out either. */
const NEVER = 0.2;
const FIRST_MS = 500;
const LAST_MS = 9 * 60_000;

/**
 * A DHIS2 some of whose answers never come: what was asked for is carried out 0.5 s to 9 minutes after it was sent, whatever was
 * sent, answered and seen meanwhile; up to 2.42 in two parts, since batches are committed as they go.
 */
export class LateDhis2 implements DataValueSink, CellReader {
  readonly model: ModelDhis2;
  silent = 0;
  /** Requests carried out after a newer one of the same cell was answered would show here. */
  looks = 0;
  readonly #options: LateOptions;

  constructor(options: LateOptions) {
    this.#options = options;
    this.model = new ModelDhis2({ habits: options.habits, isBad: options.isBad });
  }

  async send(payload: Payload, patience?: Patience): Promise<Answer> {
    const { clock, random, silences, share, timeoutMs } = this.#options;
    const sentAt = clock.now();
    if (random() >= share) {
      await clock.sleep(20 + random() * 1_000);
      const answer = await this.model.send(payload);
      await clock.sleep(20 + random() * 1_000);
      return answer;
    }
    this.silent += 1;
    this.#carryOutLater(payload);
    const silence = silences[Math.floor(random() * silences.length)]!;
    await clock.sleep(silence === 'timeout' ? timeoutMs : 100 + random() * 60_000);
    patience?.spend(clock.now() - sentAt);
    if (silence === 'timeout' || silence === 'cut') return { kind: 'unknown', why: silence, sentAt };
    return { kind: 'unknown', why: 'gateway', status: Number(silence), sentAt };
  }

  complete(): Promise<Answer> {
    return Promise.reject(new Error('nothing is complete here'));
  }

  async look(cells: readonly (Cell & { readonly dataSet: string })[]): Promise<Look> {
    const { clock, random } = this.#options;
    const since = clock.now();
    this.looks += 1;
    await clock.sleep(random() * 500);
    const isBroken = random() < 0.1;
    const seen = new Map(cells.map((cell) => [cellKey(cell), isBroken ? BROKEN : this.#seen(cell)]));
    await clock.sleep(random() * 500);
    return { since, seen };
  }

  #seen(cell: Cell): Seen {
    const value = this.model.cells.get(cellKey(cell));
    return value === undefined ? { kind: 'absent' } : { kind: 'held', value, followUp: false, deleted: false };
  }

  #carryOutLater(payload: Payload): void {
    const { clock, random, habits } = this.#options;
    if (random() < NEVER) return;
    const half = habits === '2.42' ? Math.ceil(payload.values.length / 2) : payload.values.length;
    for (const values of [payload.values.slice(0, half), payload.values.slice(half)]) {
      if (values.length === 0) continue;
      const afterMs = FIRST_MS + random() ** 2 * (LAST_MS - FIRST_MS);
      void clock.sleep(afterMs).then(() => this.model.send({ ...payload, values }));
    }
  }
}

const BROKEN: Seen = { kind: 'not-known', why: 'the answer was cut off' };
