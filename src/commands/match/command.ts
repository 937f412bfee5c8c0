import { Option, type Command } from 'commander';
import { FLOOR } from '../../core/mapping/matching/match';
import { ConfigError } from '../../errors';
import type { PeopleCommand, PeopleTools } from '../people-command';

interface CommandLine {
  readonly config: string;
  readonly orgUnits?: string;
  readonly dataElements?: string;
  readonly codeColumn?: string;
  readonly nameColumn?: string;
  readonly parentColumn?: string;
  readonly floor: number;
  readonly unmatched?: string;
}

/** `match --config F --org-units FILE.csv` (or `--data-elements`). */
export const matchCommand: PeopleCommand = {
  name: 'match',
  description: 'propose the DHIS2 id of each row of a list of your own names and codes, as CSV to review',
  set: (command, tools) =>
    command
      .requiredOption('--config <file>', 'the settings, as JSON')
      .option(
        '--org-units <file>',
        'CSV of facilities: code, name, parent name, latitude and longitude, as far as there are',
      )
      .addOption(
        new Option('--data-elements <file>', 'CSV of indicators: code, name, data set, as far as there are').conflicts(
          'orgUnits',
        ),
      )
      .option('--code-column <name>', 'the column of codes, where its name does not tell')
      .option('--name-column <name>', 'the column of names, likewise')
      .option('--parent-column <name>', 'the column of the area (or data set) that holds it, likewise')
      .option('--floor <score>', 'the lowest score that is proposed, 0 to 1', Number, FLOOR)
      .option('--unmatched <file>', 'also write what DHIS2 has and no row is; run again, it says what is new there')
      .action((_options: unknown, self: Command) => run(self.opts<CommandLine>(), tools)),
};

async function run(line: CommandLine, { print, ...tools }: PeopleTools): Promise<void> {
  const file = line.orgUnits ?? line.dataElements;
  if (file === undefined) {
    throw new ConfigError('Say which list to match: --org-units FILE.csv or --data-elements FILE.csv.');
  }
  if (!(line.floor >= 0 && line.floor <= 1)) throw new ConfigError('--floor must be a number from 0 to 1.');
  const [{ connectForPeople }, { readCsvFile }, { readOwnList }, { runMatch }] = await Promise.all([
    import('../connect-for-people.js'),
    import('./read-csv-file.js'),
    import('./own-list.js'),
    import('./run-match.js'),
  ]);
  const list = readOwnList(await readCsvFile(file), {
    ...(line.codeColumn !== undefined && { code: line.codeColumn }),
    ...(line.nameColumn !== undefined && { name: line.nameColumn }),
    ...(line.parentColumn !== undefined && { parent: line.parentColumn }),
  });
  const what = line.orgUnits === undefined ? 'dataElements' : 'orgUnits';
  const note = (text: string): void => tools.log('INFO', text);
  await connectForPeople(line.config, tools, ({ client }) =>
    runMatch(
      { list, what, floor: line.floor, unmatchedFile: line.unmatched },
      { get: (path, params) => client.get(path, params), print, note },
    ),
  );
}
