import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';

/** How long a session lives without a request, in milliseconds. */
const SESSION_MS = 3_600_000;

interface Session {
  username: string | undefined;
  seenMs: number;
  /** Address that the visitor was sent to the login page from. */
  wanted: string | undefined;
}

/** The sessions behind the JSESSIONID cookies; a restart forgets them all. */
export class Sessions {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Session>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new session, for a user or for a visitor who is about to sign in; returns its id. */
  open(username: string | undefined, wanted?: string): string {
    const id = randomBytes(16).toString('hex').toUpperCase();
    this.#sessions.set(id, { username, seenMs: this.#clock.ms(), wanted });
    return id;
  }

  /** Whose session a Cookie header brings, if it is alive; it lives on from now. */
  usernameOf(cookies: string | undefined): string | undefined {
    const session = this.#find(cookies);
    if (session !== undefined) session.seenMs = this.#clock.ms();
    return session?.username;
  }

  /** Where a visitor wanted to go before the login page; asked once. */
  takeWanted(cookies: string | undefined): string | undefined {
    const session = this.#find(cookies);
    const wanted = session?.wanted;
    if (session !== undefined) session.wanted = undefined;
    return wanted;
  }

  /** Forgets all sessions. */
  clear(): void {
    this.#sessions.clear();
  }

  #find(cookies: string | undefined): Session | undefined {
    const id = /(?:^|;\s*)JSESSIONID=([^;]+)/.exec(cookies ?? '')?.[1];
    const session = id === undefined ? undefined : this.#sessions.get(id);
    const alive = session !== undefined && this.#clock.ms() - session.seenMs <= SESSION_MS;
    return alive ? session : undefined;
  }
}

/** The Set-Cookie header for a session. */
export function sessionCookie(id: string): string {
  return `JSESSIONID=${id}; Path=/; HttpOnly; SameSite=Lax`;
}
