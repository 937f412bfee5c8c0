import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox/src/sandbox';
import type { Sandbox, SandboxOptions } from '../../sandbox/src/sandbox';

/** The metadata behind the recorded exchanges, as 2.42 exported it. */
export const RECORDED_METADATA = join(__dirname, '..', 'transcripts', 'metadata.json');

/** Passwords of the recorded users; throw-away ones. */
export const PASSWORDS = {
  admin: 'district',
  connector: 'Connector1!',
  clerk: 'ClerkPass1!',
  nodv: 'NoDataVal1!',
  disabled: 'Disabled1!',
} as const;

/** The moment at which the recordings began. */
export const RECORDED_NOW = '2026-11-23T22:57:00Z';

/** A sandbox with the recorded metadata and users, in memory, at the time of the recordings. */
export function startTestSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  return startSandbox({
    version: '2.42',
    metadata: RECORDED_METADATA,
    passwords: PASSWORDS,
    now: RECORDED_NOW,
    ...options,
  });
}

/** The Authorization header of a recorded user. */
export function basic(user: keyof typeof PASSWORDS): string {
  return `Basic ${Buffer.from(`${user}:${PASSWORDS[user]}`).toString('base64')}`;
}

/**
 * Creates an object as a recorded user, and returns what DHIS2 says of it.
 * @param address - Of the list that it goes into: `${sandbox.url}/api/apiToken`.
 */
export async function createAs(user: keyof typeof PASSWORDS, address: string, body: object): Promise<unknown> {
  const headers = { Authorization: basic(user), 'Content-Type': 'application/json' };
  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
  if (answer.status !== 201) throw new Error(`${address} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** The recorded metadata, to change before it is handed to a sandbox. */
export function recordedMetadata(): Record<string, Record<string, unknown>[]> {
  return JSON.parse(readFileSync(RECORDED_METADATA, 'utf8')) as Record<string, Record<string, unknown>[]>;
}
