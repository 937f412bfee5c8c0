import { ConfigError } from '../../errors';
import type { Credentials, SignIn, SignInDeps } from './credentials';
import { OAuthSignIn } from './oauth';

/**
 * Makes the sign-in for these credentials. Nothing is sent yet.
 *
 * @throws {@link ConfigError} If the personal access token cannot be one.
 */
export function createSignIn(credentials: Credentials, deps: SignInDeps): SignIn {
  switch (credentials.kind) {
    case 'personal_access_token':
      return fixed(credentials.kind, `ApiToken ${personalToken(credentials.token)}`);
    case 'basic':
      return fixed(credentials.kind, `Basic ${base64(`${credentials.username}:${credentials.password}`)}`);
    default:
      return new OAuthSignIn(credentials, deps);
  }
}

/** People paste it with blanks around it, or with the scheme that DHIS2's documentation shows before it. */
function personalToken(text: string): string {
  const token = text.trim().replace(/^ApiToken\s+/i, '');
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new ConfigError(
    'credentials.token is no personal access token: it is empty or holds blanks, line breaks or letters that a token does not have. Paste the whole of it, from "d2p" on.',
  );
}

function fixed(kind: Credentials['kind'], header: string): SignIn {
  return { kind, authorization: () => Promise.resolve(header), renewed: () => Promise.resolve(false) };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
