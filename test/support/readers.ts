import type { CoreSettings } from '../../src/core/model/settings';
import type { LogLevel } from '../../src/core/model/ports';
import type { LookingDeps } from '../../src/dhis2/cells/looking';
import { createReaders, type Readers } from '../../src/dhis2/cells/readers';
import { type Client, createClient } from '../../src/dhis2/client';
import { lookAround } from '../../src/dhis2/look-around';
import { fastClock } from './in-process';
import { PASSWORDS } from './sandbox';

/** The readers of one user, with what they said. */
export interface ReadersOfUser extends Readers {
  readonly client: Client;
  readonly log: { readonly level: LogLevel; readonly message: string }[];
}

const UID = { kind: 'uid' } as const;
const CORE = {
  importStrategy: 'CREATE_AND_UPDATE',
  idSchemes: {
    dataSet: UID,
    orgUnit: UID,
    dataElement: UID,
    categoryOptionCombo: UID,
    attributeOptionCombo: UID,
    categoryOption: UID,
  },
  streams: [],
} as unknown as CoreSettings;

/** Signs in to a server with the recorded users, and looks around there as a sync does. */
export async function readersOf(
  user: keyof typeof PASSWORDS,
  baseUrl: string,
  limits: Pick<LookingDeps, 'timeoutMs' | 'maxValues'> = {},
): Promise<ReadersOfUser> {
  const clock = fastClock(10);
  const log: { level: LogLevel; message: string }[] = [];
  const say = (level: LogLevel, message: string): void => void log.push({ level, message });
  const client = createClient({
    settings: {
      baseUrl,
      credentials: { kind: 'basic', username: user, password: PASSWORDS[user] },
      requestTimeoutMs: 600_000,
      maxConcurrentRequests: 4,
      importStrategy: 'CREATE_AND_UPDATE',
    },
    clock,
    random: () => 0.5,
    log: say,
    onRotated: () => Promise.resolve(),
  });
  const { metadata, me } = await lookAround(client, CORE, say);
  log.length = 0;
  return { ...createReaders({ client, metadata, me, clock, log: say, limits }), client, log };
}
