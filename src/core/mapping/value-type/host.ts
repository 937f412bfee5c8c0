/** A label that is not the last: letters, digits and hyphens inside, at most 63. */
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?\\.?$`, 'i');
const MAX_DOMAIN_LENGTH = 253;
/** Letters and digits of any script, as they stand in names of hosts. */
const FOREIGN = /^[\p{L}\p{M}\p{N}.-]+$/u;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const IPV6 = /^[0-9a-f:]*:[0-9a-f:.]*$/i;

/**
 * Whether a text is formed like the name of a host with an ending: `example.org`, but not `localhost`. Whether there is
 * such an ending is left to DHIS2, whose list is as old as its version (source: commons-validator's `DomainValidator`).
 */
export function isDomain(host: string): boolean {
  const ascii = asciiHost(host);
  return ascii !== undefined && ascii.length <= MAX_DOMAIN_LENGTH && DOMAIN.test(ascii);
}

/** Whether a text is an IPv4 address. */
export function isIPv4(text: string): boolean {
  return IPV4.test(text);
}

/** Whether a text is an IPv6 address, without brackets. */
export function isIPv6(text: string): boolean {
  return IPV6.test(text) && URL.canParse(`http://[${text}]/`);
}

function asciiHost(host: string): string | undefined {
  if (isAscii(host)) return host;
  const url = `http://${host}/`;
  return FOREIGN.test(host) && URL.canParse(url) ? new URL(url).hostname : undefined;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}
