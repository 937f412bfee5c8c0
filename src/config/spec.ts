import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A piece of JSON schema, as far as `spec.json` uses it. */
export interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly pattern_descriptor?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly order?: number;
  readonly group?: string;
  readonly airbyte_secret?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
}

/** What `spec` prints and what the form is made of. */
export interface ConnectorSpec {
  readonly documentationUrl: string;
  readonly protocol_version: string;
  readonly supported_destination_sync_modes: readonly string[];
  readonly connectionSpecification: Schema & {
    readonly properties: Readonly<Record<string, Schema>>;
    readonly groups: readonly { readonly id: string; readonly title: string }[];
  };
}

/** Reads `resources/spec.json`, the only home of settings' names, texts and defaults. */
export function readSpec(): ConnectorSpec {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'resources', 'spec.json'), 'utf8')) as ConnectorSpec;
}
