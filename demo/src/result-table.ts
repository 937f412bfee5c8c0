import type { SyncResult } from './sync';
import { count, wrap } from './table';

/** A sync with the heading it gets. */
export interface NamedResult {
  readonly name: string;
  readonly result: SyncResult;
}

/** One column a sync, one row a count, each as the connector told it. */
export function resultRows(results: readonly NamedResult[]): readonly (readonly string[])[] {
  const row = (label: string, of: (result: SyncResult) => string): string[] => [
    label,
    ...results.map(({ result }) => of(result)),
  ];
  return [
    ['', ...results.map(({ name }) => name)],
    row('rows taken', (result) => count(result.records)),
    row('rows refused', (result) => count(result.rejectedRecords)),
    row('values imported (new)', ({ values }) => count(values.imported)),
    row('values updated', ({ values }) => count(values.updated)),
    row('values unchanged', ({ values }) => count(values.unchanged)),
    row('values deleted', ({ values }) => count(values.deleted)),
    row('deletes of what is not there', ({ values }) => count(values.skipped)),
    row('reports registered as complete', ({ completed }) => count(completed)),
    row('requests to DHIS2', ({ requests }) => count(requests)),
    row('states given back', ({ states }) => count(states)),
    row('seconds', ({ seconds }) => seconds.toFixed(1)),
  ];
}

/** The outcome in one line: what DHIS2 did with all values of a sync. */
export function describeOutcome({ values }: SyncResult): string {
  return `imported ${count(values.imported)}, updated ${count(values.updated)}, unchanged ${count(values.unchanged)}, rejected ${count(values.rejected)}`;
}

/** What the connector logged of each refused row: where it stood, then why it was refused and what to do. */
export function refusedRows(results: readonly NamedResult[]): readonly string[] {
  const warnings = results.flatMap(({ result }) => result.warnings).filter((text) => text.startsWith('Row refused: '));
  return warnings.flatMap((text) => {
    const [place = '', ...reasons] = text.slice('Row refused: '.length).split(' — ');
    return [...wrap(place, 2), ...wrap(reasons.join(' — '), 4)];
  });
}
