import { authorizeCommand } from '../commands/authorize/command';
import { lookupCommand } from '../commands/lookup/command';
import { matchCommand } from '../commands/match/command';
import { registerClientCommand } from '../commands/register-client/command';
import { suggestCommand } from '../commands/suggest/command';
import type { PeopleCommand } from '../commands/people-command';

/** Every command beside Airbyte's four. To add one: a row here. */
export const PEOPLE_COMMANDS: readonly PeopleCommand[] = [
  suggestCommand,
  matchCommand,
  lookupCommand,
  registerClientCommand,
  authorizeCommand,
];

/** @returns The row of this name, if there is one. */
export function peopleCommand(name: string | undefined): PeopleCommand | undefined {
  return PEOPLE_COMMANDS.find((command) => command.name === name);
}
