import { AirbyteLogger } from 'faros-airbyte-cdk/lib/logger';
import type { AirbyteLog, AirbyteMessage } from 'faros-airbyte-cdk/lib/protocol';
import type { Log, LogLevel } from '../core/model/ports';
import { traceOf } from './trace';

/**
 * The CDK's logger with its failings closed: levels stay what they are inside Airbyte's worker, a failure is told once,
 * and neither logs nor traces quote the errors of libraries, whose texts may hold rows and cookies.
 */
export class CdkLogger extends AirbyteLogger {
  readonly #print: (line: string) => Promise<void>;
  readonly #log: Log;
  #traced = false;

  constructor(print: (line: string) => Promise<void>, log: Log) {
    super();
    this.#print = print;
    this.#log = log;
  }

  /** Prints a message on stdout; resolves when stdout takes more. */
  override async write(message: AirbyteMessage): Promise<void> {
    if (!isLog(message)) return this.#print(JSON.stringify(message));
    const { level, message: text } = message.log;
    this.#log(LEVELS[level] ?? 'INFO', text);
  }

  /** Prints the TRACE ERROR for anything that was thrown; only the first one, since Airbyte expects one. */
  override traceError(error: unknown): void {
    if (this.#traced) return;
    this.#traced = true;
    void this.#print(JSON.stringify(traceOf(error, Date.now())));
  }
}

const LEVELS: Readonly<Record<string, LogLevel>> = {
  FATAL: 'ERROR',
  ERROR: 'ERROR',
  WARN: 'WARN',
  INFO: 'INFO',
  DEBUG: 'DEBUG',
  TRACE: 'DEBUG',
};

function isLog(message: AirbyteMessage): message is AirbyteLog {
  return (message.type as string) === 'LOG';
}
