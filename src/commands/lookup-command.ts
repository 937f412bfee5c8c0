import { Option, type Command } from 'commander';
import type { PeopleCommand, PeopleTools } from './people-command';
import type { LookupFormat } from './lookup-format';

interface CommandLine {
  readonly config: string;
  readonly format: LookupFormat;
  readonly dataSet: readonly string[];
}

/** `lookup --config F [--format sql|csv] [--data-set ID…]`. */
export const lookupCommand: PeopleCommand = {
  name: 'lookup',
  description: 'write the ids that DHIS2 knows as a table for the warehouse (SQL or CSV)',
  set: (command, tools) =>
    command
      .requiredOption('--config <file>', 'the settings, as JSON')
      .addOption(new Option('--format <format>', 'what to write').choices(['sql', 'csv']).default('sql'))
      .option('--data-set <id...>', 'UIDs or codes of data sets; all that the user may write by default', [])
      .action((_options: unknown, self: Command) => run(self.opts<CommandLine>(), tools)),
};

async function run({ config: path, format, dataSet }: CommandLine, { print, log }: PeopleTools): Promise<void> {
  const [{ readConfig }, { createClient }, { systemClock }, { runLookup }] = await Promise.all([
    import('../config.js'),
    import('../dhis2/client.js'),
    import('../clock.js'),
    import('./lookup.js'),
  ]);
  const { connection, warnings } = await readConfig(path);
  for (const warning of warnings) log('WARN', warning);
  const client = createClient({
    settings: connection,
    clock: systemClock,
    random: Math.random,
    log,
    retryBudgetMs: 0,
    onRotated: () => {
      log('WARN', `DHIS2 has replaced the refresh token in ${path} by a new one: sign in again with \`authorize\`.`);
      return Promise.resolve();
    },
  });
  try {
    // What is printed gets a line break at its end; the writer's pieces have one already, and an empty one has no line.
    const write = (text: string): Promise<void> =>
      text === '' ? Promise.resolve() : print(text.endsWith('\n') ? text.slice(0, -1) : text);
    await runLookup({ format, dataSets: dataSet }, { get: (from, params) => client.get(from, params), write });
  } finally {
    client.close();
  }
}
