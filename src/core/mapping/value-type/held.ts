import { TRAITS } from '../../model/traits';
import type { Dhis2Habits } from '../../model/version';
import type { Misfit, ValueRule } from './rule';

const NOTHING_HELD: Misfit = { why: 'is a backslash alone, of which DHIS2 up to 2.42 keeps an empty text' };

/** U+0020: the last of the characters that Java's `trim` cuts, and what `char(n)` pads with. */
const BLANK = 0x20;

/** Whether a text holds nothing but blanks (all up to U+0020): no value for DHIS2 up to 2.42 (transcripts 980 to 984). */
export function isBlank(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > BLANK) return false;
  return true;
}

/** The text without the blanks (all up to U+0020) at its ends; the text itself where there are none. */
export function trimmed(text: string): string {
  let end = text.length;
  if (text.charCodeAt(0) > BLANK && text.charCodeAt(end - 1) > BLANK) return text;
  let start = 0;
  while (start < end && text.charCodeAt(start) <= BLANK) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= BLANK) end -= 1;
  return text.slice(start, end);
}

/** What DHIS2 holds of a text that is sent to it, value or comment: up to 2.42 without blanks at its ends, and then without a backslash at the end (988 to 992). */
export function heldText(text: string, habits: Dhis2Habits): string {
  if (!TRAITS[habits].trimsTexts) return text;
  const cut = trimmed(text);
  return cut.endsWith('\\') ? cut.slice(0, -1) : cut;
}

/** What is to be sent for a text: what DHIS2 holds of it, unless DHIS2 would change that once more (`a\\`). */
export function sentText(text: string, habits: Dhis2Habits): string {
  const held = heldText(text, habits);
  return held === text || heldText(held, habits) === held ? held : text;
}

/** A rule for types of which DHIS2 checks the text as it was sent, blanks at its ends included, and holds it without them. */
export function asHeld(rule: ValueRule, habits: Dhis2Habits): ValueRule {
  return (text) => {
    const fitting = rule(text);
    if (typeof fitting !== 'string') return fitting;
    const sent = sentText(fitting, habits);
    if (sent === '') return NOTHING_HELD;
    return sent === fitting || rule(sent) === sent ? sent : fitting;
  };
}

/** A rule for types of which DHIS2 takes no text with blanks at its ends: they are cut, since `char(n)` pads with them. */
export function withoutBlanks(rule: ValueRule): ValueRule {
  return (text) => rule(trimmed(text));
}
