import { isDomain, isIPv4, isIPv6 } from './host';
import { keepIf } from './rule';

/** A part of what stands before the `@`: in quotes, or without blanks and special characters but for escaped ones and apostrophes. */
const WORD = String.raw`(?:(?:\\.|[^ \p{Cc}()<>@,;:'\\".\[\]]|')+|"(?:\\"|[^"\n\r\u0085\u2028\u2029])*")`;
const LOCAL_PART = new RegExp(String.raw`^${WORD}(?:\.${WORD})*$`, 'u');
const MAX_LOCAL_PART_LENGTH = 64;

/** An e-mail address; its ending is left to DHIS2 (source: commons-validator's `EmailValidator`). */
export const email = keepIf(isEmail, 'is not an e-mail address of the form clerk@example.org');

/** An address of the web; the ending of its host is left to DHIS2 (source: commons-validator's `UrlValidator`). */
export const url = keepIf(
  isUrl,
  'is not an address of the web of the form https://example.org/path, without blanks and with what is not ASCII written as %C3%A9',
);

/** Six to fifty digits and the signs that people put between them (`ValidationUtils.isPhoneNumber`). */
export const phoneNumber = keepIf(
  (text) => /^[0-9+()#. \t\n\v\f\r/ext-]{6,50}$/.test(text),
  'is not a phone number of 6 to 50 digits, blanks and + - ( ) . / #',
);

/** The form of a DHIS2 user name; there need be no such user (`ValidationUtils.usernameIsValid`). */
export const username = keepIf(
  (text) => text.length >= 4 && text.length <= 255 && /^[a-zA-Z0-9]+(?:[-_.@][a-zA-Z0-9]+)*$/.test(text),
  'is not formed like a user name of DHIS2: 4 to 255 letters and digits, with single . _ - @ inside',
);

/** What DHIS2 refers to by uid: an org unit, a file, an image. Up to 2.42 an unknown file is refused, from 2.43 on it is not looked for. */
export const uid = keepIf(
  (text) => /^[A-Za-z][A-Za-z0-9]{10}$/.test(text),
  'is not a DHIS2 uid of eleven letters and digits, which the element wants',
);

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > MAX_LOCAL_PART_LENGTH || text.endsWith('.') || !LOCAL_PART.test(text.slice(0, at))) return false;
  const host = text.slice(at + 1);
  if (!host.startsWith('[') || !host.endsWith(']')) return isDomain(host);
  const address = host.slice(1, -1);
  return isIPv4(address) || isIPv6(address);
}

/** Scheme, authority, path, query and fragment. */
const PARTS = /^(?:https?|ftp):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i;
const USER = String.raw`[a-z0-9%._~!$&'()*+,;=-]`;
const AUTHORITY = new RegExp(`^(?:${USER}+(?::${USER}*)?@)?([^@:[\\]]+)(?::(\\d*))?$`, 'i');
const IPV6_AUTHORITY = /^\[([^\]]*)\](?::(\d*))?$/;
const PATH = /^(?:\/[-\w:@&?=+,.!/~*'%$;()]*)?$/;
/** What may stand behind the path: ASCII without quotes, brackets < > { }, and \ ^ ` |; all else but blanks and controls. */
const REST = /^(?:[-\w;/?:@&=+$,[\].!~*'()%]|(?![\p{Z}\p{Cc}])[^\0-\x7f])*$/u;
const BROKEN_ESCAPE = /%(?![0-9a-f]{2})/i;
const MAX_PORT = 65_535;

function isUrl(text: string): boolean {
  const match = PARTS.exec(text);
  if (!match || BROKEN_ESCAPE.test(text)) return false;
  const [, authority = '', path = '', query = '', fragment = ''] = match;
  return isAuthority(authority) && isPath(path) && REST.test(query) && REST.test(fragment);
}

function isAuthority(authority: string): boolean {
  const bracketed = IPV6_AUTHORITY.exec(authority);
  const match = bracketed ?? AUTHORITY.exec(authority);
  if (!match || Number(match[2] ?? 0) > MAX_PORT) return false;
  const host = match[1]!;
  return bracketed ? isIPv6(host) : isDomain(host) || isIPv4(host);
}

/** A path has no empty steps and does not climb above its root. */
function isPath(path: string): boolean {
  if (!PATH.test(path) || path.includes('//')) return false;
  let depth = 0;
  for (const step of path.split('/')) {
    if (step === '..') depth -= 1;
    else if (step !== '.' && step !== '') depth += 1;
    if (depth < 0) return false;
  }
  return true;
}
