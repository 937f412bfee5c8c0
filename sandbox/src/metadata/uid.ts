import { createHash, randomInt } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALPHABET = `${LETTERS}0123456789`;

/** A new random UID: eleven characters, the first a letter. */
export function newUid(): string {
  const rest = Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return [LETTERS[randomInt(LETTERS.length)], ...rest].join('');
}

/** The UID that always stands for this text. */
export function uidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest();
  const pick = (alphabet: string, at: number): string => alphabet[(bytes[at] ?? 0) % alphabet.length] ?? 'a';
  return pick(LETTERS, 0) + Array.from({ length: 10 }, (_, i) => pick(ALPHABET, i + 1)).join('');
}

/** Whether the text could be a UID at all. */
export function isUid(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]{10}$/.test(text);
}
