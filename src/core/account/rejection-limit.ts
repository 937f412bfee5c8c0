import type { CheckpointLedger } from './checkpoint-ledger';
import { ConfigError } from '../../errors';

/** Streams with fewer records never fail by the limit. */
const MIN_RECORDS = 1000;

/**
 * Fails a sync of whose rows too many are refused: more likely the view or a setting is wrong than so many rows.
 *
 * @param maxPercent - `max_rejected_percent`: above it, of a stream's records so far in this attempt.
 * @throws {@link ConfigError} Naming the stream.
 */
export function enforceRejectionLimit(ledger: CheckpointLedger, maxPercent: number): void {
  for (const [stream, { records, rejected }] of ledger.streams()) {
    if (records < MIN_RECORDS || rejected * 100 <= records * maxPercent) continue;
    throw new ConfigError(
      `Of the first ${records} records of stream ${stream}, ${rejected} were refused: more than max_rejected_percent ` +
        `(${maxPercent}) allows. The log names them by cause. Put the view or the settings right, or raise ` +
        'max_rejected_percent; no state was given back since, so the next sync sends these rows again.',
    );
  }
}
