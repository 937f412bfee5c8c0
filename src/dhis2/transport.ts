import { ConfigError } from '../errors';
import type { Answer } from '../core/model/ports';
import { Routes } from './http/agents';
import type { ConnectionSettings } from './connection';
import { CookieJar } from './http/cookie-jar';
import type { SignIn } from './sign-in/credentials';
import { type EncodedBody, encodeBody, exchange, type Exchange } from './http/exchange';
import { Proven } from './http/proven';
import { type Reading, readExchange } from './http/reading';
import { type Attempted, type RetryDeps, withRetries } from './http/retry';
import { createSignIn } from './sign-in/sign-in';
import { signInAdvice } from './sign-in/advice';
import { createTokenEndpoint } from './sign-in/token-endpoint';
import { trustedAuthorities } from './http/trust';

/** What follows the path; a list repeats its name. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** One request to DHIS2. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From `/api/` on. */
  readonly path: string;
  readonly query?: Query;
  /** JSON text. */
  readonly body?: string;
  /** Whether DHIS2 unpacks what comes to this path: recorded for data values (exchanges 270, 271), and not for others. */
  readonly mayGzip?: boolean;
  /** Whether it can be sent in parts: then time-outs are answered with `unknown` rather than repeated. */
  readonly divisible?: boolean;
}

/** What the transport needs of its surroundings. */
export interface TransportDeps extends RetryDeps {
  readonly settings: ConnectionSettings;
  /** Awaited with each new refresh token before it is used. */
  readonly onRotated: (refreshToken: string) => Promise<void>;
}

/** Sockets beyond the lanes, for reads and completions beside them. */
const EXTRA_SOCKETS = 2;
/** A token endpoint has little to do: it gets no longer than this. */
const TOKEN_TIMEOUT_MS = 60_000;

/** Carries requests to one DHIS2: retries around the sign-in around single attempts. Errors of the HTTP library end here. */
export class Transport {
  readonly #deps: TransportDeps;
  readonly #routes: Routes;
  readonly #cookies = new CookieJar();
  readonly #signIn: SignIn;
  readonly #proven = new Proven();
  #refusal: ConfigError | undefined;

  /** @throws {@link ConfigError} If `ca_certificates` cannot be read. */
  constructor(deps: TransportDeps) {
    const { settings } = deps;
    this.#deps = deps;
    this.#routes = new Routes({
      maxSockets: settings.maxConcurrentRequests + EXTRA_SOCKETS,
      ca: trustedAuthorities(settings.caCertificates),
    });
    this.#signIn = createSignIn(settings.credentials, {
      baseUrl: settings.baseUrl,
      clock: deps.clock,
      onRotated: deps.onRotated,
      tokenEndpoint: createTokenEndpoint({
        routes: this.#routes,
        timeoutMs: Math.min(settings.requestTimeoutMs, TOKEN_TIMEOUT_MS),
        retry: deps,
        proven: this.#proven,
      }),
    });
  }

  /**
   * Makes a request and waits for its answer, through retries and renewals of the token.
   *
   * @throws {@link ConfigError} If DHIS2 refuses the sign-in or lacks an authority, or is not at this address.
   * @throws TransientError If trouble outlasts the retries.
   */
  async request(call: Call): Promise<Answer> {
    const body =
      call.body === undefined ? undefined : await encodeBody(call.body, 'application/json', call.mayGzip === true);
    return withRetries(() => this.#signedAttempt(call, body), this.#deps);
  }

  /** Whether a DHIS2 has answered at `base_url` in this run. */
  get proven(): boolean {
    return this.#proven.has(this.#deps.settings.baseUrl);
  }

  /** Ends the kept connections. */
  close(): void {
    this.#routes.close();
  }

  /** One attempt, and a second one if the first is turned away and there is a new token, or a session to leave behind. */
  async #signedAttempt(call: Call, body: EncodedBody | undefined): Promise<Attempted<Answer>> {
    for (let second = false; ; second = true) {
      if (this.#refusal) throw this.#refusal;
      const authorization = await this.#signIn.authorization();
      const { reading, hadSession } = await this.#attempt(call, body, authorization);
      if (reading.kind !== 'signed-out') return asAttempted(reading, call);

      this.#cookies.clear();
      if (second || !((await this.#signIn.renewed(authorization)) || hadSession)) {
        this.#refusal = new ConfigError(signInAdvice(this.#signIn.kind, reading.refusal));
      }
    }
  }

  async #attempt(
    call: Call,
    body: EncodedBody | undefined,
    authorization: string,
  ): Promise<{ reading: Reading; hadSession: boolean }> {
    const { settings, clock } = this.#deps;
    const url = `${settings.baseUrl}${call.path}${call.query ? `?${queryText(call.query)}` : ''}`;
    const cookie = this.#cookies.header(new URL(url).pathname, clock.now());
    const ended = await exchange(
      {
        method: call.method,
        url,
        headers: { Accept: 'application/json', Authorization: authorization, ...(cookie ? { Cookie: cookie } : {}) },
        ...(body ? { body } : {}),
        timeoutMs: settings.requestTimeoutMs,
      },
      this.#routes.to(url),
    );
    const reading = readExchange(ended, { method: call.method, url, baseUrl: settings.baseUrl, proven: this.proven });
    this.#learn(ended, reading);
    return { reading, hadSession: cookie !== undefined };
  }

  #learn(ended: Exchange, reading: Reading): void {
    if (ended.kind === 'answer') this.#cookies.store(ended.headers.setCookie, this.#deps.clock.now());
    if (reading.kind === 'answered' && typeof reading.body === 'object' && reading.body !== null)
      this.#proven.note(this.#deps.settings.baseUrl);
    // The page may be about the session ("has been expired"), or come from the node that a balancer's cookie sticks to.
    if (reading.kind === 'trouble' && reading.trouble.failure.kind === 'page') this.#cookies.clear();
  }
}

function asAttempted(reading: Exclude<Reading, { kind: 'signed-out' }>, call: Call): Attempted<Answer> {
  if (reading.kind !== 'trouble') return { kind: 'done', value: reading };
  const { trouble, answer } = reading;
  return {
    kind: 'failed',
    ...trouble,
    ...(call.divisible && trouble.unanswered ? { divided: { kind: 'unknown', why: trouble.unanswered } } : {}),
    ...(answer ? { givenUp: answer } : {}),
  };
}

function queryText(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each] as [string, string]),
  );
  return new URLSearchParams(pairs).toString();
}
