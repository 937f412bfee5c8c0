import type { RecordTicket, RowPart } from './record-ticket';
import type { Refusal } from './refusal';

/** What DHIS2 keeps one value for: resolved UIDs and the canonical period id. The data set is no part of it. */
export interface Cell {
  readonly dataElement: string;
  readonly categoryOptionCombo: string;
  readonly attributeOptionCombo: string;
  readonly orgUnit: string;
  /** Canonical DHIS2 period id: `202501`, `2023W05`. */
  readonly period: string;
}

/** One value of one record, mapped and resolved, on its way to DHIS2. */
export interface DataValue extends Cell {
  readonly dataSet: string;
  /** `delete` removes the cell's value in DHIS2. */
  readonly action: 'store' | 'delete';
  /** The text DHIS2 is to store; empty for a delete. */
  readonly value: string;
  readonly comment?: string;
  readonly followUp?: boolean;
  /** DHIS2 may refuse the whole request for this value without naming it: it goes in a request of its own. */
  readonly alone?: true;
  /** The record it came from, which the ledger must hear of. */
  readonly record: RecordTicket;
  /** Which part of the record it is; absent where the record is this one value. */
  readonly part?: RowPart | undefined;
  /**
   * The unsent value of the same cell that this one replaced, or with CREATE came before: it is sent after all if this one is
   * refused.
   */
  readonly supersedes?: DataValue;
}

/** What one request to `/api/dataValueSets` carries: values of distinct cells of one data set, all stored or all deleted. */
export interface Payload {
  readonly dataSet: string;
  readonly action: DataValue['action'];
  readonly values: readonly DataValue[];
  /** True for `grouped` requests: all values share org unit, period and attribute option combo. */
  readonly grouped: boolean;
}

/** How a value ended. Every value ends once. */
export type Outcome =
  | { readonly kind: 'stored' }
  | { readonly kind: 'deleted' }
  /** Nothing to store, by the row's or the server's own rules: a strategy that leaves it, a zero that is not kept. */
  | { readonly kind: 'skipped'; readonly why: SkipReason }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'rejected'; readonly refusal: Refusal };

/** Why there was nothing to store: NULL in the view; the import strategy; a delete of nothing; an element without zeros. */
export type SkipReason = 'null' | 'strategy' | 'nothing-to-delete' | 'zero-not-kept';

/** One text per cell. */
export function cellKey(cell: Cell): string {
  const { dataElement, categoryOptionCombo, attributeOptionCombo, orgUnit, period } = cell;
  return `${dataElement}/${categoryOptionCombo}/${attributeOptionCombo}/${orgUnit}/${period}`;
}

/** Names a value in a message, ids as given; never its value. */
export function describeIds(ids: Cell & Pick<DataValue, 'dataSet'>): string {
  const { dataElement, categoryOptionCombo, attributeOptionCombo, orgUnit, period, dataSet } = ids;
  return (
    `dataElement=${dataElement} categoryOptionCombo=${categoryOptionCombo} ` +
    `attributeOptionCombo=${attributeOptionCombo} orgUnit=${orgUnit} period=${period} dataSet=${dataSet}`
  );
}
