import type { Candidate } from './candidate';
import { comparable, type ComparableName, likeness } from './name';
import { NameIndex } from './name-index';

/** From here on a name of an area is taken for another. */
const NEAR = 0.8;
const SHARED = 0.2;

/** Finds the candidates that lie in an area, by its name. */
export class Areas {
  readonly #size: number;
  /** Positions of candidates by the name of what they lie in. */
  readonly #byName = new Map<string, number[]>();
  readonly #names: readonly string[];
  readonly #comparable: readonly ComparableName[];
  readonly #index: NameIndex;
  readonly #found = new Map<string, Uint8Array | undefined>();

  constructor(candidates: readonly Candidate[]) {
    this.#size = candidates.length;
    candidates.forEach(({ within }, position) => {
      for (const name of within) {
        const positions = this.#byName.get(name);
        if (positions) positions.push(position);
        else this.#byName.set(name, [position]);
      }
    });
    this.#names = [...this.#byName.keys()];
    this.#comparable = this.#names.map((name) => comparable(name, 'area'));
    this.#index = new NameIndex(this.#comparable);
  }

  /**
   * Marks the candidates (1 at their positions) in the areas of that name, or else in those with the nearest; undefined where no
   * area is called near it, so that it says nothing.
   */
  inside(area: string | undefined): Uint8Array | undefined {
    if (!area?.trim()) return undefined;
    if (!this.#found.has(area)) this.#found.set(area, this.#mark(comparable(area, 'area')));
    return this.#found.get(area);
  }

  #mark(wanted: ComparableName): Uint8Array | undefined {
    const near = this.#index
      .find(wanted, () => SHARED)
      .map((at) => ({ name: this.#names[at]!, alike: likeness(wanted, this.#comparable[at]!) }));
    const best = Math.max(0, ...near.map(({ alike }) => alike));
    if (best < NEAR) return undefined;
    const inside = new Uint8Array(this.#size);
    for (const { name, alike } of near) {
      if (alike === best) for (const position of this.#byName.get(name)!) inside[position] = 1;
    }
    return inside;
  }
}
