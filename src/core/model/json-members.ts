import { ProtocolError } from '../../errors';

/** A member of a JSON object, by where its value stands in the text. */
export interface Member {
  readonly key: string;
  readonly valueStart: number;
  /** Exclusive. */
  readonly valueEnd: number;
}

const BACKSLASH = 0x5c;

/**
 * Lists the members of the object that starts at `open`, without looking into their values.
 * @param json - Text that is known to be valid JSON.
 * @throws {@link ProtocolError} If there is no object at `open`.
 */
export function membersOf(json: string, open: number): readonly Member[] {
  const members: Member[] = [];
  if (json[open] !== '{') throw noObject();
  let at = skipBlanks(json, open + 1);
  while (json[at] === '"') {
    const keyEnd = endOfString(json, at);
    const key = JSON.parse(json.slice(at, keyEnd)) as string;
    const valueStart = skipBlanks(json, skipBlanks(json, keyEnd) + 1);
    const valueEnd = endOfValue(json, valueStart);
    members.push({ key, valueStart, valueEnd });
    at = skipBlanks(json, valueEnd);
    if (json[at] === ',') at = skipBlanks(json, at + 1);
  }
  if (json[at] !== '}') throw noObject();
  return members;
}

/** An element of a JSON array, by where it stands in the text. */
export interface Element {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * Lists the elements of the array that starts at `open`, without looking into them.
 * @param json - Text that is known to be valid JSON.
 * @throws {@link ProtocolError} If there is no array at `open`.
 */
export function elementsOf(json: string, open: number): readonly Element[] {
  const elements: Element[] = [];
  if (json[open] !== '[') throw noObject();
  let start = skipBlanks(json, open + 1);
  while (start < json.length && json[start] !== ']') {
    const end = endOfValue(json, start);
    elements.push({ start, end });
    start = skipBlanks(json, end);
    if (json[start] === ',') start = skipBlanks(json, start + 1);
  }
  return elements;
}

/** Of members with the same key the last one counts, as it does for JSON.parse and for Airbyte's Jackson. */
export function lastMember(members: readonly Member[], key: string): Member | undefined {
  return members.findLast((member) => member.key === key);
}

function endOfValue(json: string, start: number): number {
  const first = json[start];
  if (first === '"') return endOfString(json, start);
  if (first !== '{' && first !== '[') return endOfPrimitive(json, start);
  let depth = 0;
  for (let at = start; at < json.length; at += 1) {
    const character = json[at];
    if (character === '"') at = endOfString(json, at) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw noObject();
}

function endOfPrimitive(json: string, start: number): number {
  let at = start;
  while (at < json.length && !',}] \t\r\n'.includes(json.charAt(at))) at += 1;
  return at;
}

/** Position after the quote that ends the string that starts at `start`. */
export function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    if (json.charCodeAt(end - 1) !== BACKSLASH) return end + 1;
    let backslashes = 1;
    while (json.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
  throw noObject();
}

function skipBlanks(json: string, start: number): number {
  let at = start;
  while (at < json.length && ' \t\r\n'.includes(json.charAt(at))) at += 1;
  return at;
}

function noObject(): ProtocolError {
  return new ProtocolError('A message that was read as JSON could not be read again.');
}
