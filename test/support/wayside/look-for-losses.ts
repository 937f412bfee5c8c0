import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { state } from '../connector';
import { writeInProcess } from '../in-process';
import { PASSWORDS } from '../sandbox';
import { seededRandom } from '../seeded-random';
import type { CapturingDhis2 } from './capturing-dhis2';
import { losses } from './losses';
import { OddRows, STREAMS } from './odd-rows';

/** One sync of random rows. */
export interface Trial {
  readonly seed: number;
  readonly rows: number;
  readonly preflight: boolean;
  readonly nullValues: 'skip' | 'delete';
}

/** What a trial found. */
export interface Found {
  readonly losses: readonly string[];
  readonly arrived: number;
}

/** Runs a sync into the stand-in, and looks for what was lost on the way, or came from nowhere. */
export async function lookForLosses(
  dhis2: CapturingDhis2,
  { seed, rows, preflight, nullValues }: Trial,
): Promise<Found> {
  dhis2.clear();
  const folder = mkdtempSync(join(tmpdir(), 'wayside-'));
  try {
    const lines = new OddRows(seededRandom(seed)).lines(rows);
    const { error, logs } = await writeInProcess({
      config: {
        base_url: dhis2.url,
        credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
        streams: STREAMS.map((stream) => ({ stream, layout: stream })),
        preflight,
        null_values: nullValues,
        max_rejected_percent: 100,
        reports_dir: folder,
      },
      streams: STREAMS,
      lines: [...lines, ...STREAMS.map((stream) => state('end', stream))],
    });
    expect(error).toBeUndefined();
    const { values, registrations } = dhis2;
    const seen = { lines, values, registrations, refused: refusedIn(folder), log: logs.join('\n') };
    return { losses: losses({ ...seen, nullDeletes: nullValues === 'delete' }), arrived: values.length };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The ids of the refused parts, by line. */
function refusedIn(folder: string): ReadonlyMap<number, readonly string[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  return new Map(
    lines.map((line) => {
      const { rejection } = JSON.parse(line) as { rejection: { line: number; reasons: { ids: string }[] } };
      return [rejection.line, rejection.reasons.map(({ ids }) => ids)];
    }),
  );
}
