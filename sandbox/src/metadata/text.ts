/** A JSON value as text: strings as they are, numbers and booleans as they are written, anything else as nothing. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
