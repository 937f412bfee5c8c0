import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv';
import type { Routes } from '../http/agents';
import { encodeBody, exchange, type Exchange, type HttpAnswer } from '../http/exchange';
import type { Proven } from '../http/proven';
import { type Attempted, type RetryDeps, withRetries } from '../http/retry';
import type { Failure } from '../http/retry-policy';
import { failureOf } from '../http/trouble';

/** A grant to ask for, at the first of `endpoints` that is a token endpoint. */
export interface TokenRequest {
  readonly endpoints: readonly string[];
  readonly clientId: string;
  readonly clientSecret: string;
  /** The form's fields, `grant_type` among them. */
  readonly form: Readonly<Record<string, string>>;
}

/** What a token endpoint gave. */
export interface Token {
  readonly accessToken: string;
  /** How long it lives; absent if the server does not say. */
  readonly lifeMs?: number;
  readonly refreshToken?: string;
}

/** How a token endpoint answered. */
export type TokenReply =
  | { readonly kind: 'token'; readonly token: Token; readonly endpoint: string }
  /** `error` as RFC 6749 names it, 5.2: `invalid_grant`, `invalid_client`… */
  | { readonly kind: 'refused'; readonly error: string; readonly endpoint: string }
  /** None of the addresses is a token endpoint; `status` of the last one. */
  | { readonly kind: 'absent'; readonly status: number };

/** Asks for a token, patiently. @throws TransientError If no endpoint can be reached for as long as retries last. */
export type TokenEndpoint = (request: TokenRequest) => Promise<TokenReply>;

/** What {@link createTokenEndpoint} needs. */
export interface TokenEndpointDeps {
  readonly routes: Routes;
  readonly timeoutMs: number;
  readonly retry: RetryDeps;
  /** Keeps which endpoints have answered as one: by a token, or by an OAuth2 error. */
  readonly proven: Proven;
}

interface TokenBody {
  readonly access_token: string;
  readonly expires_in?: number | string | null;
  readonly refresh_token?: string | null;
}

const SCHEMA_FILE = path.join(__dirname, '..', '..', '..', 'resources', 'schemas', 'token.json');

/** Makes the function that asks token endpoints; `authorize` uses it too. */
export function createTokenEndpoint(deps: TokenEndpointDeps): TokenEndpoint {
  const isTokenBody = new Ajv({ allowUnionTypes: true }).compile<TokenBody>(
    JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as object,
  );
  return async (request) => {
    let reply: TokenReply = { kind: 'absent', status: 404 };
    for (const endpoint of request.endpoints) {
      reply = await withRetries(() => attempt(endpoint, request), deps.retry);
      if (reply.kind !== 'absent') return reply;
    }
    return reply;
  };

  async function attempt(endpoint: string, request: TokenRequest): Promise<Attempted<TokenReply>> {
    const answer = await exchange(
      {
        method: 'POST',
        url: endpoint,
        headers: { Accept: 'application/json', Authorization: clientHeader(endpoint, request) },
        body: await encodeBody(
          new URLSearchParams(request.form).toString(),
          'application/x-www-form-urlencoded',
          false,
        ),
        timeoutMs: deps.timeoutMs,
      },
      deps.routes.to(endpoint),
    );
    const read = readTokenAnswer(answer, endpoint, isTokenBody);
    if (read.kind !== 'done') return deps.proven.has(endpoint) ? waitedOut(read) : read;
    if (read.value.kind !== 'absent') deps.proven.note(endpoint);
    else if (deps.proven.has(endpoint)) return awayFor(read.value.status);
    return read;
  }
}

/** It gave tokens before, so a 500 is no answer to what was asked, and passes like any other trouble. */
function waitedOut<T extends { readonly kind: 'failed'; readonly failure: Failure }>(failed: T): T {
  const is500 = failed.failure.kind === 'status' && failed.failure.status === 500;
  return is500 ? { ...failed, failure: { kind: 'page' } } : failed;
}

/** It gave tokens before: Tomcat answers 404 while DHIS2 is being redeployed, and proxies have pages of their own. */
function awayFor(status: number): Attempted<TokenReply> {
  return {
    kind: 'failed',
    failure: { kind: 'page' },
    what: `Something else than the token endpoint answered (${status})`,
    advice: 'It gave a token before: DHIS2 is starting, or a proxy or a maintenance page stands in front of it.',
  };
}

function readTokenAnswer(
  answer: Exchange,
  endpoint: string,
  isTokenBody: (body: unknown) => body is TokenBody,
): Attempted<TokenReply> {
  if (answer.kind === 'answer') {
    const body = parse(answer.text);
    const error = refusalOf(answer, body);
    if (error) return { kind: 'done', value: { kind: 'refused', error, endpoint } };
    if (answer.status === 200 && isTokenBody(body))
      return { kind: 'done', value: { kind: 'token', token: tokenOf(body), endpoint } };
  }
  const trouble = failureOf(answer, endpoint, 'The token endpoint');
  if (trouble) return { kind: 'failed', ...trouble };
  return { kind: 'done', value: { kind: 'absent', status: answer.kind === 'answer' ? answer.status : 0 } };
}

/** The OAuth2 error of an answer; undefined if it is none, as from an address that is no token endpoint. */
function refusalOf({ status, headers, text }: HttpAnswer, body: unknown): string | undefined {
  // DHIS2 up to 2.41 answers 500 for a client that it does not know (recorded exchange 331 of 2.41.9.1).
  if (status === 500 && text.includes('ClientRegistrationException')) return 'invalid_client';
  if (status !== 400 && status !== 401 && status !== 403) return undefined;
  const { error } = (body ?? {}) as { error?: unknown };
  if (typeof error === 'string' && /^[a-z_]{1,40}$/.test(error)) return error;
  // ... and 401 with no OAuth2 body, but with this challenge, for a wrong client secret (354, 355).
  return status === 401 && /^Basic /i.test(headers.wwwAuthenticate ?? '') ? 'invalid_client' : undefined;
}

function tokenOf(body: TokenBody): Token {
  const seconds = Number(body.expires_in ?? NaN);
  return {
    accessToken: body.access_token,
    ...(Number.isNaN(seconds) ? {} : { lifeMs: seconds * 1_000 }),
    ...(body.refresh_token ? { refreshToken: body.refresh_token } : {}),
  };
}

/** RFC 6749, 2.3.1 has id and secret form-encoded first; DHIS2 from 2.42 on decodes them, the legacy endpoint does not. */
function clientHeader(endpoint: string, { clientId, clientSecret }: TokenRequest): string {
  const encode = endpoint.endsWith('/uaa/oauth/token') ? (text: string) => text : encodeURIComponent;
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`, 'utf8').toString('base64')}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
