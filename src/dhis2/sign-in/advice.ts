import type { SignInRefusal } from '../http/reading';
import type { Credentials, OAuthCredentials } from './credentials';
import type { TokenReply } from './token-endpoint';

/** Says what is wrong with the credentials and where to put it right (recorded exchanges 302-386). */
export function signInAdvice(kind: Credentials['kind'], refusal: SignInRefusal): string {
  if (refusal.status < 400) {
    return `DHIS2 does not take the sign-in: it answered with its login page (${refusal.status}). Check credentials, and that no other sign-in page stands in front of the Web API at base_url.`;
  }
  return `DHIS2 does not accept the sign-in (${refusal.status}). ${account(refusal.reason) ?? adviceFor(kind, refusal)}`;
}

function account(reason: string): string | undefined {
  if (/account disabled|user is disabled/i.test(reason))
    return 'The account is disabled: a DHIS2 administrator can enable it in the app Users.';
  if (/account.*locked/i.test(reason))
    return 'The account is locked after failed sign-ins: wait an hour, or have it unlocked.';
  if (/account expired/i.test(reason))
    return 'The account has expired: a DHIS2 administrator can extend it in the app Users.';
  return undefined;
}

function adviceFor(kind: Credentials['kind'], { status, reason }: SignInRefusal): string {
  switch (kind) {
    case 'basic':
      return 'Check username and password in credentials. A user with two-factor login needs a personal access token instead.';
    case 'personal_access_token':
      return personalTokenAdvice(status, reason);
    default:
      return bearerAdvice(reason);
  }
}

function personalTokenAdvice(status: number, reason: string): string {
  if (status === 400)
    return 'The personal access token is mistyped or cut off: paste the whole of it, from "d2p" on, into credentials.token.';
  if (/expired/i.test(reason))
    return 'The personal access token has expired: make a new one in DHIS2 (user profile, Personal access tokens).';
  if (/method/i.test(reason))
    return 'The personal access token does not allow this HTTP method: make one that allows GET and POST.';
  if (/\bip\b|address/i.test(reason))
    return 'The personal access token does not allow the address of this machine: add it to the allowed IPs of the token.';
  if (/referrer|referer/i.test(reason))
    return 'The personal access token asks for a referrer: make one of the kind "Server/script context".';
  return 'The personal access token does not exist in this DHIS2, or was deleted: make a new one (user profile, Personal access tokens).';
}

function bearerAdvice(reason: string): string {
  if (/no matching DHIS2 user|mapping claim/i.test(reason)) {
    return 'The access token names no DHIS2 user. The OAuth2 client needs the scopes "openid username" (see register-client); a token of an outside identity provider needs the claim that DHIS2 maps to its users.';
  }
  if (/expired/i.test(reason))
    return 'A new access token counts as expired at once: compare the clocks of DHIS2 and of the token endpoint.';
  return 'It takes only tokens that it gave itself or whose issuer it trusts; from 2.42 on dhis.conf needs oidc.jwt.token.authentication.enabled = on. If it worked before, the sign-in was revoked: get a new refresh token with authorize.';
}

/** Says why a token endpoint gave no token, and what to do (recorded exchanges 331-385). */
export function tokenRefusal(credentials: OAuthCredentials, reply: Exclude<TokenReply, { kind: 'token' }>): string {
  if (reply.kind === 'absent') return absentAdvice(credentials, reply.status);
  const { host } = new URL(reply.endpoint);
  return `The token endpoint of ${host} refused (${reply.error}). ${grantAdvice(credentials, reply.error)}`;
}

function absentAdvice({ kind, tokenUrl }: OAuthCredentials, status: number): string {
  if (tokenUrl !== undefined)
    return `There is no token endpoint at credentials.token_url (it answered ${status}). Correct the address.`;
  if (kind === 'oauth2_password') {
    return `This DHIS2 has no token endpoint for the password grant (it answered ${status}): only versions up to 2.41 have one. Use a refresh token or a personal access token.`;
  }
  return `This DHIS2 has no OAuth2 token endpoint (it answered ${status}). From 2.42 on dhis.conf needs oauth2.server.enabled = on; else use a personal access token, or name the endpoint in credentials.token_url.`;
}

function grantAdvice({ kind }: OAuthCredentials, error: string): string {
  switch (error) {
    case 'invalid_client':
      if (kind === 'oauth2_client_credentials') return 'Check client_id and client_secret with the identity provider.';
      return 'Check client_id and client_secret. DHIS2 2.42 and later keep the bcrypt hash of the secret: a client that was registered with the plain secret is always refused; register-client does it right.';
    case 'invalid_grant':
      return kind === 'oauth2_password'
        ? 'Check username and password in credentials. A user with two-factor login needs a personal access token instead.'
        : 'The refresh token has ended, was revoked, or was replaced by a newer one. Get a new one with authorize. In DHIS2 2.42 and later it lives 60 minutes unless the client was registered with a longer life; register-client does that.';
    case 'unsupported_grant_type':
    case 'unauthorized_client':
      return kind === 'oauth2_refresh_token'
        ? 'The client may not use refresh tokens: register one that may, with register-client.'
        : `DHIS2 2.42 and later know neither the password grant nor client credentials, and older ones only what the client was registered for. Use a refresh token or a personal access token.`;
    case 'invalid_scope':
      return 'The client may not ask for this scope: check credentials.scope.';
    default:
      return 'Check the fields of credentials.';
  }
}
