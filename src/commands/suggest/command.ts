import { Option, type Command } from 'commander';
import type { PeopleCommand, PeopleTools } from '../people-command';
import type { SuggestFormat } from './format';

interface CommandLine {
  readonly config: string;
  readonly catalog?: string;
  readonly format: SuggestFormat;
}

/** `suggest --config F [--catalog F] [--format text|json|yaml]`, rows on stdin. */
export const suggestCommand: PeopleCommand = {
  name: 'suggest',
  description: 'say how the rows on stdin would be read, with the entry of `streams` to paste; sends nothing',
  set: (command, tools) =>
    command
      .requiredOption('--config <file>', 'the settings, as JSON')
      .option('--catalog <file>', 'the configured catalog: its columns count where there are no rows')
      .addOption(new Option('--format <format>', 'what to print').choices(['text', 'json', 'yaml']).default('text'))
      .action((_options: unknown, self: Command) => run(self.opts<CommandLine>(), tools)),
};

async function run({ config, catalog, format }: CommandLine, { print, ...tools }: PeopleTools): Promise<void> {
  const [{ connectForPeople }, { readConfig }, { readViews }, { suggestAll }, { suggestWriter }] = await Promise.all([
    import('../connect-for-people.js'),
    import('../../config/config.js'),
    import('./views.js'),
    import('./suggest-all.js'),
    import('./format.js'),
  ]);
  const views = await readViews({ catalogPath: catalog, stdin: process.stdin, log: tools.log });
  const settings = await readConfig(config);
  await connectForPeople(config, tools, async ({ client }) => {
    await print(suggestWriter(format)(await suggestAll(views, settings, client)));
  });
}
