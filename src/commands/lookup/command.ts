import { Option, type Command } from 'commander';
import type { PeopleCommand, PeopleTools } from '../people-command';
import type { LookupFormat } from './format';

interface CommandLine {
  readonly config: string;
  readonly format: LookupFormat;
  readonly dataSet: readonly string[];
  readonly schema?: string;
}

/** `lookup --config F [--format sql|csv] [--schema NAME] [--data-set ID…]`. */
export const lookupCommand: PeopleCommand = {
  name: 'lookup',
  description: 'write the ids that DHIS2 knows as a table for the warehouse (SQL or CSV)',
  set: (command, tools) =>
    command
      .requiredOption('--config <file>', 'the settings, as JSON')
      .addOption(new Option('--format <format>', 'what to write').choices(['sql', 'csv']).default('sql'))
      .option(
        '--schema <name>',
        'the schema of the warehouse that the table goes into (SQL); made where it is not there',
      )
      .option('--data-set <id...>', 'UIDs or codes of data sets; all that the user may write by default', [])
      .action((_options: unknown, self: Command) => run(self.opts<CommandLine>(), tools)),
};

async function run({ config, format, dataSet, schema }: CommandLine, { print, ...tools }: PeopleTools): Promise<void> {
  const [{ connectForPeople }, { runLookup }] = await Promise.all([
    import('../connect-for-people.js'),
    import('./lookup.js'),
  ]);
  // What is printed gets a line break at its end; the writer's pieces have one already, and an empty one has no line.
  const write = (text: string): Promise<void> =>
    text === '' ? Promise.resolve() : print(text.endsWith('\n') ? text.slice(0, -1) : text);
  await connectForPeople(config, tools, ({ client }) =>
    runLookup(
      { format, dataSets: dataSet, ...(schema !== undefined && { schema }) },
      { get: (path, params) => client.get(path, params), write },
    ),
  );
}
