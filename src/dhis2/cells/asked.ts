/** One thing that a read is to show: a cell, or a completion. */
export interface Asked {
  /** One text a thing. */
  readonly key: string;
  /** UID of the data element, or of the data set where completions are read. */
  readonly what: string;
  readonly orgUnit: string;
  readonly period: string;
  readonly attributeOptionCombo: string;
  /** Things of one group tend to have the same org units and periods: the data set. */
  readonly group: string;
}

/** The dimensions that a read is made of, as the query calls those that have one name. */
export type Dimension = 'what' | 'orgUnit' | 'period';

/** One GET: everything that its ids have in common, among it what is asked for. */
export interface Read {
  readonly asked: readonly Asked[];
  /** Distinct, in the order of the plan. */
  readonly ids: Readonly<Record<Dimension, readonly string[]>>;
  /** Attribute option combos to filter by; empty for no filter. */
  readonly attributeOptionCombos: readonly string[];
}
