import { isSameGroup, type GroupKey } from '../../model/group-key';

/** Org units in a number; more than 67 million are none. */
const ORG_UNITS = 2 ** 26;

/** Periods, and attribute option combos, in a number. */
const PERIODS = 2 ** 18;
const COMBOS = 2 ** 17;

/** The texts of one dimension, each with a number: the order in which it came. */
class Dimension {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  numberOf(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#texts.length;
      this.#numbers.set(text, number);
      this.#texts.push(text);
    }
    return number;
  }

  textOf(number: number): string {
    return this.#texts[number]!;
  }

  get size(): number {
    return this.#texts.length;
  }
}

/** About the bytes of a text with its number, in both directions. */
const BYTES_A_NAME = 120;

/**
 * Gives each group of data set, attribute option combo, period and org unit a whole number below 2^53, and finds it again.
 *
 * Numbers that follow each other are groups of the same data set, combo and period, as far as there are any.
 */
export class GroupNames {
  readonly #dataSets = new Dimension();
  readonly #combos = new Dimension();
  readonly #periods = new Dimension();
  readonly #orgUnits = new Dimension();
  /** Data set, combo and period as a number of few digits, and what it stands for. */
  readonly #heads = new Map<number, number>();
  readonly #headNumbers: number[] = [];
  /** The group that was asked for last: rows of a group often come together. */
  #last: { readonly group: GroupKey; readonly number: number } | undefined;

  numberOf(group: GroupKey): number {
    if (this.#last && isSameGroup(this.#last.group, group)) return this.#last.number;
    const number = this.#find(group);
    const { dataSet, attributeOptionCombo, period, orgUnit } = group;
    this.#last = { group: { dataSet, attributeOptionCombo, period, orgUnit }, number };
    return number;
  }

  groupOf(number: number): GroupKey {
    const wide = this.#headNumbers[Math.floor(number / ORG_UNITS)]!;
    const combo = Math.floor(wide / PERIODS);
    return {
      dataSet: this.#dataSets.textOf(Math.floor(combo / COMBOS)),
      attributeOptionCombo: this.#combos.textOf(combo % COMBOS),
      period: this.#periods.textOf(wide % PERIODS),
      orgUnit: this.#orgUnits.textOf(number % ORG_UNITS),
    };
  }

  /** About the bytes that the names take. */
  get bytes(): number {
    const dimensions = [this.#dataSets, this.#combos, this.#periods, this.#orgUnits];
    return BYTES_A_NAME * (dimensions.reduce((sum, { size }) => sum + size, 0) + this.#headNumbers.length);
  }

  #find({ dataSet, attributeOptionCombo, period, orgUnit }: GroupKey): number {
    const combo = this.#dataSets.numberOf(dataSet) * COMBOS + this.#combos.numberOf(attributeOptionCombo);
    const wide = combo * PERIODS + this.#periods.numberOf(period);
    let head = this.#heads.get(wide);
    if (head === undefined) {
      head = this.#headNumbers.length;
      this.#heads.set(wide, head);
      this.#headNumbers.push(wide);
    }
    return head * ORG_UNITS + this.#orgUnits.numberOf(orgUnit);
  }
}
