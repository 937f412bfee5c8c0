import { ConfigError } from '../errors';
import type { Patience } from '../core/model/patience';
import type { Answer, NoAnswer } from '../core/model/ports';
import { Routes } from './http/agents';
import type { ConnectionSettings } from './connection';
import { CookieJar } from './http/cookie-jar';
import type { SignIn } from './sign-in/credentials';
import { type BodyTaker, type EncodedBody, exchange, type Exchange } from './http/exchange';
import { Compression } from './http/compression';
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
  /** Names and values, or the text behind the `?` as it is to go out. */
  readonly query?: Query | string;
  /** JSON text. */
  readonly body?: string;
  /** Data values: compressed, since DHIS2 unpacks what comes to their path (exchanges 270, 271), and no others are. */
  readonly carriesValues?: boolean;
  /** Why an answer never came, as far as that is told as `unknown`; otherwise the request is repeated. */
  readonly tells?: readonly NoAnswer[];
  /** Set for a read whose answer is streamed. */
  readonly streamed?: Streamed;
}

/** How an answer is streamed. */
export interface Streamed {
  /** Called for each attempt, so that what a broken one brought is forgotten. */
  readonly open: () => BodyTaker;
  /** For one attempt, in place of `request_timeout_seconds` where that is longer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What the transport needs of its surroundings. */
export interface TransportDeps extends RetryDeps {
  readonly settings: ConnectionSettings;
  /** Awaited with each new refresh token before it is used. */
  readonly onRotated: (refreshToken: string) => Promise<void>;
}

/** Sockets beyond the requests at once, for reads and completions beside them. */
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
  readonly #compression: Compression;
  #refusal: ConfigError | undefined;

