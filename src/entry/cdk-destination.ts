import { AirbyteDestination } from 'faros-airbyte-cdk/lib/destinations/destination';
import {
  AirbyteConnectionStatus,
  AirbyteConnectionStatusMessage,
  AirbyteSpec,
  type AirbyteConfig,
  type AirbyteConfiguredCatalog,
  type AirbyteStateMessage,
  type Spec,
} from 'faros-airbyte-cdk/lib/protocol';
import { parseCatalog } from '../airbyte/catalog';
import type { Destination } from '../destination';
import { readMessages } from '../airbyte/read-messages';
import type { Config } from '../config/config';
import type { Emit, Log } from '../core/model/ports';
import { readSpec } from '../config/spec';
import { systemClock } from './system-clock';

/** What the commands share. */
export interface CommandContext {
  readonly log: Log;
  readonly emit: Emit;
  /** Begins to turn SIGTERM and SIGINT into an abort. */
  readonly listen: () => AbortSignal;
}

/** The connector as the CDK's runner knows destinations. It loads the rest of the connector when a command needs it. */
export class CdkDestination extends AirbyteDestination<AirbyteConfig> {
  readonly #context: CommandContext;

  constructor(context: CommandContext) {
    super();
    this.#context = context;
  }

  async spec(): Promise<AirbyteSpec> {
    return Promise.resolve(new AirbyteSpec(readSpec() as unknown as Spec));
  }

  /** @throws ConfigError If the configuration does not fit the spec, or as the connector's own check does. */
  async check(config: AirbyteConfig): Promise<AirbyteConnectionStatusMessage> {
    const parsed = await parse(config);
    const { succeeded, message } = await (await load()).check(parsed, this.#context.log, this.#context.emit);
    const status = succeeded ? AirbyteConnectionStatus.SUCCEEDED : AirbyteConnectionStatus.FAILED;
    return new AirbyteConnectionStatusMessage({ status, message });
  }

  /** @returns A DESTINATION_CATALOG message, which the CDK does not know. */
  async discover(config: AirbyteConfig): Promise<unknown> {
    return (await load()).discover(await parse(config), this.#context.log);
  }

  /**
   * Runs the sync. Yields nothing: as an object a state would lose digits, so states leave as text, by `emit`.
   * Stdin is opened last, when the pipeline asks for its first messages.
   */
  // eslint-disable-next-line require-yield, max-params -- the CDK's signature
  async *write(
    config: AirbyteConfig,
    _redactedConfig: AirbyteConfig,
    catalog: AirbyteConfiguredCatalog,
    stdin: NodeJS.ReadStream,
    dryRun: boolean,
  ): AsyncGenerator<AirbyteStateMessage> {
    const { log, emit, listen } = this.#context;
    const parsed = await parse(config);
    for (const warning of parsed.warnings) log('WARN', warning);
    const streams = parseCatalog(catalog);
    const destination = await load();
    const signal = listen();
    signal.addEventListener('abort', () => stdin.destroy());
    const input = readMessages(stdin as AsyncIterable<Buffer>, { log, signal });
    await destination.write({ config: parsed, catalog: streams, input, log, signal, emit, dryRun });
  }
}

async function parse(config: AirbyteConfig): Promise<Config> {
  const { parseConfig } = await import('../config/config.js');
  return parseConfig(config);
}

async function load(): Promise<Destination> {
  const { createDestination } = await import('../destination.js');
  return createDestination({ clock: systemClock, random: Math.random });
}
