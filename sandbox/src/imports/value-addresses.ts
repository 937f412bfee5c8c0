import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import tlds from 'tlds';

/** Top level domains as they travel; those of commons-validator 1.10.1 but for six brands since given back (`.lancaster`). */
const TOP_LEVEL_DOMAINS: ReadonlySet<string> = new Set(tlds.map((tld) => domainToASCII(tld)));
const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^(${LABEL}\\.)+([a-z]([a-z0-9-]{0,61}[a-z0-9])?)\\.?$`, 'i');

/** A host name of at least two labels under a known top level domain (source: commons-validator's DomainValidator). */
function isDomain(host: string): boolean {
  const ascii = asciiHost(host);
  const name = DOMAIN.exec(ascii)?.at(-2);
  return ascii.length <= 253 && name !== undefined && TOP_LEVEL_DOMAINS.has(name.toLowerCase());
}

function asciiHost(host: string): string {
  const plain = /^[\0-\x7f]*$/.test(host) || /[\0-,/:-@[-`{-\x7f]/.test(host);
  return plain ? host : domainToASCII(host) || host;
}

/** A part of a local part: in quotes, or without blanks and special characters but for escaped ones and apostrophes. */
const WORD = String.raw`(?:(?:\\.|[^ \p{Cc}\u2028\u2029()<>@,;:'\\".\[\]]|')+|"(?:\\"|[^"\n\r\u0085\u2028\u2029])*")`;
const LOCAL_PART = new RegExp(String.raw`^${WORD}(?:\.${WORD})*$`, 'u');
const MAX_LOCAL_PART_LENGTH = 64;

/** EMAIL (source: commons-validator's EmailValidator, which ValidationUtils asks). */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const host = text.slice(at + 1);
  if (local.length > MAX_LOCAL_PART_LENGTH || !LOCAL_PART.test(local)) return false;
  if (host.endsWith('.') || /[ \t\n\v\f\r]/.test(host)) return false;
  const [, address] = /^\[(.*)\]$/.exec(host) ?? [];
  return address === undefined ? isDomain(host) : isIPv4(address) || isIPv6(address);
}

/** Scheme, authority, path, query and fragment. */
const URL_PARTS = /^(?:https?|ftp):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;
const USER = String.raw`[a-z0-9%-._~!$&'()*+,;=]`;
const AUTHORITY = new RegExp(`^(?:${USER}+(?::${USER}*)?@)?([^@:]*)(?::(\\d*))?$`, 'i');
const PATH = /^(?:\/[-\w:@&?=+,.!/~*'%$;()]*)?$/;
const BROKEN_ESCAPE = /%(?![0-9a-f]{2})/i;
/** What java.net.URI takes in an authority, a query or a fragment: ASCII of RFC 2396 and brackets, and what is no blank outside ASCII. */
const URI_TEXT = /^(?:[-\w;/?:@&=+$,[\].!~*'()%]|[^\0-\x9f\p{Z}])*$/u;

/** URL: http, https or ftp to a host under a known top level domain or to an IP address (source: commons-validator's UrlValidator). */
export function isUrl(text: string): boolean {
  const [, authority, path, query = '', fragment = ''] = URL_PARTS.exec(text) ?? [];
  if (authority === undefined || path === undefined || !isAuthority(authority)) return false;
  const rest = `${authority}?${query}?${fragment}`;
  return isPath(path) && URI_TEXT.test(rest) && !BROKEN_ESCAPE.test(`${path}?${rest}`);
}

function isAuthority(authority: string): boolean {
  const [, host, port = ''] = AUTHORITY.exec(authority) ?? [];
  if (host === undefined) return isIPv6(/^\[([0-9a-f:.]+)\](?::\d*)?$/i.exec(authority)?.[1] ?? '');
  return (isDomain(host) || isIPv4(host)) && Number(port) <= 0xffff;
}

/** A path has no empty steps and does not climb above its root. */
function isPath(path: string): boolean {
  if (!PATH.test(path) || path.includes('//')) return false;
  let depth = 0;
  for (const step of path.split('/').slice(1)) {
    if (step === '..') depth -= 1;
    else if (step !== '.' && step !== '') depth += 1;
    if (depth < 0) return false;
  }
  return true;
}

/** PHONE_NUMBER (source: ValidationUtils.isPhoneNumber): the letters of `ext` are let through anywhere. */
export function isPhoneNumber(text: string): boolean {
  return /^[0-9+()#. \t\n\v\f\r/ext-]{6,50}$/.test(text);
}

/** USERNAME (source: ValidationUtils.usernameIsValid): a user of that name need not exist. */
export function isUsername(text: string): boolean {
  return /^(?=.{4,255}$)[a-zA-Z0-9]+([-_.@][a-zA-Z0-9]+)*$/.test(text);
}