  /** @throws {@link ConfigError} If `ca_certificates` cannot be read. */
  constructor(deps: TransportDeps) {
    const { settings } = deps;
    this.#deps = deps;
    this.#compression = new Compression(deps.log);
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
   * @throws TransientError If trouble outlasts the patience.
   */
  async request(call: Call, patience?: Patience): Promise<Answer> {
    const signals = [this.#deps.signal, call.streamed?.signal].flatMap((signal) => signal ?? []);
    const deps = signals.length > 1 ? { ...this.#deps, signal: AbortSignal.any(signals) } : this.#deps;
    return withRetries(() => this.#signedAttempt(call), deps, patience);
  }

  /**
   * Bytes of the head of a GET as it would go out now, without its query: first line, headers, empty line.
   *
   * @throws As {@link request}, if signing in fails.
   */
  async headBytes(path: string): Promise<number> {
    const url = `${this.#deps.settings.baseUrl}${path}`;
    const cookie = this.#cookies.header(new URL(url).pathname, this.#deps.clock.now());
    const authorization = await this.#signIn.authorization();
    // A plain proxy is asked with the whole address; what Node and axios add has this length.
    const added = `Accept-Encoding: gzip, compress, deflate, br\r\nHost: ${new URL(url).host}\r\nConnection: keep-alive\r\n`;
    const ours = `Accept: application/json\r\nAuthorization: ${authorization}\r\nUser-Agent: destination-dhis2\r\n`;
    const cookies = cookie === undefined ? '' : `Cookie: ${cookie}\r\n`;
    return Buffer.byteLength(`GET ${url}? HTTP/1.1\r\n${ours}${cookies}${added}\r\n`);
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
  async #signedAttempt(call: Call): Promise<Attempted<Answer>> {
    for (let second = false; ; second = true) {
      if (this.#refusal) throw this.#refusal;
      const authorization = await this.#signIn.authorization();
      const sentAt = this.#deps.clock.now();
      const { reading, hadSession, begun } = await this.#encodedAttempt(call, authorization);
      // An answer that is cut once is cut again: it is no use to ask for it for ten minutes.
      if (begun && reading.kind === 'trouble') return { kind: 'done', value: { kind: 'unknown', why: 'cut', sentAt } };
      if (reading.kind !== 'signed-out') return asAttempted(reading, call, sentAt);

      this.#cookies.clear();
      if (second || !((await this.#signIn.renewed(authorization)) || hadSession)) {
        this.#refusal = new ConfigError(signInAdvice(this.#signIn.kind, reading.refusal));
      }
    }
  }

  /** One attempt, and a second one with a plain body if it was the compression that was refused. */
  async #encodedAttempt(call: Call, authorization: string): Promise<Attempt> {
    const body = await this.#compression.encode(call.body, call.carriesValues === true);
    const first = await this.#attempt(call, body, authorization);
    if (!body?.gzipped || !this.#compression.mayBeRefused(first.reading)) return first;
    const plain = await this.#attempt(call, await this.#compression.encode(call.body, false), authorization);
    this.#compression.learn(first.reading, plain.reading);
    return plain;
  }

  async #attempt(call: Call, body: EncodedBody | undefined, authorization: string): Promise<Attempt> {
    const { settings, clock } = this.#deps;
    const query = typeof call.query === 'string' ? call.query : queryText(call.query ?? {});
    const url = `${settings.baseUrl}${call.path}${query ? `?${query}` : ''}`;
    const cookie = this.#cookies.header(new URL(url).pathname, clock.now());
    let begun = false;
    const opened = call.streamed?.open();
    const taker = opened && {
      take: (bytes: Buffer): boolean => {
        begun = true;
        return opened.take(bytes);
      },
    };
    const ended = await exchange(
      {
        method: call.method,
        url,
        headers: { Accept: 'application/json', Authorization: authorization, ...(cookie ? { Cookie: cookie } : {}) },
        ...(body ? { body } : {}),
        timeoutMs: Math.min(settings.requestTimeoutMs, call.streamed?.timeoutMs ?? Infinity),
        ...(taker ? { taker } : {}),
        ...(call.streamed?.signal ? { signal: call.streamed.signal } : {}),
      },
      this.#routes.to(url),
    );
    const reading = readExchange(ended, {
      method: call.method,
      url,
      baseUrl: settings.baseUrl,
      proven: this.proven,
      refusable: taker !== undefined,
      carriesValues: call.carriesValues === true,
    });
    this.#learn(ended, reading);
    return { reading, hadSession: cookie !== undefined, begun: begun && ended.kind === 'network' };
  }

  #learn(ended: Exchange, reading: Reading): void {
    if (ended.kind === 'answer') this.#cookies.store(ended.headers.setCookie, this.#deps.clock.now());
    if (reading.kind === 'answered' && typeof reading.body === 'object' && reading.body !== null)
      this.#proven.note(this.#deps.settings.baseUrl);
    // The page may be about the session ("has been expired"), or come from the node that a balancer's cookie sticks to.
    if (reading.kind === 'trouble' && reading.trouble.failure.kind === 'page') this.#cookies.clear();
  }
}

/** What one attempt came to. */
interface Attempt {
  readonly reading: Reading;
  readonly hadSession: boolean;
  /** Whether a streamed answer had begun before the connection broke. */
  readonly begun: boolean;
}

type SignedIn = Exclude<Reading, { kind: 'signed-out' }>;

function asAttempted(reading: SignedIn, { tells = [], streamed }: Call, sentAt: number): Attempted<Answer> {
  if (reading.kind !== 'trouble') return { kind: 'done', value: reading };
  const { trouble, answer } = reading;
  const { failure } = trouble;
  const status = failure.kind === 'status' ? { status: failure.status } : {};
  // To one who reads, a 502 says that DHIS2 is away, not that it is slow: asking again does no harm.
  const why = streamed && status.status === 502 ? undefined : trouble.unanswered;
  return {
    kind: 'failed',
    ...trouble,
    ...(why && tells.includes(why) ? { inDoubt: { kind: 'unknown', why, sentAt, ...status } } : {}),
    ...(answer ? { givenUp: answer } : {}),
  };
}

function queryText(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each] as [string, string]),
  );
  return new URLSearchParams(pairs).toString();
}
