import { readJsonFile } from '../../config/read-json-file';
import { parseConfig } from '../../config/config';
import type { ConnectionSettings } from '../../dhis2/connection';

/** Stands for the refresh token that is yet to be had. */
const NONE_YET = 'none yet';

/**
 * Reads the settings for `authorize`: the connector's, in which the refresh token may still be missing.
 *
 * @throws ConfigError As `readConfig`.
 */
export async function readAuthorizeSettings(path: string): Promise<ConnectionSettings> {
  const raw = await readJsonFile(path, 'config');
  return parseConfig(withRefreshToken(raw)).connection;
}

function withRefreshToken(raw: unknown): unknown {
  const { credentials } = (raw ?? {}) as { credentials?: { auth_type?: unknown; refresh_token?: unknown } };
  if (credentials?.auth_type !== 'oauth2_refresh_token' || credentials.refresh_token) return raw;
  return { ...(raw as object), credentials: { ...credentials, refresh_token: NONE_YET } };
}
