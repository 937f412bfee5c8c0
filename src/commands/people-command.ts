import type { Command } from 'commander';
import type { Clock, Log } from '../core/model/ports';

/** What a command for people has at hand. */
export interface PeopleTools {
  /** Prints on stdout, which may be piped into a file. */
  readonly print: (text: string) => Promise<void>;
  /** Notes and warnings, on stderr. */
  readonly log: Log;
  readonly clock: Clock;
}

/** A command for people rather than for Airbyte: its product is text on stdout, its trouble one sentence on stderr. */
export interface PeopleCommand {
  readonly name: string;
  readonly description: string;
  /** Declares options and the action; the action loads what it needs, so that `spec` stays quick, and throws when it fails. */
  readonly set: (command: Command, tools: PeopleTools) => Command;
}
