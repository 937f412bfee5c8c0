/**
 * The part of Airbyte's protocol that the CDK's types lack or get wrong: what this connector reads and prints.
 *
 * Names are those of the protocol (airbyte-protocol 0.19).
 */

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
