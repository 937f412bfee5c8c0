import { ConfigError, ProtocolError } from '../errors';

/** A line that is no message of Airbyte's: a fault of the source, or, where it comes first, of what somebody fed in. */
export class ForeignInputError extends ProtocolError {
  readonly #what: string;
  readonly #due: string;

  /** @param what - The line and what is wrong with it. @param due - What it should be, or what to do. */
  constructor(what: string, due = '') {
    super([what, 'Nothing after it was read.', due].filter((text) => text !== '').join(' '));
    this.#what = what;
    this.#due = due;
  }

  /** The same where no message came before it: whoever started the sync has to change something. */
  atTheStart(): ConfigError {
    return new ConfigError([this.#what, 'Nothing was stored.', this.#due].filter((text) => text !== '').join(' '));
  }
}

/** A line that starts as JSON and does not end as it: of an array of rows, or of JSON with line breaks in it. */
export class NotOneLineError extends ForeignInputError {
  /** @param line - How messages name the line. */
  constructor(line: string) {
    super(
      `${line} starts with "{" and is not JSON.`,
      'Each message stands whole on a line of its own. An array, or JSON over several lines, can be turned into that: ' +
        "jq -c '.[]' in.json > out.jsonl (an array) or jq -c . in.json > out.jsonl.",
    );
  }
}

/** A message whose parts are not where Airbyte has them, as those of other tools are not. @param line - How messages name it. */
export function wrongShape(line: string, type: string, field: string): ForeignInputError {
  return new ForeignInputError(
    `${line} is a ${type} without a usable \`${field}\`.`,
    'Airbyte has {"type": "RECORD", "record": {"stream": "…", "emitted_at": 0, "data": {…}}}.',
  );
}
