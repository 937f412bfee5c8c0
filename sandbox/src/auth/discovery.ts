import type { Context } from '../context';

const CLIENT_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
];
const SIGNATURES = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];

/** What the authorization server says about itself (transcripts 332, 333): more than it does, as the recorded servers do. */
export function discovery(context: Context, kind: 'oauth' | 'openid'): Readonly<Record<string, unknown>> {
  const at = (path: string): string => `${context.origin()}${path}`;
  const openid = {
    userinfo_endpoint: at('/userinfo'),
    end_session_endpoint: at('/connect/logout'),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid'],
    registration_endpoint: at('/connect/register'),
  };
  return {
    issuer: at('/'),
    authorization_endpoint: at('/oauth2/authorize'),
    ...(context.traits.line === '2.43' ? { pushed_authorization_request_endpoint: at('/oauth2/par') } : {}),
    device_authorization_endpoint: at('/oauth2/device_authorization'),
    token_endpoint: at('/oauth2/token'),
    token_endpoint_auth_methods_supported: CLIENT_METHODS,
    jwks_uri: at('/oauth2/jwks'),
    response_types_supported: ['code'],
    grant_types_supported: [
      'authorization_code',
      'client_credentials',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ],
    revocation_endpoint: at('/oauth2/revoke'),
    revocation_endpoint_auth_methods_supported: CLIENT_METHODS,
    introspection_endpoint: at('/oauth2/introspect'),
    introspection_endpoint_auth_methods_supported: CLIENT_METHODS,
    code_challenge_methods_supported: ['S256'],
    tls_client_certificate_bound_access_tokens: true,
    dpop_signing_alg_values_supported: SIGNATURES,
    ...(kind === 'openid' ? openid : {}),
  };
}
