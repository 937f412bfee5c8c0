import { CheckpointLedger } from '../../src/core/account/checkpoint-ledger';
import type { RecordTicket } from '../../src/core/model/record-ticket';
import type { DataValue } from '../../src/core/model/data-value';

/** A ticket of a ledger of its own, for tests that look at values only. */
export function aTicket(line = 1, stream = 'values'): RecordTicket {
  return new CheckpointLedger().openRecord({ stream, line, ordinal: line });
}

/** A data value of the recorded servers' metadata; name what matters. */
export function aValue(parts: Partial<DataValue> = {}): DataValue {
  return {
    dataSet: 'dsMONTHLY01',
    dataElement: 'deINTEGER01',
    categoryOptionCombo: 'HllvX50cXC0',
    attributeOptionCombo: 'HllvX50cXC0',
    orgUnit: 'ouFACIL0001',
    period: '202501',
    action: 'store',
    value: '1',
    record: aTicket(),
    ...parts,
  };
}
