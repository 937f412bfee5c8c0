import { setTimeout as wait } from 'node:timers/promises';

/** What a fault rule sees of a request. */
export interface FaultRequest {
  /** 1 for the first request since the start. */
  readonly number: number;
  readonly method: string;
  /** Path without query, as it was asked for. */
  readonly path: string;
  readonly query: string;
}

/** Something that goes wrong with one request. */
export type Fault =
  /** Answers with a status and does nothing. A body of type string goes out as HTML, anything else as JSON. */
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Headers; readonly body?: unknown }
  /** A gateway's HTML page with that status. */
  | { readonly kind: 'gateway'; readonly status: 502 | 503 | 504 }
  /** Cuts the connection: before the body is read, after the work is done, or in the middle of the answer. */
  | { readonly kind: 'reset'; readonly when: 'before-body' | 'after-work' | 'mid-answer' }
  /** Waits before anything is done. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Waits until something has happened elsewhere. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> }
  /** Does the work and holds the answer back. */
  | { readonly kind: 'delay-answer'; readonly ms: number }
  /** Sends the answer in small pieces. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMs: number }
  /** Sends the client elsewhere. */
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: 301 | 302 | 307 | 308 }
  /** The login page, with status 200, as proxies with a sign-in of their own do. */
  | { readonly kind: 'login-page' }
  /** Kills the server while it works on the request; it stays dead until `restart`. */
  | { readonly kind: 'kill'; readonly afterMs: number };

type Headers = Readonly<Record<string, string>>;

/** Chooses what goes wrong with a request; undefined for nothing. */
export type FaultRule = (request: FaultRequest) => Fault | undefined;

/** The switches that make the server misbehave; all off at the start. */
export interface Faults {
  /** Asked for each request. */
  next: FaultRule;
  /** Lets imports run beside each other, with the losses that DHIS2 has then (transcripts 501-506). */
  races: boolean;
  /** With `races`: passes when an import may write what it has looked up; others that come before then collide with it. */
  raceWindow: () => Promise<void>;
  /** Larger bodies than this are answered with 413; bytes as they come, compressed or not. */
  maxBytes: number;
  /** Payloads of more data values than this are answered with 413. */
  maxValues: number;
  /** Makes each password check cost what bcrypt costs DHIS2, some 75 ms. */
  slowPasswords: boolean;
  /** How long each import takes at least, per 1,000 values; for tests that need requests to overlap. */
  msPerThousandValues: number;
}

const RACE_WINDOW_MS = 10;

/** No faults. */
export function noFaults(): Faults {
  return {
    next: () => undefined,
    races: false,
    raceWindow: () => wait(RACE_WINDOW_MS),
    maxBytes: Number.POSITIVE_INFINITY,
    maxValues: Number.POSITIVE_INFINITY,
    slowPasswords: false,
    msPerThousandValues: 0,
  };
}

/** A rule that gives these faults to the next requests that match, one each. */
export function faultsInTurn(faults: readonly Fault[], matches: (request: FaultRequest) => boolean): FaultRule {
  const left = [...faults];
  return (request) => (matches(request) ? left.shift() : undefined);
}

/** A race window in which the first so many imports wait until all of them have come, so that they are sure to collide. */
export function meeting(imports: number): () => Promise<void> {
  let come = 0;
  let open: () => void;
  const allCame = new Promise<void>((resolve) => (open = resolve));
  return () => {
    come += 1;
    if (come === imports) open();
    return come <= imports ? allCame : wait(RACE_WINDOW_MS);
  };
}
