import { Command } from 'commander';
import { AirbyteDestinationRunner } from 'faros-airbyte-cdk/lib/destinations/destination-runner';
import {
  AirbyteConnectionStatus,
  AirbyteConnectionStatusMessage,
  type AirbyteConfig,
  type AirbyteConfiguredCatalog,
  type AirbyteMessage,
} from 'faros-airbyte-cdk/lib/protocol';
import type { CdkLogger } from '../airbyte/cdk-logger';
import { readJsonFile } from '../config/read-json-file';
import { messageOf } from '../airbyte/trace';
import type { CdkDestination } from './cdk-destination';
import { ConfigError, TransientError } from '../errors';

/** Airbyte's patience with `check` is 9 minutes. */
const CHECK_DEADLINE_MS = 8 * 60 * 1000;

/**
 * The CDK's command line, where it can be used as it is: `spec`. The other commands read their files themselves (the CDK
 * requires them as modules and quotes them when that fails) and answer as the protocol asks when something is wrong.
 */
export class CdkRunner extends AirbyteDestinationRunner<AirbyteConfig> {
  declare protected readonly logger: CdkLogger;
  declare protected readonly destination: CdkDestination;

  constructor(logger: CdkLogger, destination: CdkDestination) {
    super(logger, destination);
  }

  override mainCommand(): Command {
    return new Command()
      .name('destination-dhis2')
      .description('Airbyte destination that stores rows as aggregate data values in DHIS2')
      .addCommand(this.specCommand().description("print the connector's settings (SPEC)"))
      .addCommand(this.checkCommand())
      .addCommand(this.discoverCommand())
      .addCommand(this.writeCommand());
  }

  /** Prints one CONNECTION_STATUS, whatever happens. */
  override checkCommand(): Command {
    return new Command('check')
      .description('try the settings against DHIS2 (CONNECTION_STATUS)')
      .option('--config [file]', 'the settings, as JSON')
      .action(async ({ config }: { config?: string | true }) => this.logger.write(await this.#status(config)));
  }

  discoverCommand(): Command {
    return new Command('discover')
      .description('print the objects that rows may become (DESTINATION_CATALOG)')
      .requiredOption('--config <file>', 'the settings, as JSON')
      .action(async ({ config }: { config: string }) => {
        const settings = (await readJsonFile(config, 'config')) as AirbyteConfig;
        await this.logger.write((await this.destination.discover(settings)) as AirbyteMessage);
      });
  }

  override writeCommand(): Command {
    return new Command('write')
      .description('store the rows that come on stdin; give states back on stdout')
      .requiredOption('--config <file>', 'the settings, as JSON')
      .requiredOption('--catalog <file>', 'the streams, as JSON')
      .option('--dry-run', 'store nothing: DHIS2 only judges the rows', false)
      .action(async (options: { config: string; catalog: string; dryRun: boolean }) => {
        const config = (await readJsonFile(options.config, 'config')) as AirbyteConfig;
        const catalog = (await readJsonFile(options.catalog, 'catalog')) as AirbyteConfiguredCatalog;
        const states = this.destination.write(config, {}, catalog, process.stdin, options.dryRun);
        for await (const state of states) await this.logger.write(state);
      });
  }

  async #status(path: string | true | undefined): Promise<AirbyteConnectionStatusMessage> {
    try {
      if (typeof path !== 'string') throw new ConfigError('The option --config, or the file after it, is missing.');
      const config = (await readJsonFile(path, 'config')) as AirbyteConfig;
      return await withDeadline(this.destination.check(config), CHECK_DEADLINE_MS);
    } catch (error) {
      return new AirbyteConnectionStatusMessage({ status: AirbyteConnectionStatus.FAILED, message: messageOf(error) });
    }
  }
}

async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const late = new TransientError(
      `DHIS2 did not answer within ${ms / 60_000} minutes. Try again when it is less busy.`,
    );
    timer = setTimeout(() => reject(late), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
