import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pick } from 'lodash';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { startSandbox } from '../../sandbox/src/sandbox';
import { basic, PASSWORDS } from '../support/sandbox';
import { calendarMetadataOf } from './calendar-metadata';
import { differences } from './compare';
import type { ActualResponse } from './compare';
import { IDENTITY } from './permute';
import type { Replay } from './run';
import { send } from './send';
import { Substitutes } from './substitutes';
import type { RecordedResponse, Transcript, Version } from './transcripts';

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
      await prepare(sandbox, calendar, transcript, version);
      const answer = await send(run, run.substitutes.apply(request), transcript);
      const [expected, actual] = [response, answer].map((each) => ({
        ...each,
        body: ofInterest(request.path, each.body),
      }));
      const found = differences(expected as RecordedResponse, actual as ActualResponse, { knownIds, anyRows: false });
      if (found.length > 0) different.push([name, ...found].join('\n    '));
    }
  } finally {
    await sandbox.close();
  }
  const asked = transcripts.length - leftOut.size;
  return { asked, equal: asked - different.length, leftOut, different };
}

/**
 * What the recorder did between two exchanges: it set calendar and date format back (1227, 1219), and took the other exchanges of
 * 2.42.5.2 from a server of its own.
 */
async function prepare(sandbox: Sandbox, calendar: string, { name }: Transcript, version: Version): Promise<void> {
  const set = async (key: string, value: string): Promise<void> => {
    await fetch(`${sandbox.url}/api/systemSettings/${key}`, {
      method: 'POST',
      headers: { Authorization: basic('admin'), 'Content-Type': 'text/plain' },
      body: value,
    });
  };
  if (/misc-unknown-calendar$/.test(name)) await set('keyDateFormat', 'yyyy-MM-dd');
  if (/ask-months-admin|upgraded-info/.test(name)) await set('keyCalendar', calendar);
  if (/upgraded-info/.test(name)) await upgrade(sandbox);
  if (version === '2.42.5.2' && /misc-monthly/.test(name)) await sandbox.reset();
}

/** The values of before the upgrade, and the upgrade (1248). */
async function upgrade(sandbox: Sandbox): Promise<void> {
  await sandbox.reset();
  const months = Array.from({ length: 12 }, (_, index) => `2015${String(index + 1).padStart(2, '0')}`);
  const groups = [
    ['08', months],
    ['10', ['2015Q1']],
    ['15', ['2015']],
  ] as const;
  for (const [number, periods] of groups) {
    const dataValues = periods.map((period) => ({
      dataElement: `calDE0000${number}`,
      orgUnit: 'calOU000001',
      period,
      value: `before ${period}`,
      followUp: false,
    }));
    await fetch(`${sandbox.url}/api/dataValueSets`, {
      method: 'POST',
      headers: { Authorization: basic('admin'), 'Content-Type': 'application/json' },
      body: JSON.stringify({ dataSet: `calDS0000${number}`, dataValues }),
    });
  }
  await sandbox.renamePeriods();
}

/** Of a server's description what the setting changes; the rest is the machine's. */
function ofInterest(path: string, body: unknown): unknown {
  return path === '/api/system/info' ? pick(body, ['calendar', 'dateFormat', 'version']) : body;
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
