import type { Pair } from './pairs';

/** The pair that was chosen for an entry, and how sure that is. */
export interface Choice {
  readonly pair: Pair;
  /** The pair's own score, less what a rival that is as good takes from it. */
  readonly score: number;
}

/** A rival this much behind takes nothing. */
const CLEAR_LEAD = 0.12;
/** What a rival that is as good takes. */
const FULL_DOUBT = 0.3;

/**
 * Chooses a pair for each entry so that no candidate is chosen twice: the best pairs of all first.
 *
 * @param pairs - Of each entry, the best first.
 */
export function assign(pairs: readonly (readonly Pair[])[]): readonly (Choice | undefined)[] {
  const all = pairs.flatMap((each, entry) => each.map((pair) => ({ entry, pair })));
  all.sort((one, other) => other.pair.score - one.pair.score);
  const chosen: (Choice | undefined)[] = pairs.map(() => undefined);
  const taken = new Set<number>();
  const rivals = byCandidate(all);
  for (const { entry, pair } of all) {
    if (chosen[entry] || taken.has(pair.position)) continue;
    const others = pairs[entry]!.filter(({ position }) => position !== pair.position && !taken.has(position));
    const wanting = rivals.get(pair.position)!.filter((other) => other.entry !== entry && !chosen[other.entry]);
    const rival = Math.max(0, ...others.map(({ score }) => score), ...wanting.map((other) => other.pair.score));
    chosen[entry] = { pair, score: pair.score - doubt(pair.score - rival) };
    taken.add(pair.position);
  }
  return chosen;
}

function doubt(lead: number): number {
  return lead >= CLEAR_LEAD ? 0 : FULL_DOUBT * (1 - Math.max(0, lead) / CLEAR_LEAD);
}

interface Wish {
  readonly entry: number;
  readonly pair: Pair;
}

function byCandidate(wishes: readonly Wish[]): ReadonlyMap<number, readonly Wish[]> {
  const found = new Map<number, Wish[]>();
  for (const wish of wishes) {
    const list = found.get(wish.pair.position);
    if (list) list.push(wish);
    else found.set(wish.pair.position, [wish]);
  }
  return found;
}
