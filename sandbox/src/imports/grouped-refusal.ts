import type { Conflict } from './import-summary';

/** Why 2.43 refuses a group of values, or a whole request when the group cannot even be read. */
export class GroupRefusal extends Error {
  readonly conflict: Omit<Conflict, 'indexes'>;

  /** @param args - What the message speaks of, repeated apart from it in `objects.args`. */
  constructor(
    readonly code: string,
    text: string,
    args: readonly (string | number)[],
  ) {
    super(text);
    this.conflict = { objects: { args: args.join('-') }, value: text, errorCode: code };
  }
}

/** A list as Java writes it: `[a, b]`. */
export function javaList(items: readonly (string | number)[]): string {
  return `[${items.join(', ')}]`;
}
