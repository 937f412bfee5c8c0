import type { CheckResult } from '../../src/commands/check/check';
import { systemClock } from '../../src/entry/system-clock';
import { messageOf } from '../../src/airbyte/trace';
import { parseConfig } from '../../src/config/config';
import { createDestination } from '../../src/destination';

/** What a check came to, as its CONNECTION_STATUS tells it. */
export interface Checked extends CheckResult {
  /** Messages of the log, by level. */
  readonly log: readonly { readonly level: string; readonly message: string }[];
  /** Protocol lines besides. */
  readonly lines: readonly string[];
}

/** Runs the connector's check in this process; what it throws becomes the message, as in the command. */
export async function checkWith(config: object): Promise<Checked> {
  const log: { level: string; message: string }[] = [];
  const lines: string[] = [];
  const run = async (): Promise<CheckResult> =>
    createDestination({ clock: systemClock, random: Math.random }).check(
      parseConfig(config),
      (level, message) => log.push({ level, message }),
      (line) => {
        lines.push(line);
        return Promise.resolve();
      },
    );
  const result = await run().catch((error: unknown) => ({ succeeded: false, message: messageOf(error) }));
  return { ...result, log, lines };
}
