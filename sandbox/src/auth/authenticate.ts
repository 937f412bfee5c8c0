import type { FastifyRequest } from 'fastify';
import { Refusal, webMessage } from '../http/web-message';
import type { User } from '../metadata/model';
import type { Passwords } from './passwords';
import type { Sessions } from './sessions';

/** How a credential is checked: the user behind it, or a thrown refusal. */
export type CredentialCheck = (credential: string, request: FastifyRequest) => User;

/** What a request's sign-in came to; a new session wants a cookie. */
export interface SignIn {
  readonly user: User;
  readonly newSession: boolean;
}

/** Signs requests in: by Basic, by the scheme of another credential, or by session cookie. */
export class Authenticator {
  readonly #passwords: Passwords;
  readonly #sessions: Sessions;
  readonly #userByName: (username: string) => User | undefined;
  readonly #schemes: Readonly<Record<string, CredentialCheck>>;

  /** @param schemes - Checks by lower-case scheme of the Authorization header, besides Basic. */
  constructor(parts: {
    passwords: Passwords;
    sessions: Sessions;
    userByName: (username: string) => User | undefined;
    schemes: Readonly<Record<string, CredentialCheck>>;
  }) {
    this.#passwords = parts.passwords;
    this.#sessions = parts.sessions;
    this.#userByName = parts.userByName;
    this.#schemes = parts.schemes;
  }

  /**
   * Who sends the request; undefined if it brings no credential at all.
   * @throws Refusal 401, or 400 for a mistyped token.
   */
  async signIn(request: FastifyRequest): Promise<SignIn | undefined> {
    const sessionUser = this.#sessions.usernameOf(request.headers.cookie);
    const [scheme = '', ...rest] = (request.headers.authorization ?? '').split(' ');
    const credential = rest.join(' ');
    if (scheme === '') return this.#bySession(sessionUser);
    if (scheme.toLowerCase() === 'basic') return this.#byPassword(credential, sessionUser);
    const check = this.#schemes[scheme.toLowerCase()];
    if (check === undefined) return this.#bySession(sessionUser);
    return { user: check(credential, request), newSession: scheme.toLowerCase() === 'apitoken' };
  }

  #bySession(username: string | undefined): SignIn | undefined {
    const user = username === undefined ? undefined : this.#userByName(username);
    return user === undefined ? undefined : { user, newSession: false };
  }

  /** A password is not checked again within a session of the same user: that is what keeping the cookie saves. */
  async #byPassword(credential: string, sessionUser: string | undefined): Promise<SignIn> {
    const text = Buffer.from(credential, 'base64').toString('utf8');
    const [username = '', ...password] = text.split(':');
    const known = username === sessionUser ? this.#bySession(sessionUser) : undefined;
    if (known !== undefined) return known;
    const verdict = await this.#passwords.check(username, password.join(':'));
    if (verdict.kind === 'user') return { user: verdict.user, newSession: true };
    throw new Refusal(401, webMessage(401, verdict.kind === 'disabled' ? 'Account disabled' : 'Unauthorized'));
  }
}
