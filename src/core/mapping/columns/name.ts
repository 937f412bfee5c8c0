/** What is left of a column's name for comparing it: Postgres folds `dataElement`, people write `Data Element`. */
export function comparableName(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[_\-\s]/g, '');
}

/** Whether a column is Airbyte's own: never data. */
export function isAirbyteColumn(column: string): boolean {
  return /^_(airbyte|ab)_/i.test(column);
}

/** Columns that a sentence names; where there are more it says how many. */
const MAX_NAMED = 10;

/** Names columns in a sentence: all of a few, or else their count and the first ones. */
export function listColumns(columns: readonly string[], most = MAX_NAMED): string {
  if (columns.length <= most) return columns.join(', ');
  return `${columns.length.toLocaleString('en')} columns, the first are ${columns.slice(0, most).join(', ')}`;
}
