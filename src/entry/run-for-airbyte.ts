import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { CdkLogger } from '../airbyte/cdk-logger';
import { createLog } from '../airbyte/log';
import type { LineWriter } from '../airbyte/stdout';
import { CdkDestination } from './cdk-destination';
import { CdkRunner } from './cdk-runner';
import { ConfigError, TransientError } from '../errors';
import { PEOPLE_COMMANDS } from './people-commands';
import { StopSignal } from './stop-signal';

/**
 * Runs one of Airbyte's commands.
 *
 * Last resort: any error becomes one TRACE, and exit code 1. Stderr stays empty: Airbyte shows each line of it as an error.
 * @param end - Called with the exit code, once the command has ended or has been given up after a signal.
 */
export async function runForAirbyte(
  argv: readonly string[],
  out: LineWriter,
  end: (exitCode: number) => Promise<void>,
): Promise<void> {
  const emit = (line: string): Promise<void> => out.write(line);
  const log = createLog((line) => void emit(line), process.env.LOG_LEVEL);
  const logger = new CdkLogger(emit, log);
  const stop = new StopSignal();
  // Node.js prints its warnings on stderr unless somebody else listens.
  process.removeAllListeners('warning').on('warning', ({ name }) => log('DEBUG', `Node.js gave a ${name}.`));

  const conclude = (error?: unknown): Promise<void> => {
    const failure = stop.exitCode === undefined ? explained(error) : stopped();
    if (failure !== undefined) logger.traceError(failure);
    return end(failure === undefined ? 0 : (stop.exitCode ?? 1));
  };
  const listen = (): AbortSignal => stop.listen(process, () => void conclude());

  try {
    await commandLine(new CdkRunner(logger, new CdkDestination({ log, emit, listen }))).parseAsync([...argv]);
    await conclude();
  } catch (error) {
    await conclude(error);
  }
}

/** Commander prints mistakes on stderr and ends the process by itself, unless every command is told not to. */
function commandLine(runner: CdkRunner): Command {
  const program = runner.mainCommand().version(version());
  // Listed for --help; `main` runs them itself.
  for (const { name, description } of PEOPLE_COMMANDS) program.addCommand(new Command(name).description(description));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  return program;
}

/** The error to tell; undefined if there is none, as after `--help`. */
function explained(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.exitCode === 0) return undefined;
  if (error.code === 'commander.help') return new ConfigError('Command line: no command was given. See --help.');
  return new ConfigError(`Command line: ${error.message.replace(/^error: /, '').replaceAll('\n', ' ')}. See --help.`);
}

function stopped(): TransientError {
  return new TransientError('The sync was asked to stop before its end; the next one goes on from the last state.');
}

function version(): string {
  const file = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
