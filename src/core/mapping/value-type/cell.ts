import { ExactNumber, plainDecimal } from './decimal';
import { isBlank } from './held';
import type { Misfit } from './rule';

const NOT_FINITE: Misfit = { why: 'is a number beyond all bounds; cast it to text in the view' };
const DIGITS_LOST: Misfit = { why: 'is a number with more digits than JSON readers keep; cast it to text in the view' };
const UNSTORABLE: Misfit = {
  why: 'has a NUL character or half of a surrogate pair, which PostgreSQL cannot store; clean it in the view',
};

const TOO_DEEP: Misfit = { why: 'is JSON nested more than 100 levels deep' };
const MAX_DEPTH = 100;

/**
 * The plain text of a cell, before its value type is looked at: undefined for null, blanks alone and the empty text.
 *
 * Numbers are written in plain digits (`1e21` never is), objects and arrays as JSON. What no text can carry unchanged is
 * a misfit whatever the value type.
 */
export function cellText(raw: unknown): string | Misfit | undefined {
  if (raw === null || raw === undefined) return undefined;
  if (typeof raw === 'string') return textOf(raw);
  if (typeof raw === 'number') return numberText(raw);
  if (raw instanceof ExactNumber) return plainDecimal(raw.text) ?? NOT_FINITE;
  if (isDeeperThan(MAX_DEPTH, raw)) return TOO_DEEP;
  const json = jsonText(raw);
  return isStorable(json) ? json : UNSTORABLE;
}

function textOf(text: string): string | Misfit | undefined {
  if (!isStorable(text)) return UNSTORABLE;
  return isBlank(text) ? undefined : text;
}

function numberText(number: number): string | Misfit {
  if (Number.isSafeInteger(number)) return number === 0 ? '0' : String(number);
  if (!Number.isFinite(number)) return NOT_FINITE;
  const shortest = String(number);
  // A whole number of 16 and more digits may have been another one in the line: 9007199254740993 is read as …992.
  if (Number.isInteger(number) && !shortest.includes('e') && shortest.replace(/0+$/, '').length > 15)
    return DIGITS_LOST;
  return plainDecimal(shortest) ?? NOT_FINITE;
}

/** JSON text of a parsed value, in which exact numbers keep their digits. */
function jsonText(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`);
  return `{${members.join(',')}}`;
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(levels - 1, member));
}

/** Whether UTF-8 and PostgreSQL can hold the text: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0) return false;
    if (code < 0xd800 || code > 0xdfff) continue;
    const next = text.charCodeAt(index + 1);
    if (code > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
    index += 1;
  }
  return true;
}
