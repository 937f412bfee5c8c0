import { TRAITS } from '../../core/model/traits';
import type { Clock, Log } from '../../core/model/ports';
import type { Dhis2Version } from '../../core/model/version';
import { type Client, createClient } from '../../dhis2/client';
import type { ConnectionSettings } from '../../dhis2/connection';
import type { OAuthClient } from '../../dhis2/sign-in/credentials';
import { lifeInWords, readClientLife } from '../../dhis2/sign-in/client-life';
import { whileSomebodyWaits } from '../connect-for-people';

/** What the proof works with. */
export interface ProofDeps {
  readonly settings: ConnectionSettings;
  readonly print: (text: string) => Promise<void>;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Signs in with the refresh token as a sync will, so that one that does not work is never handed out, and prints it with what
 * is known of its life. Where DHIS2 replaces it at this use, the new one is printed.
 *
 * @throws ConfigError If DHIS2 does not take it.
 */
export async function proveRefreshToken(refreshToken: string, oauth: OAuthClient, deps: ProofDeps): Promise<void> {
  const { clientId, clientSecret } = oauth;
  let latest = refreshToken;
  const client = createClient({
    ...whileSomebodyWaits(deps.clock, deps.log),
    settings: { ...deps.settings, credentials: { kind: 'oauth2_refresh_token', clientId, clientSecret, refreshToken } },
    onRotated: (token) => {
      latest = token;
      return Promise.resolve();
    },
  });
  try {
    const version = await client.version();
    const { username } = await client.me();
    const life = await lifeOf(client, clientId, version);
    await deps.print(
      [
        `DHIS2 ${version.text} took the sign-in: it is ${username}'s.`,
        '',
        "Refresh token, for the field of that name in the connector's settings (a secret: clear the screen afterwards):",
        '',
        `  ${latest}`,
        '',
        latest === refreshToken ? life : `${life} ${REPLACED}`,
      ].join('\n'),
    );
  } finally {
    client.close();
  }
}

const REPLACED =
  'DHIS2 replaces it at each use. Airbyte keeps the new one, outside Airbyte nobody does: register a client whose token stays the same (register-client).';

async function lifeOf(client: Client, clientId: string, { habits }: Dhis2Version): Promise<string> {
  if (TRAITS[habits].legacyOAuth) return 'It has no end on this version: it lasts until it is revoked.';
  const life = await readClientLife(client, clientId);
  return life === undefined
    ? `How long it lives is for administrators of OAuth2 clients to see: a year if ${clientId} was registered with register-client, 60 minutes by default.`
    : `It lives ${lifeInWords(life.refreshMs)} from now.`;
}
