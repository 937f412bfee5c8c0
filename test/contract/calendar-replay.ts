import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox/src/sandbox';
import { PASSWORDS } from '../support/sandbox';
import { calendarMetadataOf } from './calendar-metadata';
import { differences } from './compare';
import { IDENTITY } from './permute';
import type { Replay } from './run';
import { send } from './send';
import { Substitutes } from './substitutes';
import type { Transcript, Version } from './transcripts';

const FOLDER = join(__dirname, '..', 'transcripts-calendar');

/** An exchange that the sandbox is not asked for, and why. */
export interface LeftOut {
  /** In the names of transcripts. */
  readonly names: RegExp;
  readonly versions?: readonly Version[];
  readonly reason: string;
}

/** How a replay ended. */
export interface CalendarReplay {
  readonly asked: number;
  readonly equal: number;
  readonly leftOut: ReadonlyMap<string, string>;
  /** What was answered differently, one entry a transcript. */
  readonly different: readonly string[];
}

/** Replays what was recorded on a server set to a calendar, in the order of recording, against a fresh sandbox. */
export async function replayCalendar(
  calendar: string,
  version: Version,
  left: readonly LeftOut[],
): Promise<CalendarReplay> {
  const transcripts = calendarTranscripts(calendar, version);
  const metadata = calendarMetadataOf(version);
  const sandbox = await startSandbox({
    version,
    metadata,
    passwords: PASSWORDS,
    now: '2026-11-28T00:10:00.000Z',
    calendar,
  });
  const knownIds = new Set(
    (JSON.stringify(metadata).match(/"id":"[A-Za-z0-9]{11}"/g) ?? []).map((text) => text.slice(6, -1)),
  );
  const run: Replay = { version, sandbox, permutation: IDENTITY, substitutes: new Substitutes(knownIds) };
  const leftOut = new Map<string, string>();
  const different: string[] = [];
  try {
    for (const transcript of transcripts) {
      const { request, response, name } = transcript;
      const reason = left.find(
        ({ names, versions }) => names.test(name) && (versions?.includes(version) ?? true),
      )?.reason;
      if (reason !== undefined || request === undefined || response === undefined) {
        leftOut.set(name, reason ?? 'is no exchange');
        continue;
      }
      const answer = await send(run, run.substitutes.apply(request), transcript);
      const found = differences(response, answer, { knownIds, anyRows: false });
      if (found.length > 0) different.push([name, ...found].join('\n    '));
    }
  } finally {
    await sandbox.close();
  }
  const asked = transcripts.length - leftOut.size;
  return { asked, equal: asked - different.length, leftOut, different };
}

/** The exchanges that were recorded on a server set to a calendar, in their order. */
export function calendarTranscripts(calendar: string, version: Version): readonly Transcript[] {
  const folder = join(FOLDER, calendar, version);
  return readdirSync(folder)
    .sort()
    .map((file) => ({
      ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<Transcript, 'number' | 'name'>),
      number: Number.parseInt(file, 10),
      name: file.replace(/\.json$/, ''),
    }));
}
