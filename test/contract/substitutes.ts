import type { RecordedRequest } from './transcripts';

/** Where an answer hands out something that later requests bring back. */
const HANDED_OUT: ReadonlySet<string> = new Set(['key', 'uid', 'id', 'access_token', 'refresh_token']);

/** What the sandbox gave where the recorded server gave something else: tokens and ids made on the way. */
export class Substitutes {
  readonly #given = new Map<string, string>();
  readonly #knownIds: ReadonlySet<string>;

  /** @param knownIds - Ids of metadata, which are the same everywhere. */
  constructor(knownIds: ReadonlySet<string>) {
    this.#knownIds = knownIds;
  }

  /** Notes what stands where the recorded answer had its own token or id. */
  learn(recorded: unknown, actual: unknown): void {
    if (typeof recorded !== 'object' || recorded === null || typeof actual !== 'object' || actual === null) return;
    for (const [key, before] of Object.entries(recorded) as [string, unknown][]) {
      const now = (actual as Record<string, unknown>)[key];
      if (HANDED_OUT.has(key) && typeof before === 'string' && typeof now === 'string') this.set(before, now);
      else this.learn(before, now);
    }
  }

  set(recorded: string, actual: string): void {
    if (recorded.length < 11 || recorded === actual || this.#knownIds.has(recorded)) return;
    this.#given.set(recorded, actual);
    const [before, now] = [signedPart(recorded), signedPart(actual)];
    if (before !== undefined && now !== undefined) this.#given.set(before, now);
  }

  /** A request with the sandbox's tokens and ids in place of the recorded ones. */
  apply(request: RecordedRequest): RecordedRequest {
    const { method, path, headers = {}, body } = request;
    const swapped = Object.entries(headers).map(([name, value]) => [name, this.#swap(value)]);
    return {
      method,
      path: this.#swap(path),
      headers: Object.fromEntries(swapped) as Record<string, string>,
      body: this.inPlace(body),
    };
  }

  /** A body with the sandbox's tokens and ids in place of the recorded ones. */
  inPlace(body: unknown): unknown {
    if (typeof body === 'string') return this.#swap(body);
    return body === undefined ? undefined : JSON.parse(this.#swap(JSON.stringify(body)));
  }

  #swap(text: string): string {
    return [...this.#given].reduce((swapped, [recorded, actual]) => swapped.replaceAll(recorded, actual), text);
  }
}

/** What a signed token's signature is over: it stays when the signature is tampered with. */
function signedPart(token: string): string | undefined {
  const parts = token.split('.');
  return parts.length === 3 ? parts.slice(0, 2).join('.') : undefined;
}
