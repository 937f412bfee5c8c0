import { ConfigError } from '../../errors';

/** What people paste behind the context path: the Web API, with or without a version, and trailing slashes. */
const API_SUFFIX = /(?:\/api(?:\/\d{1,3})?)?\/*$/;

/**
 * DHIS2's address without a trailing slash, Web API path or version: `https://dhis2.example.org/hmis`.
 *
 * The connector always uses the unversioned `/api/…`: DHIS2 2.41 answers in another shape below `/api/38`.
 * @throws {@link ConfigError} If `text` is no http(s) address, or holds a password, a query or a fragment. The text is
 *   not quoted: people paste passwords into addresses.
 */
export function normaliseBaseUrl(text: string): string {
  const trimmed = text.trim();
  const url = parse(trimmed);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ConfigError(
      'base_url is not an address: it must start with https:// (or http:// for a local server), for example https://dhis2.example.org/hmis.',
    );
  }
  if (url.username || url.password) {
    throw new ConfigError('base_url holds a user name or password: remove it and use the field credentials instead.');
  }
  if (url.search || url.hash) {
    throw new ConfigError(
      'base_url ends in "?…" or "#…": give the address of DHIS2 itself, context path included, without the page that is open in the browser.',
    );
  }
  return url.origin + url.pathname.replace(API_SUFFIX, '');
}

/** A sentence for `check` when passwords or tokens would travel unencrypted over a network; else undefined. */
export function plainHttpWarning(setting: 'base_url' | 'token_url', address: string): string | undefined {
  const url = new URL(address);
  if (url.protocol === 'https:' || isLocal(url.hostname)) return undefined;
  return `${setting} uses plain http: the credentials travel to ${url.host} unencrypted. Use https:// unless the network is yours.`;
}

/** This machine, a container's host, or a name without a domain, as in a compose file or a cluster. */
function isLocal(hostname: string): boolean {
  return (
    hostname === '[::1]' ||
    /^127\./.test(hostname) ||
    /(^|\.)localhost$/.test(hostname) ||
    hostname === 'host.docker.internal' ||
    !/[.:]/.test(hostname)
  );
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
