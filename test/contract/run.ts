import type { Sandbox } from '../../sandbox/src/sandbox';
import type { Permutation } from './permute';
import type { Substitutes } from './substitutes';
import type { Transcript, Version } from './transcripts';

/** All versions, and those whose OAuth2 is Spring's; the latter two were recorded side by side from 701 on. */
export const ALL: readonly Version[] = ['2.41.9.1', '2.42.5.2', '2.43.1'];
export const AUTHORIZATION_SERVER: readonly Version[] = ['2.42.5.2', '2.43.1'];

/** Everything that a step of a replay may look at. */
export interface Replay {
  readonly version: Version;
  readonly sandbox: Sandbox;
  readonly permutation: Permutation;
  readonly substitutes: Substitutes;
}

/** Something that happened on the recorded server before an exchange and left no exchange of its own. */
export interface Preparation {
  readonly before: number;
  readonly versions: readonly Version[];
  readonly why: string;
  readonly happens: (run: Replay, transcript: Transcript) => unknown;
}
