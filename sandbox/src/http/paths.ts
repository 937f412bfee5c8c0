import type { VersionTraits } from '../version';

const LOWEST_PREFIX = 28;

/** A request's address, taken apart. */
export interface ApiAddress {
  /** The address without version prefix, `.json` and trailing slash. */
  readonly url: string;
  /** The NN of `/api/NN`, if it was given. */
  readonly prefix: number | undefined;
}

/** Takes the version prefix, a `.json` ending and a trailing slash off an address; prefixes that are not served stay. */
export function apiAddress(url: string, traits: VersionTraits): ApiAddress {
  const [path = '', query] = url.split('?', 2);
  const given = /^\/api\/(\d+)(?=\/)/.exec(path)?.[1];
  const number = given === undefined ? undefined : Number(given);
  const served = number !== undefined && number >= LOWEST_PREFIX && number <= traits.highestPrefix;
  const inner = served ? path.replace(`/api/${given}`, '/api') : path;
  const plain = inner.startsWith('/api/') ? inner.replace(/\.json$/, '').replace(/(.)\/$/, '$1') : inner;
  return { url: query === undefined ? plain : `${plain}?${query}`, prefix: served ? number : undefined };
}

/** Query parameters; of those given more than once the last. */
export function queryParameters(url: string): Readonly<Record<string, string>> {
  return Object.fromEntries(searchParameters(url));
}

/** All query parameters of an address. */
export function searchParameters(url: string): URLSearchParams {
  return new URLSearchParams(url.split('?', 2)[1] ?? '');
}
