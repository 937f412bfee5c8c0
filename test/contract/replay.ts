import { startSandbox } from '../../sandbox/src/sandbox';
import { PASSWORDS } from '../support/sandbox';
import { differences } from './compare';
import { IDENTITY } from './permute';
import type { Permutation } from './permute';
import { prepare } from './preparations';
import { allMetadataOf, metadataOf } from './recorded-metadata';
import type { Replay } from './run';
import { send } from './send';
import { Substitutes } from './substitutes';
import { isAsked, leftOut, transcripts } from './transcripts';
import type { Transcript, Version } from './transcripts';

/** How a replay ended. */
export interface ReplayResult {
  readonly asked: number;
  readonly replayed: number;
  readonly equal: number;
  readonly leftOut: ReadonlyMap<number, string>;
  /** What was answered differently, one entry a transcript. */
  readonly different: readonly string[];
}

/** Replays the transcripts of a version in their order against a fresh sandbox. */
export async function replay(version: Version, permutation: Permutation = IDENTITY): Promise<ReplayResult> {
  const asked = inOrder(version, transcripts(version).filter(isAsked));
  const skipped = leftOut(version);
  const metadata = permutation.json(metadataOf(version));
  const sandbox = await startSandbox({
    version,
    metadata,
    passwords: PASSWORDS,
    now: permutation.moment('2026-11-23T22:57:00.000Z'),
  });
  const knownIds = new Set(
    (JSON.stringify(permutation.json(allMetadataOf(version))).match(/"id":"[A-Za-z0-9]{11}"/g) ?? []).map((text) =>
      text.slice(6, -1),
    ),
  );
  const run: Replay = { version, sandbox, permutation, substitutes: new Substitutes(knownIds) };
  const different: string[] = [];
  let replayed = 0;
  try {
    for (const transcript of asked) {
      if (skipped.has(transcript.number)) continue;
      replayed += 1;
      const found = await replayOne(run, permutation.json(transcript), knownIds);
      if (found.length > 0) different.push([transcript.name, ...found].join('\n    '));
    }
  } finally {
    await sandbox.close();
  }
  return { asked: asked.length, replayed, equal: replayed - different.length, leftOut: skipped, different };
}

/** The OAuth2 sign-ins of 2.41 were recorded before all else, as their dates tell. */
function inOrder(version: Version, list: readonly Transcript[]): readonly Transcript[] {
  if (version !== '2.41.9.1') return list;
  const isFirst = ({ number }: Transcript): boolean => 351 <= number && number <= 369;
  return [...list.filter(isFirst), ...list.filter((transcript) => !isFirst(transcript))];
}

async function replayOne(
  run: Replay,
  transcript: Transcript,
  knownIds: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { request, response } = transcript;
  if (request === undefined || response === undefined) return ['is no exchange'];
  const answer = (await prepare(run, transcript)) ?? (await send(run, run.substitutes.apply(request), transcript));
  const expected = { ...response, body: run.substitutes.inPlace(response.body) };
  run.substitutes.learn(response.body, answer.body);
  return differences(expected, answer, { knownIds, anyRows: request.path.includes('limit=') });
}
