import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError, type Command } from 'commander';
import { CdkLogger } from './airbyte/cdk-logger';
import { createLog } from './airbyte/log';
import { createLineWriter } from './airbyte/stdout';
import { CdkDestination } from './cdk-destination';
import { CdkRunner } from './cdk-runner';
import { ConfigError, TransientError } from './errors';
import { StopSignal } from './stop-signal';

/**
 * Runs one command and ends the process.
 *
 * Last resort: any error becomes one TRACE, and exit code 1. Stderr stays empty: Airbyte shows each line of it as an error.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const out = createLineWriter(process.stdout, () => process.exit(1));
  const emit = (line: string): Promise<void> => out.write(line);
  const log = createLog((line) => void emit(line), process.env.LOG_LEVEL);
  const logger = new CdkLogger(emit, log);
  const stop = new StopSignal();

  const end = async (error?: unknown): Promise<void> => {
    const failure = stop.exitCode === undefined ? explained(error) : stopped();
    if (failure !== undefined) logger.traceError(failure);
    await out.flush();
    process.exit(failure === undefined ? 0 : (stop.exitCode ?? 1));
  };
  const listen = (): AbortSignal => stop.listen(process, () => void end());

  try {
    await commandLine(new CdkRunner(logger, new CdkDestination({ log, emit, listen }))).parseAsync([...argv]);
    await end();
  } catch (error) {
    await end(error);
  }
}

/** Commander prints mistakes on stderr and ends the process by itself, unless every command is told not to. */
function commandLine(runner: CdkRunner): Command {
  const program = runner.mainCommand().version(version());
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
  return new ConfigError(`Command line: ${error.message.replace(/^error: /, '')}. See --help.`);
}

function stopped(): TransientError {
  return new TransientError('The sync was asked to stop before its end; the next one goes on from the last state.');
}

function version(): string {
  const file = readFileSync(join(__dirname, '..', 'package.json'), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
