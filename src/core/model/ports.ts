import type { DataValue, Payload } from './data-value';
import type { Registration } from './group-key';
import type { Patience } from './patience';

/** What DHIS2 answered to one request after the transport's retries; a failure that retries cannot heal is thrown instead. */
export type Answer =
  /** Any answer that the core must read: import summaries (200, 409), plain web messages (400, 409, 500), HTML (as text). */
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  /** 413, or an answer beyond what is read: the request is too large for this server as it stands. */
  | { readonly kind: 'too-large'; readonly status: number }
  /**
   * The request may have been carried out, may still be, or was not: the answer never came. `sentAt`: milliseconds of the
   * clock; `status`: what came in the answer's place, if anything did.
   */
  | { readonly kind: 'unknown'; readonly why: NoAnswer; readonly sentAt: number; readonly status?: number };

/**
 * Why an answer never came: our own time-out, a gateway's (502, 504), a connection that broke after the whole body had been
 * sent, or something else in its place (an empty or a foreign 200).
 */
export type NoAnswer = 'timeout' | 'gateway' | 'cut' | 'foreign';

/** The write side of DHIS2 as the core sees it; `dhis2/client.ts` is it. */
export interface DataValueSink {
  /**
   * Sends one payload and waits for DHIS2's answer. Payloads that are sent at the same time have no cell in common.
   * What did not happen at DHIS2 (no connection, 429, 503) is repeated; what may have happened is `unknown`, at once.
   *
   * @param patience - How long trouble may go on, shared with the other parts of what was one payload. @defaultValue ten minutes
   * @throws ConfigError When DHIS2 refuses the sign-in or the user lacks the authority.
   * @throws TransientError When DHIS2 cannot be reached, or answers 429 or 503, until the patience has ended.
   */
  readonly send: (payload: Payload, patience?: Patience) => Promise<Answer>;
  /** Registers data sets as complete; same contract. */
  readonly complete: (registrations: readonly Registration[]) => Promise<Answer>;
}

/** Takes values on their way to DHIS2; `core/delivery/delivery.ts` is it. */
export interface ValueTaker {
  /** @param now - Milliseconds. */
  add(value: DataValue, now: number): void;
  /** Whether a value of the same cell is held and not sent yet. */
  isUnsent(value: DataValue): boolean;
}

/** The protocol's log levels that the connector uses. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** Where log lines go; `airbyte/log.ts` is it. A message never holds a value, token, cookie or response body. */
export type Log = (level: LogLevel, message: string) => void;

/** Prints one line of the protocol; resolves when stdout takes more. */
export type Emit = (line: string) => Promise<void>;

/** Time, as a parameter. */
export interface Clock {
  /** Milliseconds since the epoch; never set back while the process runs. */
  now(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
