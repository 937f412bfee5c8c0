import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { PeopleCommand, PeopleTools } from '../people-command';
import { ConfigError } from '../../errors';

interface Options {
  readonly config: string;
  readonly port: string;
  /** False after `--no-browser`. */
  readonly browser: boolean;
  readonly wait: string;
}

/** `authorize`. */
export const authorizeCommand: PeopleCommand = {
  name: 'authorize',
  description: "get an OAuth2 refresh token by DHIS2's login in a browser",
  set: (command: Command, tools: PeopleTools) =>
    command
      .requiredOption(
        '--config <file>',
        'the settings, as JSON: base_url and credentials with client_id and client_secret',
      )
      .option('--port <number>', 'where the browser comes back to; the client must be registered for it', '9999')
      .option('--no-browser', 'open no browser, and take the address that it ends on as input')
      .option('--wait <minutes>', 'how long to wait for the login', '10')
      .action((options: Options) => run(options, tools)),
};

async function run({ config, port, browser, wait }: Options, { print, log, clock }: PeopleTools): Promise<void> {
  const options = { port: wholeNumber('--port', port, 65_535), waitMs: wholeNumber('--wait', wait, 1_440) * 60_000 };
  const { authorize } = await import('./authorize.js');
  const { readAuthorizeSettings } = await import('./settings.js');
  const { openBrowser } = await import('./browser.js');
  const settings = await readAuthorizeSettings(config);
  await authorize(options, {
    settings,
    print,
    log,
    clock,
    ...(browser ? { openBrowser: (url: string) => openBrowser(url) } : {}),
    // In a container the browser cannot come back either, so whoever sits at a terminal may always paste.
    ...(browser && !process.stdin.isTTY ? {} : { pasted: typedLines() }),
  });
}

/** Opens stdin when the first line is asked for: lines that come before are lost to whoever asks later. */
async function* typedLines(): AsyncGenerator<string> {
  yield* createInterface({ input: process.stdin });
}

function wholeNumber(option: string, text: string, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= max) return number;
  throw new ConfigError(`${option} must be a whole number up to ${max}.`);
}
