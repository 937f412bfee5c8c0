import type { Answer } from '../../model/ports';

/** How a request ended. */
export interface Exchange {
  /** Values that it carried. */
  readonly values: number;
  readonly answer: Answer;
  /** From the moment it was sent to its answer, retries of the transport included. */
  readonly ms: number;
}

/** How large requests are, and how many of them run at once. Asked before each request: both may change in mid-sync. */
export interface Pace {
  /** The most values that a request carries now. */
  readonly values: number;
  /** The most requests that are under way now. */
  readonly requests: number;
  /** Hears of each request once it has ended. */
  heard(exchange: Exchange): void;
}
