import { readFile, writeFile } from 'node:fs/promises';
import { parse, unparse } from 'papaparse';
import type { Dhis2Candidate } from './candidates';

/** New ones that a sentence names. */
const MAX_NAMED = 10;

/**
 * Writes what DHIS2 has and no row is to a file of its own, and says which of it that file did not have before.
 *
 * @returns A sentence.
 * @throws If the file cannot be written.
 */
export async function writeUnmatched(path: string, unmatched: readonly Dhis2Candidate[]): Promise<string> {
  const known = await readKnown(path);
  const data = unmatched.map(({ uid, code, name, within }) => [uid, code ?? '', name, within.join(' / ')]);
  await writeFile(path, `${unparse({ fields: ['dhis2_id', 'code', 'name', 'within'], data }, { newline: '\n' })}\n`);
  const fresh = known ? unmatched.filter(({ uid }) => !known.has(uid)) : [];
  const names = fresh.slice(0, MAX_NAMED).map(({ uid, name }) => `${name} (${uid})`);
  const more = fresh.length > MAX_NAMED ? ` and ${fresh.length - MAX_NAMED} more` : '';
  return fresh.length === 0
    ? `What DHIS2 has and no row is: ${path}${known ? '; nothing in it is new' : ''}.`
    : `What DHIS2 has and no row is: ${path}; new in it: ${names.join(', ')}${more}.`;
}

async function readKnown(path: string): Promise<ReadonlySet<string> | undefined> {
  try {
    const { data } = parse<string[]>(await readFile(path, 'utf8'));
    return new Set(data.map(([uid = '']) => uid));
  } catch {
    return undefined;
  }
}
