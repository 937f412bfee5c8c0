import type { Cause } from './cause';

/** Why one value, or one whole record, was not stored. */
export interface Refusal {
  readonly cause: Cause;
  /** DHIS2's code (`E7619`, `E8022`), also for what the preflight refuses; `UNREADABLE` for a row that cannot be mapped. */
  readonly code: string;
  /** Who said no: the connector before sending, or DHIS2. */
  readonly by: 'connector' | 'dhis2';
  /**
   * What is wrong with this row, without any value of it; ids may appear. The connector's is a sentence that needs none
   * beside it; DHIS2's is as it was answered, values masked, and may be empty.
   */
  readonly text: string;
}
