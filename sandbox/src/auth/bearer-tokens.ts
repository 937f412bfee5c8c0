import type { Context } from '../context';
import { Refusal, webMessage } from '../http/web-message';
import type { User } from '../metadata/model';
import { parseJwt } from './jwt';
import type { SigningKey } from './jwt';

/** How long after its end a token is still taken, in milliseconds (transcripts 382, 383). */
const CLOCK_SKEW_MS = 60_000;

const DECODING = 'An error occurred while attempting to decode the Jwt: ';

/** Checks signed bearer tokens of the server itself and of outside issuers that it trusts. */
export class BearerTokens {
  readonly #context: Context;
  readonly #keys: () => readonly SigningKey[];

  constructor(context: Context, keys: () => readonly SigningKey[]) {
    this.#context = context;
    this.#keys = keys;
  }

  /**
   * The user that a token's `username` claim names.
   * @throws Refusal 401 with the reason (transcripts 317, 326, 327, 367, 383, 386, 541).
   */
  check(token: string): User {
    const jwt = orRefused(() => parseJwt(token));
    const key = this.#keys().find(({ kid }) => kid === jwt.kid);
    if (key === undefined) {
      throw invalidToken(`${DECODING}Signed JWT rejected: Another algorithm expected, or no matching key(s) found`);
    }
    if (!key.verifies(jwt)) throw invalidToken(`${DECODING}Signed JWT rejected: Invalid signature`);
    const expiresMs = Number(jwt.claims['exp']) * 1_000;
    if (expiresMs + CLOCK_SKEW_MS < this.#context.clock.ms()) {
      throw invalidToken(`${DECODING}Jwt expired at ${new Date(expiresMs).toISOString().replace('.000', '')}`);
    }
    const username = jwt.claims['username'];
    const user = typeof username === 'string' ? this.#context.metadata.typed.usersByName.get(username) : undefined;
    if (user !== undefined) return user;
    const value = typeof username === 'string' ? username : 'null';
    throw invalidToken(`Found no matching DHIS2 user for the mapping claim: 'username' with the value: '${value}'`);
  }
}

function orRefused<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw invalidToken((error as Error).message);
  }
}

function invalidToken(reason: string): Refusal {
  const uri = 'https://tools.ietf.org/html/rfc6750#section-3.1';
  return new Refusal(401, webMessage(401, 'invalid_token', { devMessage: reason }), {
    'www-authenticate': `Bearer error="invalid_token", error_description="${reason}", error_uri="${uri}"`,
  });
}
