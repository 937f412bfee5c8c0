import type { Sandbox } from '../../sandbox/src/sandbox';
import type { Permutation } from './permute';
import type { Substitutes } from './substitutes';
import type { Version } from './transcripts';

/** Everything that a step of a replay may look at. */
export interface Replay {
  readonly version: Version;
  readonly sandbox: Sandbox;
  readonly permutation: Permutation;
  readonly substitutes: Substitutes;
}
