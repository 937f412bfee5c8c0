import { assign } from './assign';
import type { Candidate, MatchReason, OwnEntry } from './candidate';
import { PairFinder, type Pair } from './pairs';
import type { NameStyle } from './kinds';

/** An object beside an entry. @remarks `score` is between 0 and 1. */
export interface Scored {
  readonly candidate: Candidate;
  readonly score: number;
  readonly reason: MatchReason;
}

/** What is proposed for one entry. */
export interface Proposal {
  readonly best?: Scored;
  /** The next best one, for the eye: it may be proposed for another entry. */
  readonly runnerUp?: Scored;
}

/** How lists are matched. */
export interface MatchOptions {
  readonly style: NameStyle;
  /** Below it nothing is proposed. @defaultValue {@link FLOOR} */
  readonly floor?: number;
  /** UIDs that are somebody's already. */
  readonly taken?: ReadonlySet<string>;
}

/**
 * The lowest score that is proposed: on made-up registers 99 of 100 proposals from here on are right
 * (docs/matching.md; `test/core/mapping/matching/curve.test.ts`).
 */
export const FLOOR = 0.75;

/**
 * Proposes an object of DHIS2 for each entry of a list: by code, by name in the parent, by a near name there, by name
 * elsewhere. An object is proposed once.
 *
 * @returns One proposal an entry, in their order.
 */
export function matchLists(
  own: readonly OwnEntry[],
  candidates: readonly Candidate[],
  { style, floor = FLOOR, taken = new Set() }: MatchOptions,
): readonly Proposal[] {
  const finder = new PairFinder(candidates, style);
  const pairs = own.map((entry) => finder.pairsOf(entry));
  const free = pairs.map((each) => each.filter(({ position }) => !taken.has(candidates[position]!.uid)));
  const chosen = assign(free);
  const scored = ({ position, reason }: Pair, score: number): Scored => ({
    candidate: candidates[position]!,
    score: Math.round(score * 1_000) / 1_000,
    reason,
  });
  return pairs.map((each, index) => {
    const choice = chosen[index];
    const best = choice && choice.score >= floor ? choice : undefined;
    const next = each.find(({ position }) => position !== best?.pair.position);
    return {
      ...(best && { best: scored(best.pair, best.score) }),
      ...(next && { runnerUp: scored(next, next.score) }),
    };
  });
}
