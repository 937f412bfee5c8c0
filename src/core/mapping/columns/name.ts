/** What is left of a column's name for comparing it: Postgres folds `dataElement`, people write `Data Element`. */
export function comparableName(name: string): string {
  return name.toLowerCase().replace(/[_\-\s]/g, '');
}

/** Whether a column is Airbyte's own: never data. */
export function isAirbyteColumn(column: string): boolean {
  return /^_(airbyte|ab)_/i.test(column);
}
