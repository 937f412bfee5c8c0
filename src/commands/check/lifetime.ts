import { TRAITS } from '../../core/model/traits';
import type { Dhis2Version } from '../../core/model/version';
import type { Client } from '../../dhis2/client';
import type { Credentials } from '../../dhis2/sign-in/credentials';
import { note, warning } from './messages';
import { lifeInWords, readClientLife } from '../../dhis2/sign-in/client-life';

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
  if (TRAITS[version.habits].legacyOAuth) return { notes: [note.legacyRefreshToken], warnings: [] };
  const life = await readClientLife(client, clientId);
  if (life === undefined) return { notes: [], warnings: [warning.unknownRefreshLife(clientId)] };
  const text = lifeInWords(life.refreshMs);
  if (life.refreshMs < DAY_MS) return { notes: [], warnings: [warning.shortRefreshToken(clientId, text)] };
  return { notes: [life.rotates ? note.rotatingRefreshLife(text) : note.refreshLife(text)], warnings: [] };
}
