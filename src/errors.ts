/**
 * Every error of the connector, sorted by what Airbyte does about it.
 *
 * A refused row is a value, never an exception: see `core/model/refusal.ts`.
 */

/** Airbyte's `failure_type` of a TRACE ERROR: `config_error` is never retried by the platform, the others are. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error';

/** An error whose message is safe to show: it names no value, token, cookie or response body, and says what to do. */
export abstract class ConnectorError extends Error {
  abstract readonly failureType: FailureType;

  override get name(): string {
    return this.constructor.name;
  }
}

// ---- A person must change something ------------------------------------------------------------------------------

/** A setting, a permission or the view is wrong; the message names it and where to put it right. */
export class ConfigError extends ConnectorError {
  readonly failureType = 'config_error';
}

// ---- Time may heal it --------------------------------------------------------------------------------------------

/** DHIS2 or the network failed for longer than the connector may wait; the platform starts the sync again. */
export class TransientError extends ConnectorError {
  readonly failureType = 'transient_error';
}

// ---- A fault of the other side's, or ours ------------------------------------------------------------------------

/** The stream of messages, or an answer of DHIS2, is not what the protocol says; the message gives line and length only. */
export class ProtocolError extends ConnectorError {
  readonly failureType = 'system_error';
}
