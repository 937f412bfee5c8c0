import type { Clock, Log } from '../../core/model/ports';
import { ConfigError } from '../../errors';
import { type Listener, type OwnReturn, readReturn } from './listener';
import { lifeInWords } from '../../dhis2/sign-in/client-life';

/** How the browser is waited for. */
export interface Waiting {
  /** What this run sent along, and must come back. */
  readonly state: string;
  readonly waitMs: number;
}

/**
 * Waits for the browser to come back to the listener, or for its address to be pasted.
 *
 * @returns The code to exchange for tokens.
 * @throws {@link ConfigError} If it comes back without one, or not at all.
 */
export async function waitForCode(
  listener: Listener,
  { state, waitMs }: Waiting,
  { clock, log, pasted }: { readonly clock: Clock; readonly log: Log; readonly pasted?: AsyncIterable<string> },
): Promise<string> {
  const abort = new AbortController();
  const late = clock.sleep(waitMs, abort.signal).then(() => 'late' as const);
  const ways = [
    listener.returned,
    late,
    ...(pasted ? [firstReturn(pasted, { state, redirectUri: listener.redirectUri }, log)] : []),
  ];
  const came = await Promise.race(ways).finally(() => abort.abort());
  if (came === 'late') throw new ConfigError(nobodyCame(waitMs, listener.redirectUri));
  if (came.kind === 'code') return came.code;
  throw new ConfigError(cameWithoutCode(came));
}

/** Waits for good when the lines end without an address: the browser may still come back by itself. */
async function firstReturn(
  lines: AsyncIterable<string>,
  { state, redirectUri }: { readonly state: string; readonly redirectUri: string },
  log: Log,
): Promise<OwnReturn> {
  for await (const line of lines) {
    const came = readReturn(line, state);
    if (came?.kind === 'wrong-state')
      log(
        'WARN',
        'This address is of another run: nothing was accepted. Open the address above, and paste where it ends.',
      );
    else if (came) return came;
    else if (line.trim() !== '')
      log('WARN', `This is not the address that the browser ended on: it begins with ${redirectUri}?`);
  }
  log(
    'WARN',
    `The input has ended, and nothing can be pasted any more (docker run needs -it). The browser may still come back to ${redirectUri} on this machine.`,
  );
  return new Promise<never>(() => undefined);
}

function nobodyCame(waitMs: number, redirectUri: string): string {
  return `Nobody came back from DHIS2's login within ${lifeInWords(waitMs)}. If DHIS2 showed an error page, then it knows no client with this client_id, or the client is not registered for the redirect URI ${redirectUri}: see register-client, and --port.`;
}

function cameWithoutCode({ error }: Extract<OwnReturn, { kind: 'refused' }>): string {
  switch (error) {
    case 'access_denied':
      return 'The consent was cancelled, or given without "username" ticked: no token. Run authorize again, tick "username" and agree.';
    case 'invalid_scope':
      return 'The client may not ask for the scopes "openid username": register one that may, with register-client.';
    default:
      return `DHIS2 gave no code (${error}). Look at how the client is registered; register-client does it right.`;
  }
}
