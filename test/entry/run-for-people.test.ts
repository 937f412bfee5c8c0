import { ConfigError } from '../../src/errors';
import type { PeopleCommand } from '../../src/commands/people-command';
import { PEOPLE_COMMANDS } from '../../src/entry/people-commands';
import { runForPeople } from '../../src/entry/run-for-people';

const command = (action: (options: object) => Promise<void>): PeopleCommand => ({
  name: 'greet',
  description: 'says hello',
  set: (commander, { print, log }) =>
    commander.requiredOption('--who <name>', 'whom').action(async (options: { who: string }) => {
      log('INFO', 'a note');
      log('DEBUG', 'not for people');
      await action(options);
      await print(`hello ${options.who}`);
    }),
});

describe('runForPeople', () => {
  let stdout: string[];
  let stderr: string;
  beforeEach(() => {
    stdout = [];
    stderr = '';
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += String(text)), true));
    jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  });
  afterEach(() => void jest.restoreAllMocks());

  const run = (args: string[], action: (options: object) => Promise<void> = () => Promise.resolve()): Promise<number> =>
    runForPeople(command(action), args, {
      write: (line) => Promise.resolve(void stdout.push(line)),
      flush: () => Promise.resolve(),
    });

  it('prints the product on stdout and notes on stderr', async () => {
    expect(await run(['--who', 'you'])).toBe(0);
    expect([stdout, stderr]).toEqual([['hello you'], 'a note\n']);
  });

  it('tells trouble as one sentence on stderr, and fails', async () => {
    expect(await run(['--who', 'you'], () => Promise.reject(new ConfigError('Not today.')))).toBe(1);
    expect([stdout, stderr]).toEqual([[], 'a note\nNot today.\n']);
  });

  it('quotes nothing of errors that it does not know', async () => {
    expect(await run(['--who', 'you'], () => Promise.reject(new Error('hunter2')))).toBe(1);
    expect(stderr).not.toContain('hunter2');
  });

  it.each([
    ['a missing option', [], 1],
    ['an unknown option', ['--who', 'you', '--loud'], 1],
    ['--help', ['--help'], 0],
  ])('leaves %s to the command line library', async (_, args, exitCode) => {
    expect(await run(args)).toBe(exitCode);
  });
});

describe('the commands for people', () => {
  it('have names of their own, none of them one of Airbyte', () => {
    const names = [...PEOPLE_COMMANDS.map(({ name }) => name), 'spec', 'check', 'discover', 'write'];
    expect(new Set(names).size).toBe(names.length);
  });
});
