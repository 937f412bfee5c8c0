import { closeSync, mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../core/model/ports';
import type { RecordTicket, RefusedPart } from '../core/model/record-ticket';
import { CAUSE_TEXTS } from '../core/account/cause-texts';
import { ConfigError } from '../errors';
import { membersOf } from '../core/model/json-members';

/**
 * `rejected-<time>.jsonl`: the refused rows as the Airbyte RECORD lines they came in, each with its reasons beside the record,
 * so that `write < rejected-<time>.jsonl` sends them again once the cause is fixed. It holds values: mode 0600.
 */
export class RejectedFile {
  readonly path: string;
  #file: number | undefined;

  /**
   * The file is made when the first row is refused.
   * @param now - Milliseconds since the epoch, for the name.
   * @throws {@link ConfigError} If the folder cannot be made or written to.
   */
  constructor(folder: string, now: number) {
    this.path = join(folder, `rejected-${fileTime(now)}.jsonl`);
    const problem = unwritableFolder(folder);
    if (problem !== undefined) throw new ConfigError(problem);
  }

  /** Adds one refused record; when this returns, the line is with the operating system. */
  add({ origin }: RecordTicket, parts: readonly RefusedPart[]): void {
    this.#file ??= openSync(this.path, 'a', 0o600);
    const rejection = {
      line: origin.line,
      record: origin.ordinal,
      reasons: parts.map(({ ids, refusal: { cause, code, by, text } }) => {
        const { sentence, advice } = CAUSE_TEXTS[cause];
        return { ids, cause, code, by, text, sentence, advice };
      }),
    };
    writeSync(this.#file, `${withRejection(origin.raw ?? '{}', JSON.stringify(rejection))}\n`);
  }

  /** Closes the file, if there is one, and says where it is. */
  close(log: Log): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    log(
      'INFO',
      `The refused rows are in ${this.path}: once the cause is fixed, \`write … < ${this.path}\` sends them again.`,
    );
  }
}

/** Makes the folder if it is not there. @returns What keeps files from being written to it, and what to do; undefined if nothing. */
export function unwritableFolder(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    const probe = join(folder, `.destination-dhis2-${process.pid}`);
    closeSync(openSync(probe, 'w', 0o600));
    unlinkSync(probe);
    return undefined;
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    return `reports_dir: the folder ${folder} cannot be written to (${code}). Mount a folder that the connector's user may write to (uid 1000 in the image), or leave the setting empty.`;
  }
}

/** The line with its `rejection`, in place of the one from an earlier round if the line came from such a file. */
function withRejection(line: string, rejection: string): string {
  const text = line.trim();
  const earlier = membersOf(text, 0).find(({ key }) => key === 'rejection');
  if (earlier) return text.slice(0, earlier.valueStart) + rejection + text.slice(earlier.valueEnd);
  return `${text.slice(0, -1)},"rejection":${rejection}}`;
}

/** `2026-11-24T05-28-49Z`: sorts by time and is a file name everywhere. */
function fileTime(now: number): string {
  return new Date(now)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}
