/**
 * The part of Airbyte's protocol that the CDK's types lack or get wrong: what this connector reads and prints.
 *
 * Names are those of the protocol (airbyte-protocol 0.19).
 */

/** What a state covers: one stream, all streams at once, or, as `LEGACY`, whatever a source of the old protocol put in it. */
export type StateType = 'STREAM' | 'GLOBAL' | 'LEGACY';

/** A stream's name and namespace; `null` where the source has no namespaces. */
export interface StreamDescriptor {
  readonly name: string;
  readonly namespace: string | null;
}

/** What a state says about itself, apart from its text. */
export interface StateHead {
  readonly type: StateType;
  /** Set for STREAM states only. */
  readonly stream?: StreamDescriptor;
}

/** A RECORD as it came. */
export interface IncomingRecord {
  readonly kind: 'record';
  /** Physical line of stdin, 1-based. */
  readonly line: number;
  readonly stream: string;
  readonly namespace: string | null;
  /** JSON values by column; numbers that a double would bend are `ExactNumber`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The line itself, without its end. */
  readonly raw: string;
}

/** A STATE as it came. */
export interface IncomingState {
  readonly kind: 'state';
  /** Physical line of stdin, 1-based. */
  readonly line: number;
  /** The line itself: what leaves again, with stats added. */
  readonly text: string;
  readonly state: StateHead;
}

/** What the connector acts on; everything else ends in the reader. */
export type Incoming = IncomingRecord | IncomingState;

/** How Airbyte may bring rows to the destination. */
export type DestinationSyncMode = 'append' | 'overwrite' | 'append_dedup' | 'update' | 'soft_delete';

/** A CONTROL message that makes the platform keep a changed configuration for the next sync. */
export interface ConnectorConfigMessage {
  readonly type: 'CONTROL';
  readonly control: {
    readonly type: 'CONNECTOR_CONFIG';
    /** Milliseconds since the epoch. */
    readonly emitted_at: number;
    readonly connectorConfig: { readonly config: unknown };
  };
}

/**
 * Builds the message that hands a changed configuration back, such as one with a rotated refresh token.
 * @param config - The whole configuration as it was read, with the change in it.
 * @param now - Milliseconds since the epoch.
 */
export function connectorConfig(config: unknown, now: number): ConnectorConfigMessage {
  return { type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG', emitted_at: now, connectorConfig: { config } } };
}
