import type { Clock } from '../../core/model/ports';
import type { TokenEndpoint } from './token-endpoint';

/** The five ways to sign in to DHIS2. Meanings: `credentials` in `resources/spec.json`. */
export type Credentials = TokenCredentials | BasicCredentials | OAuthCredentials;

/** A personal access token that a user made in DHIS2. */
export interface TokenCredentials {
  readonly kind: 'personal_access_token';
  readonly token: string;
}

/** A user's name and password with every request. */
export interface BasicCredentials {
  readonly kind: 'basic';
  readonly username: string;
  readonly password: string;
}

/** The three sign-ins that ask a token endpoint first. Without `tokenUrl` DHIS2's own endpoint is looked for. */
export type OAuthCredentials =
  | (OAuthClient & {
      readonly kind: 'oauth2_refresh_token';
      readonly refreshToken: string;
      readonly tokenUrl?: string;
    })
  | (OAuthClient & {
      readonly kind: 'oauth2_password';
      readonly username: string;
      readonly password: string;
      readonly tokenUrl?: string;
    })
  | (OAuthClient & { readonly kind: 'oauth2_client_credentials'; readonly tokenUrl: string; readonly scope?: string });

/** An OAuth2 client as it is registered. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Where the `Authorization` header comes from. Requests ask it at the same time. */
export interface SignIn {
  readonly kind: Credentials['kind'];
  /**
   * The header for the next request; a token that is about to end is renewed first.
   *
   * @throws ConfigError If the token endpoint refuses; then for good, without asking it again.
   * @throws TransientError If the token endpoint cannot be reached for as long as retries last.
   */
  authorization(): Promise<string>;
  /**
   * After DHIS2 refused a header (401): gets a new token, once for all requests that ask.
   *
   * @returns Whether another header is there to try; false for sign-ins that have only one.
   */
  renewed(rejectedHeader: string): Promise<boolean>;
}

/** What a sign-in needs of its surroundings. */
export interface SignInDeps {
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly tokenEndpoint: TokenEndpoint;
  /** Awaited before a rotated refresh token is used: whoever keeps the configuration must know it first. */
  readonly onRotated: (refreshToken: string) => Promise<void>;
}
