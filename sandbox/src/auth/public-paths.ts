import type { VersionTraits } from '../version';
import { LOGIN_PATHS } from './login-routes';

const LOGIN: ReadonlySet<string> = new Set([...LOGIN_PATHS, '/api/auth/login', '/api/loginConfig']);
const SERVER: ReadonlySet<string> = new Set(['/oauth2/token', '/oauth2/revoke', '/oauth2/jwks', '/api/ping']);

/** Whether a path needs no sign-in on that release. */
export function isPublicPath(path: string, traits: VersionTraits): boolean {
  if (LOGIN.has(path) || path.startsWith('/idp/')) return true;
  if (traits.oauth === 'legacy') return path === '/uaa/oauth/token';
  return SERVER.has(path) || path.startsWith('/.well-known/');
}
