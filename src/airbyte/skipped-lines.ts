import type { Log } from '../core/model/ports';
import { ConfigError } from '../errors';
import { lookOfLine } from './look-of-line';
import type { Line } from './split-lines';

/** What a line has to be. */
const DUE =
  'Each line must be an Airbyte message, such as ' +
  '{"type": "RECORD", "record": {"stream": "…", "emitted_at": 0, "data": {…}}}.';

/** Counts what was passed over, and says so once a type and once at the end. */
export class SkippedLines {
  readonly #log: Log;
  readonly #types = new Map<string, number>();
  #noJson = 0;
  #noType = 0;
  /** Where the first line that is no message stands, and what it looks like. */
  #first: { readonly place: string; readonly look: string } | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** A line that does not set out to be a message; blank ones do not count. */
  noJson(line: Line): void {
    if (line.text.trim() === '') return;
    this.#first ??= { place: place(line), look: lookOfLine(line.text) };
    this.#noJson += 1;
    if (this.#noJson === 1) this.#log('WARN', `${place(line)} is not a message; such lines are skipped.`);
  }

  /** A message of a type that means nothing here, or an object that is no message. */
  otherType(line: Line, type: unknown): void {
    if (typeof type !== 'string' || !/^[A-Z_]{1,40}$/.test(type)) {
      this.#noType += 1;
      this.#first ??= { place: place(line), look: lookOfLine(line.text) };
      if (this.#noType === 1) {
        this.#log('WARN', `${place(line)} has no message \`type\`, such as RECORD; such lines are skipped.`);
      }
      return;
    }
    const seen = this.#types.get(type) ?? 0;
    this.#types.set(type, seen + 1);
    if (seen === 0) this.#log('WARN', `Messages of type ${type} mean nothing to a destination and are skipped.`);
  }

  /** Says at the end how many there were. */
  summarise(): void {
    if (this.#noJson > 0) this.#log('INFO', `Lines skipped because they are no messages: ${this.#noJson}.`);
    if (this.#noType > 0) this.#log('INFO', `Lines skipped because they have no message type: ${this.#noType}.`);
    for (const [type, count] of this.#types) this.#log('INFO', `Messages skipped of type ${type}: ${count}.`);
  }

  /**
   * To be called at the end of an input without a RECORD and a STATE.
   * @throws {@link ConfigError} If no line of it was a message of any type: it says what the lines look like, and what is due.
   */
  explainNothingRead(): void {
    const lines = this.#noJson + this.#noType;
    if (this.#first && this.#types.size === 0) {
      const what = lines === 1 ? 'one line, which is no message' : `${lines} lines, and none of them is a message`;
      throw new ConfigError(
        `The input has ${what}, so nothing was stored. ${this.#first.place} looks like ${this.#first.look}. ${DUE}`,
      );
    }
    this.#log('INFO', 'The input had no RECORD and no STATE: there was nothing to store.');
  }
}

/** How messages name a line: by its number and length, never by what it says. */
export function place({ number, text: { length } }: Line): string {
  return `Line ${number} of the input (${length} character${length === 1 ? '' : 's'})`;
}
