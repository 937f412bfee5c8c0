import type { Dhis2Version } from '../../core/model/version';
import type { Client } from '../../dhis2/client';
import type { Credentials } from '../../dhis2/sign-in/credentials';
import { note, warning } from './messages';
import { readTokenLife, type TokenLife } from '../register-client/payload';

/** How long a sign-in lasts, in sentences. */
export interface SignInLife {
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/** What is known when the question is asked. */
export interface LifeContext {
  readonly client: Client;
  readonly credentials: Credentials;
  readonly version: Dhis2Version;
  readonly username: string;
  /** The server's time, in milliseconds since the epoch. */
  readonly now: number;
  /** DHIS2's address: tokens of other hosts have lives of their own. */
  readonly baseUrl: string;
}

const DAY_MS = 86_400_000;
/** A personal access token that ends within this time is worth a warning: DHIS2 gives it 30 days unless asked for more. */
const SOON_MS = 14 * DAY_MS;

/** Says how long the sign-in lasts, as far as the user may see it. */
export function signInLife(context: LifeContext): Promise<SignInLife> {
  const { credentials } = context;
  switch (credentials.kind) {
    case 'personal_access_token':
      return personalTokenLife(context);
    case 'oauth2_refresh_token':
      return refreshTokenLife(context, credentials.clientId, credentials.tokenUrl);
    case 'oauth2_client_credentials':
      return Promise.resolve({ notes: [note.outsideProvider], warnings: [] });
    default:
      return Promise.resolve({ notes: [note.password], warnings: [] });
  }
}

interface ApiTokenItem {
  /** Milliseconds since the epoch. */
  readonly expire?: number;
  readonly createdBy?: { readonly username?: string };
}

/** DHIS2 lists a user's tokens without saying which one signed the request: all that are alive may be it. */
async function personalTokenLife({ client, username, now }: LifeContext): Promise<SignInLife> {
  const fields = 'id,expire,createdBy[username]';
  const { status, body } = await client.get('/api/apiToken', { fields, paging: 'false' });
  const { apiToken, apiTokens } = (body ?? {}) as Record<'apiToken' | 'apiTokens', readonly ApiTokenItem[] | undefined>;
  const ends = (status === 200 ? (apiToken ?? apiTokens ?? []) : [])
    .filter(({ createdBy }) => (createdBy?.username ?? username) === username)
    .flatMap(({ expire }) => (typeof expire === 'number' && expire > now ? [expire] : []))
    .sort((a, b) => a - b);
  const [first] = ends;
  if (first === undefined) return { notes: [note.tokensUnread], warnings: [] };
  const date = new Date(first).toISOString().slice(0, 10);
  const days = Math.floor((first - now) / DAY_MS);
  const soon = first - now < SOON_MS;
  if (ends.length > 1) return { notes: [], warnings: soon ? [warning.oneOfTokensEndsSoon(ends.length, date)] : [] };
  return soon
    ? { notes: [], warnings: [warning.tokenEndsSoon(date, days)] }
    : { notes: [note.tokenEnds(date, days)], warnings: [] };
}

async function refreshTokenLife(
  { client, version, baseUrl }: LifeContext,
  clientId: string,
  tokenUrl: string | undefined,
): Promise<SignInLife> {
  if (tokenUrl !== undefined && new URL(tokenUrl).origin !== new URL(baseUrl).origin) {
    return { notes: [note.outsideProvider], warnings: [] };
  }
  if (version.habits === '2.41') return { notes: [note.legacyRefreshToken], warnings: [] };
  const life = await readClientLife(client, clientId);
  if (life === undefined) return { notes: [], warnings: [warning.unknownRefreshLife(clientId)] };
  const text = lifeInWords(life.refreshMs);
  if (life.refreshMs < DAY_MS) return { notes: [], warnings: [warning.shortRefreshToken(clientId, text)] };
  return { notes: [life.rotates ? note.rotatingRefreshLife(text) : note.refreshLife(text)], warnings: [] };
}

/**
 * The life of the tokens of a client of DHIS2 2.42 and later.
 *
 * @returns Undefined if the user may not see OAuth2 clients (authority F_OAUTH2_CLIENT_MANAGE).
 */
export async function readClientLife(client: Client, clientId: string): Promise<TokenLife | undefined> {
  const { status, body } = await client.get('/api/oAuth2Clients', {
    fields: 'clientId,tokenSettings',
    filter: `clientId:eq:${clientId}`,
  });
  const { oAuth2Clients } = (body ?? {}) as { oAuth2Clients?: readonly { readonly tokenSettings?: string }[] };
  const settings = status === 200 ? oAuth2Clients?.[0]?.tokenSettings : undefined;
  return settings === undefined ? undefined : readTokenLife(settings);
}

/** `60 minutes`, `12 hours`, `365 days`. */
export function lifeInWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1_440)} days`;
}
