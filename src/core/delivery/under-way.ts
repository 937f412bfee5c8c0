import { weigh } from './buffer/cell-buffer';
import { cellKey, type Payload } from '../model/data-value';

/** What a payload under way takes up. */
export interface Load {
  readonly keys: readonly string[];
  readonly bytes: number;
}

/** The cells of all payloads under way: none may be in two of them. */
export class UnderWay {
  readonly #cells = new Set<string>();
  #bytes = 0;

  /** About the bytes of the values of all of them. */
  get bytes(): number {
    return this.#bytes;
  }

  has(key: string): boolean {
    return this.#cells.has(key);
  }

  /** @returns What to give back when the payload has ended. */
  enter(payload: Payload): Load {
    const keys = payload.values.map(cellKey);
    const bytes = payload.values.reduce((sum, value) => sum + weigh(value), 0);
    for (const key of keys) this.#cells.add(key);
    this.#bytes += bytes;
    return { keys, bytes };
  }

  leave({ keys, bytes }: Load): void {
    for (const key of keys) this.#cells.delete(key);
    this.#bytes -= bytes;
  }
}
