import { compare } from 'bcryptjs';
import type { FastifyRequest } from 'fastify';
import type { MetadataObject } from '../metadata/model';
import { textOf } from '../metadata/text';

/** Client id and secret as a request brings them: by Basic, or in the form. */
export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** Reads a form body. */
export function formOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams((request.body as Buffer).toString('utf8'));
}

/** The client credentials of a token request. */
export function clientCredentials(request: FastifyRequest, form: URLSearchParams): ClientCredentials | undefined {
  const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() === 'basic') {
    const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    return { id: decodeURIComponent(id), secret: decodeURIComponent(secret.join(':')) };
  }
  const id = form.get('client_id');
  return id === null ? undefined : { id, secret: form.get('client_secret') ?? '' };
}

/** A client of the authorization server, read out of its metadata object. */
export interface OAuthClient {
  readonly id: string;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
  readonly requiresProofKey: boolean;
  readonly requiresConsent: boolean;
  readonly reusesRefreshTokens: boolean;
  readonly accessTokenMs: number;
  readonly refreshTokenMs: number;
  readonly codeMs: number;
}

/** The settings that a client gets if it brings none (transcript 339). */
export const DEFAULT_TOKEN_SETTINGS =
  '{"@class":"java.util.Collections$UnmodifiableMap","settings.token.reuse-refresh-tokens":true,' +
  '"settings.token.x509-certificate-bound-access-tokens":false,' +
  '"settings.token.id-token-signature-algorithm":["org.springframework.security.oauth2.jose.jws.SignatureAlgorithm","RS256"],' +
  '"settings.token.access-token-time-to-live":["java.time.Duration",300.000000000],' +
  '"settings.token.access-token-format":{"@class":"org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat",' +
  '"value":"self-contained"},"settings.token.refresh-token-time-to-live":["java.time.Duration",3600.000000000],' +
  '"settings.token.authorization-code-time-to-live":["java.time.Duration",300.000000000],' +
  '"settings.token.device-code-time-to-live":["java.time.Duration",300.000000000]}';

/** Likewise for how the client may be used. */
export const DEFAULT_CLIENT_SETTINGS =
  '{"@class":"java.util.Collections$UnmodifiableMap","settings.client.require-proof-key":false,' +
  '"settings.client.require-authorization-consent":true}';

/** Reads a client with its token settings: lifetimes in seconds, whether refresh tokens stay the same. */
export function oauthClientOf(object: MetadataObject): OAuthClient {
  const tokens = settings(object['tokenSettings'], DEFAULT_TOKEN_SETTINGS);
  const usage = settings(object['clientSettings'], DEFAULT_CLIENT_SETTINGS);
  const durationMs = (name: string): number =>
    Number((tokens[`settings.token.${name}-time-to-live`] as unknown[])[1]) * 1_000;
  return {
    id: textOf(object['clientId']),
    redirectUris: listOf(object['redirectUris']),
    scopes: listOf(object['scopes']),
    requiresProofKey: usage['settings.client.require-proof-key'] === true,
    requiresConsent: usage['settings.client.require-authorization-consent'] !== false,
    reusesRefreshTokens: tokens['settings.token.reuse-refresh-tokens'] !== false,
    accessTokenMs: durationMs('access-token'),
    refreshTokenMs: durationMs('refresh-token'),
    codeMs: durationMs('authorization-code'),
  };
}

/** Whether the secret is the one behind the stored hash; a secret stored as plain text fits nothing (transcripts 335-344). */
export async function secretFits(object: MetadataObject, secret: string): Promise<boolean> {
  const hash = textOf(object['clientSecret']).replace(/^\{bcrypt\}/, '');
  return /^\$2[aby]\$/.test(hash) && (await compare(secret, hash));
}

function settings(text: unknown, fallback: string): Readonly<Record<string, unknown>> {
  const given = typeof text === 'string' ? (JSON.parse(text) as object) : {};
  return { ...(JSON.parse(fallback) as object), ...given };
}

function listOf(text: unknown): readonly string[] {
  const parts = typeof text === 'string' ? text.split(/[,\s]+/) : [];
  return parts.filter((part) => part !== '');
}
