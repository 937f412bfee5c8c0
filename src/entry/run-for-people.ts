import { Command, CommanderError } from 'commander';
import type { LineWriter } from '../airbyte/stdout';
import { messageOf } from '../airbyte/trace';
import type { PeopleCommand } from '../commands/people-command';
import { systemClock } from './system-clock';

/**
 * Runs a command for people: text on stdout, notes and trouble on stderr.
 * @param args - What follows the command's name.
 * @returns The exit code.
 */
export async function runForPeople(command: PeopleCommand, args: readonly string[], out: LineWriter): Promise<number> {
  const note = (text: string): void => void process.stderr.write(`${text}\n`);
  const program = command.set(new Command(`destination-dhis2 ${command.name}`).description(command.description), {
    print: (text) => out.write(text),
    log: (level, message) => level !== 'DEBUG' && note(message),
    clock: systemClock,
  });
  try {
    await program.exitOverride().parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has told its own already, help and mistakes alike.
    if (error instanceof CommanderError) return error.exitCode;
    note(messageOf(error));
    return 1;
  }
}
