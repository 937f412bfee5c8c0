import type { Cell } from './data-value';

/**
 * What DHIS2 holds for one cell, as a read showed it.
 *
 * `not-known` is never `absent`: the answer was broken, empty or late, the cell lies where this user cannot read, or its
 * attribute option combo has an option whose values DHIS2 leaves out without a word.
 */
export type Seen =
  | {
      readonly kind: 'held';
      readonly value: string;
      readonly comment?: string;
      readonly followUp: boolean;
      /** The value was deleted, and left its mark. */
      readonly deleted: boolean;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'not-known'; readonly why: string };

/** What a reading of cells found, and when. */
export interface Look {
  /** When the first request of the reading was sent, in milliseconds of the clock: what is seen is as old as this. */
  readonly since: number;
  /** By `cellKey`; every cell that was asked for has an entry. */
  readonly seen: ReadonlyMap<string, Seen>;
}

/** Reads what DHIS2 holds. */
export interface CellReader {
  /** Why nothing is read any more in this sync, if that is so: every cell is `not-known` from then on. */
  readonly ended?: string | undefined;
  /**
   * Looks at cells in as few requests as the limits of DHIS2 allow.
   *
   * @param cells - Each with the data set that it would be sent in.
   * @returns Never fails for trouble of DHIS2: what could not be read is `not-known`.
   */
  look(cells: readonly (Cell & { readonly dataSet: string })[], signal?: AbortSignal): Promise<Look>;
}
