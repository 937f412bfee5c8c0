import { createPublicKey, createSign, createVerify, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The claims of a token. */
export type Claims = Readonly<Record<string, unknown>>;

/** A signing key of an issuer, new at each start; made when it is first used, as that takes a tenth of a second. */
export class SigningKey {
  readonly kid = randomUUID();
  #pair: { readonly private: KeyObject; readonly public: KeyObject } | undefined;

  /** A signed token (RS256). */
  sign(claims: Claims): string {
    const head = encoded({ kid: this.kid, alg: 'RS256' });
    const signed = `${head}.${encoded(claims)}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(this.#keys().private).toString('base64url')}`;
  }

  verifies({ signed, signature }: Jwt): boolean {
    return createVerify('RSA-SHA256').update(signed).verify(this.#keys().public, Buffer.from(signature, 'base64url'));
  }

  /** The public key as it is published. */
  jwk(): Readonly<Record<string, unknown>> {
    const { kty, e, n } = this.#keys().public.export({ format: 'jwk' });
    return { kty, e, kid: this.kid, n };
  }

  #keys(): { readonly private: KeyObject; readonly public: KeyObject } {
    if (this.#pair === undefined) {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      this.#pair = { private: privateKey, public: createPublicKey(privateKey) };
    }
    return this.#pair;
  }
}

/** A token taken apart. */
export interface Jwt {
  readonly kid: unknown;
  readonly claims: Claims;
  readonly signed: string;
  readonly signature: string;
}

/**
 * Takes a token apart.
 * @throws Error With what DHIS2 says about text that is no token (transcripts 326, 327).
 */
export function parseJwt(token: string): Jwt {
  const [head, body, signature = ''] = token.split('.');
  if (body === undefined || head === undefined) throw new Error('Invalid JWT serialization: Missing dot delimiter(s)');
  const { kid } = decoded(head);
  return { kid, claims: decoded(body), signed: `${head}.${body}`, signature };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decoded(part: string): Claims {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Claims;
  } catch {
    throw new Error('Invalid unsecured/JWS/JWE header: Invalid JSON object');
  }
}
