import { Areas } from './areas';
import type { NameStyle } from './kinds';
import type { Candidate, MatchReason, OwnEntry, Place } from './candidate';
import { comparable, type ComparableName, likeness } from './name';
import { NameIndex } from './name-index';

/** A candidate for an entry, by its position. */
export interface Pair {
  readonly position: number;
  readonly score: number;
  readonly reason: MatchReason;
}

/** Pairs an entry keeps. */
const MAX_PAIRS = 6;
const MIN_SCORE = 0.4;
/** Where a candidate lies, seen from the entry: what that takes from the score, and how much of the names is to be in common first. */
const WHERE = {
  in_parent: { factor: 1, shared: 0.18 },
  /** No parent is known: another of that name may be anywhere. */
  unknown: { factor: 0.95, shared: 0.35 },
  elsewhere: { factor: 0.7, shared: 0.45 },
} as const;
/** Names with nothing in common: the place was renamed, or a number is a code in both lists by chance. A same name comes first. */
const CODE_OF_ANOTHER = 0.8;
const NOTHING_IN_COMMON = 0.4;

/** Finds the candidates that an entry may be. */
export class PairFinder {
  readonly #candidates: readonly Candidate[];
  readonly #style: NameStyle;
  readonly #names: readonly ComparableName[];
  readonly #index: NameIndex;
  readonly #areas: Areas;
  readonly #byUid: ReadonlyMap<string, number>;
  readonly #byCode: ReadonlyMap<string, number>;

  constructor(candidates: readonly Candidate[], style: NameStyle) {
    this.#candidates = candidates;
    this.#style = style;
    this.#names = candidates.map(({ name }) => comparable(name, style));
    this.#index = new NameIndex(this.#names);
    this.#areas = new Areas(candidates);
    this.#byUid = new Map(candidates.map(({ uid }, position) => [uid, position]));
    this.#byCode = new Map(candidates.flatMap(({ code }, position) => (code ? [[foldCode(code), position]] : [])));
  }

  /** The best first, a few at most. */
  pairsOf(entry: OwnEntry): readonly Pair[] {
    const name = comparable(entry.name ?? '', this.#style);
    const inside = this.#areas.inside(entry.parent);
    const whereIs = (position: number): keyof typeof WHERE =>
      inside ? (inside[position] === 1 ? 'in_parent' : 'elsewhere') : 'unknown';
    const byId = this.#byId(entry, name);
    const pairs = byId ? [byId] : [];
    for (const position of this.#index.find(name, (each) => WHERE[whereIs(each)].shared)) {
      if (position === byId?.position) continue;
      const alike = likeness(name, this.#names[position]!);
      const where = whereIs(position);
      const score = alike * WHERE[where].factor * nearness(entry.place, this.#candidates[position]!.place);
      if (score >= MIN_SCORE) pairs.push({ position, score: Math.min(1, score), reason: reasonOf(alike === 1, where) });
    }
    return pairs.sort((one, other) => other.score - one.score).slice(0, MAX_PAIRS);
  }

  #byId({ code = '' }: OwnEntry, name: ComparableName): Pair | undefined {
    const uid = this.#byUid.get(code.trim());
    if (uid !== undefined) return { position: uid, score: 1, reason: 'uid' };
    const position = this.#byCode.get(foldCode(code));
    if (position === undefined) return undefined;
    const isOther = name.words.length > 0 && likeness(name, this.#names[position]!) < NOTHING_IN_COMMON;
    return { position, score: isOther ? CODE_OF_ANOTHER : 1, reason: 'code' };
  }
}

function foldCode(code: string): string {
  return code.normalize('NFC').trim().toLowerCase();
}

function reasonOf(isSame: boolean, where: keyof typeof WHERE): MatchReason {
  const name = isSame ? 'name' : 'near_name';
  return where === 'unknown' ? name : `${name}_${where}`;
}

const NEAR_KM = 2;
const FAR_KM = 30;

/** Factor of a score: what two places on earth say of two names. */
function nearness(one: Place | undefined, other: Place | undefined): number {
  if (!one || !other) return 1;
  const km = kilometres(one, other);
  return km <= NEAR_KM ? 1.1 : km >= FAR_KM ? 0.6 : 1;
}

function kilometres(one: Place, other: Place): number {
  const radian = Math.PI / 180;
  const east = (one.longitude - other.longitude) * radian * Math.cos(((one.latitude + other.latitude) / 2) * radian);
  return 6_371 * Math.hypot(east, (one.latitude - other.latitude) * radian);
}
