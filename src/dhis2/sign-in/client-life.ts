import type { Client } from '../client';

/** How long tokens of a client live. */
export interface TokenLife {
  /** From its issue to its end, in milliseconds. */
  readonly refreshMs: number;
  /** Whether each use replaces the refresh token by a new one. */
  readonly rotates: boolean;
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

/** Reads the life of a client's tokens out of its `tokenSettings`; undefined if they are not as DHIS2 writes them. */
export function readTokenLife(settings: string): TokenLife | undefined {
  let parsed: Readonly<Record<string, unknown>> | null;
  try {
    parsed = JSON.parse(settings) as typeof parsed;
  } catch {
    return undefined;
  }
  const duration = parsed?.['settings.token.refresh-token-time-to-live'];
  const seconds: unknown = Array.isArray(duration) ? duration[1] : undefined;
  if (typeof seconds !== 'number') return undefined;
  return { refreshMs: seconds * 1_000, rotates: parsed?.['settings.token.reuse-refresh-tokens'] === false };
}
