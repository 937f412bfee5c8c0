import { type Dhis2, openDhis2 } from './dhis2';
import { loadWarehouse } from './load-warehouse';
import { tell, type Terminal } from './terminal';
import { openWarehouse, type Warehouse, withClient } from './warehouse';

interface Closable {
  close(): Promise<void>;
}

/** Both servers, up. */
export interface Servers {
  /** With the demo's schema in it. */
  readonly warehouse: Warehouse;
  readonly dhis2: Dhis2;
}

/**
 * Opens the warehouse and DHIS2, lends them, and closes whichever came up.
 *
 * Embedded ones start side by side. One that is named is tried before any is started: a wrong address is told at once.
 * @throws {@link DemoError} If one of them cannot be used.
 */
export async function withServers(
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
  use: (servers: Servers) => Promise<void>,
): Promise<void> {
  const { DATABASE_URL: databaseUrl, DHIS2_URL: dhis2Url } = environment;
  const opened: Closable[] = [];
  const keep = async <T extends Closable>(opening: Promise<T>): Promise<T> => {
    const server = await opening;
    opened.push(server);
    return server;
  };
  const warehouse = (): Promise<Warehouse> => keep(openLoaded(databaseUrl, terminal));
  const dhis2 = (): Promise<Dhis2> => keep(openTold(environment, terminal));
  try {
    const namedWarehouse = databaseUrl ? await warehouse() : undefined;
    const namedDhis2 = dhis2Url ? await dhis2() : undefined;
    const both = [Promise.resolve(namedWarehouse ?? warehouse()), Promise.resolve(namedDhis2 ?? dhis2())] as const;
    await Promise.allSettled(both); // of two that start side by side, the second is closed even if the first fails
    await use({ warehouse: await both[0], dhis2: await both[1] });
  } finally {
    for (const server of opened) await server.close();
  }
}

async function openLoaded(databaseUrl: string | undefined, terminal: Terminal): Promise<Warehouse> {
  const say = (line: string): void => tell(terminal, 'Warehouse', [line]);
  const warehouse = await openWarehouse(databaseUrl, say);
  try {
    await withClient(warehouse.url, (client) => loadWarehouse(client, say));
  } catch (error) {
    await warehouse.close();
    throw error;
  }
  return warehouse;
}

async function openTold(environment: NodeJS.ProcessEnv, terminal: Terminal): Promise<Dhis2> {
  const dhis2 = await openDhis2(environment, (line) => tell(terminal, 'DHIS2', [line]));
  tell(terminal, 'DHIS2', dhis2.description);
  return dhis2;
}
