import type { VersionTraits } from '../version';

const LOWEST_PREFIX = 28;

/** Takes the version prefix, a `.json` ending and a trailing slash off an address; prefixes that are not served stay. */
export function plainAddress(url: string, traits: VersionTraits): string {
  const [path = '', query] = url.split('?', 2);
  const given = /^\/api\/(\d+)(?=\/)/.exec(path)?.[1];
  const number = given === undefined ? undefined : Number(given);
  const served = number !== undefined && number >= LOWEST_PREFIX && number <= traits.highestPrefix;
  const inner = served ? path.replace(`/api/${given}`, '/api') : path;
  const plain = inner.startsWith('/api/') ? inner.replace(/\.json$/, '').replace(/(.)\/$/, '$1') : inner;
  return query === undefined ? plain : `${plain}?${query}`;
}

/** The NN of `/api/NN` in an address as it was asked for. */
export function versionPrefix(url: string): number | undefined {
  const given = /^[^?]*?\/api\/(\d+)\//.exec(url)?.[1];
  return given === undefined ? undefined : Number(given);
}

/** Query parameters; of those given more than once the last. */
export function queryParameters(url: string): Readonly<Record<string, string>> {
  return Object.fromEntries(searchParameters(url));
}

/** All query parameters of an address. */
export function searchParameters(url: string): URLSearchParams {
  return new URLSearchParams(url.split('?', 2)[1] ?? '');
}
