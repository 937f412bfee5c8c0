import type { Log } from '../core/ports';
import type { Line } from './split-lines';

/** Counts what was passed over, and says so once a type and once at the end. */
export class SkippedLines {
  readonly #log: Log;
  readonly #types = new Map<string, number>();
  #noJson = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** A line that does not set out to be a message; blank ones do not count. */
  noJson(line: Line): void {
    if (line.text.trim() === '') return;
    this.#noJson += 1;
    if (this.#noJson === 1) this.#log('WARN', `${place(line)} is not a message; such lines are skipped.`);
  }

  /** A message of a type that means nothing here. */
  otherType(type: unknown): void {
    const name = typeof type === 'string' && /^[A-Z_]{1,40}$/.test(type) ? type : 'unknown';
    const seen = this.#types.get(name) ?? 0;
    this.#types.set(name, seen + 1);
    if (seen === 0) this.#log('WARN', `Messages of type ${name} mean nothing to a destination and are skipped.`);
  }

  /** Says at the end how many there were. */
  summarise(): void {
    if (this.#noJson > 0) this.#log('INFO', `Lines skipped because they are no messages: ${this.#noJson}.`);
    for (const [type, count] of this.#types) this.#log('INFO', `Messages skipped of type ${type}: ${count}.`);
  }
}

/** How messages name a line: by its number and length, never by what it says. */
export function place(line: Line): string {
  return `Line ${line.number} of the input (${line.text.length} characters)`;
}
