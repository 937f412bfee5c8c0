import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** Codes of a disk, or a share of one, that is full: the folder is right, and there may be room later. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Makes the folder if it is not there.
 * @returns What keeps files from being written to it, and what to do; undefined if nothing, or a full disk, which may pass.
 */
export function unwritableFolder(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    // Under a name that nobody else can have: another sync may be looking at the same moment.
    rmdirSync(mkdtempSync(join(folder, '.destination-dhis2-')));
    return undefined;
  } catch (error) {
    const code = codeOf(error);
    if (FULL.has(code)) return undefined;
    return `reports_dir: the folder ${folder} cannot be written to (${code}). Mount a folder that the connector's user may write to (uid 1000 in the image), or leave the setting empty.`;
  }
}

/** The system's word for what went wrong: `EACCES`, `ENOSPC`. */
export function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : 'unknown reason';
}

/** What went wrong with a file, for people. */
export function problemOf(error: unknown): string {
  const code = codeOf(error);
  return FULL.has(code) ? `the disk is full, ${code}` : code;
}

/**
 * What the files of one sync are called by: `2026-11-24T05-28-49Z-k3v9x0ab` sorts by time, is a file name everywhere, and
 * is no other sync's.
 * @param now - Milliseconds since the epoch.
 * @param random - From [0, 1): process ids will not do, since two containers have the same.
 */
export function fileId(now: number, random: () => number): string {
  const time = new Date(now)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const id = Array.from({ length: 8 }, () => Math.floor(random() * 36).toString(36)).join('');
  return `${time}-${id}`;
}
