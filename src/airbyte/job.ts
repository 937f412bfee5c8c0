import type { Config } from '../config/config';
import type { Incoming } from '../core/model/incoming';
import type { Log } from '../core/model/ports';
import type { ConfiguredCatalog } from './catalog';

/** One `write`, with all it needs. */
export interface WriteJob {
  readonly config: Config;
  readonly catalog: ConfiguredCatalog;
  /** Stdin; it is opened when the iteration begins, and read on only when the next array is asked for. */
  readonly input: AsyncIterable<readonly Incoming[]>;
  readonly log: Log;
  /** Aborted by SIGTERM or SIGINT: what is in flight is settled, and `write` ends within 9 seconds. */
  readonly signal: AbortSignal;
  /** Prints one protocol line; resolves when stdout takes more. */
  readonly emit: (line: string) => Promise<void>;
  /** Nothing is stored, and no state leaves. */
  readonly dryRun: boolean;
}

/** What `check` found. */
export interface CheckResult {
  readonly succeeded: boolean;
  /** For the person in front of the form: what is well, or what to change. */
  readonly message: string;
}

/** The connector behind Airbyte's commands; `destination.ts` is it. Failures are thrown as `ConnectorError`. */
export interface Destination {
  /** @param emit - As {@link WriteJob.emit}: a sign-in may replace the refresh token, which leaves by a CONTROL message. */
  check(config: Config, log: Log, emit: WriteJob['emit']): Promise<CheckResult>;
  /** @returns A DESTINATION_CATALOG message. */
  discover(config: Config, log: Log): Promise<unknown>;
  write(job: WriteJob): Promise<void>;
}
