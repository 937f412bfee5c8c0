import { TRAITS } from '../../core/model/traits';
import type { Dhis2Version } from '../../core/model/version';
import type { Client } from '../../dhis2/client';
import type { Credentials } from '../../dhis2/sign-in/credentials';
import { counted, note, warning } from './messages';
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
      return refreshTokenLife(context, credentials);
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
  const end = endInWords(first, now);
  const soon = first - now < SOON_MS;
  if (ends.length > 1) return { notes: [], warnings: soon ? [warning.oneOfTokensEndsSoon(ends.length, end)] : [] };
  return soon ? { notes: [], warnings: [warning.tokenEndsSoon(end)] } : { notes: [note.tokenEnds(end)], warnings: [] };
}

/** `today at 23:26 UTC`, `tomorrow at 01:10 UTC`, `on 2026-12-24 (in 26 days)`. */
function endInWords(end: number, now: number): string {
  const [date, time = ''] = new Date(end).toISOString().split('T');
  const day = (moment: number): number => Math.floor(moment / DAY_MS);
  const days = day(end) - day(now);
  if (days <= 1) return `${days <= 0 ? 'today' : 'tomorrow'} at ${time.slice(0, 5)} UTC`;
  return `on ${date} (in ${counted(Math.floor((end - now) / DAY_MS), 'day')})`;
}

/** What register-client makes: 27 random bytes in letters that an address may have. A UUID is as long, and another's. */
function isOurSecret(secret: string): boolean {
  return /^[\w-]{36}$/.test(secret) && !/^[\da-f]{8}-[\da-f]{4}-/i.test(secret);
}

async function refreshTokenLife(
  { client, version, baseUrl }: LifeContext,
  { clientId, clientSecret, tokenUrl }: Extract<Credentials, { kind: 'oauth2_refresh_token' }>,
): Promise<SignInLife> {
  if (tokenUrl !== undefined && new URL(tokenUrl).origin !== new URL(baseUrl).origin) {
    return { notes: [note.outsideProvider], warnings: [] };
  }
  if (TRAITS[version.habits].legacyOAuth) return { notes: [note.legacyRefreshToken], warnings: [] };
  const life = await readClientLife(client, clientId);
  if (life === undefined) {
    return isOurSecret(clientSecret)
      ? { notes: [note.ownClientLife(clientId)], warnings: [] }
      : { notes: [], warnings: [warning.unknownRefreshLife(clientId)] };
  }
  const text = lifeInWords(life.refreshMs);
  if (life.refreshMs < DAY_MS) return { notes: [], warnings: [warning.shortRefreshToken(clientId, text)] };
  return { notes: [life.rotates ? note.rotatingRefreshLife(text) : note.refreshLife(text)], warnings: [] };
}
