import type { PeriodType } from '../period/period';
import type { ValueType } from '../value-type/value-type';

/** A category combo and the UIDs of its category option combos. */
export interface CategoryCombo {
  readonly uid: string;
  readonly optionCombos: ReadonlySet<string>;
  /** Its option combos by what they are made of, as {@link optionsKey} gives it; several where DHIS2 has one twice. */
  readonly byOptions?: ReadonlyMap<string, string | Several>;
}

/** The same text for the same category options in any order. */
export function optionsKey(uids: readonly string[]): string {
  return [...uids].sort().join(' ');
}

/** An org unit as mapping and preflight need it. */
export interface OrgUnit {
  readonly uid: string;
  /** Position in the index, which data sets keep their assignments by; -1 for one that the index does not hold. */
  readonly position: number;
  /** Whether the user may capture data for it: it is one of the user's org units or below one. */
  readonly inHierarchy: boolean;
}

/** A data element; what is undefined could not be read, and is left to DHIS2 to check. */
export interface DataElement {
  readonly uid: string;
  readonly valueType?: ValueType;
  /** Whether DHIS2 up to 2.42 stores its zeros. */
  readonly keepsZeros: boolean;
  /** Codes of its option set. */
  readonly options?: ReadonlySet<string>;
  readonly categoryCombo?: CategoryCombo;
  /** The data sets that hold it, in the order of their UIDs. */
  readonly dataSets: readonly DataSet[];
}

/** A data set; what is undefined could not be read, and is left to DHIS2 to check. */
export interface DataSet {
  readonly uid: string;
  readonly periodType?: PeriodType;
  /** Whether the user may write data to it (`access.data.write`). */
  readonly writable: boolean;
  /** Whose option combos are its attribute option combos. */
  readonly categoryCombo?: CategoryCombo;
  /** Its data elements, each with the category combo that holds for it in this data set. */
  readonly elements?: ReadonlyMap<DataElement, CategoryCombo | undefined>;
  /** How many periods from the present one on are open; read where DHIS2 does not count in ISO 8601. */
  readonly openFuturePeriods?: number;
  /** Whether data may be entered in the periods of a list only (`dataInputPeriods`). */
  readonly hasInputPeriods?: boolean;
  /** The org units that it is assigned to. */
  readonly orgUnits?: PositionSet;
}

/** The category combo that holds for an element in a data set; its own where no data set is known. */
export function comboIn(set: DataSet | undefined, element: DataElement): CategoryCombo | undefined {
  return set?.elements ? set.elements.get(element) : element.categoryCombo;
}

/** Two or more objects that one id fits, none of which is meant for sure. */
export class Several {
  constructor(
    /** UIDs, with the spelling that fits behind each where that differs. */
    readonly uids: readonly string[],
    /** The id, as a row spells it. */
    readonly id?: string,
  ) {}
}

/** A set of small numbers, one bit each: 100,000 org units take 12.5 kB. */
export class PositionSet {
  readonly #bits: Uint8Array;

  /** @param size - One more than the largest number that may be added. */
  constructor(size: number) {
    this.#bits = new Uint8Array((size >> 3) + 1);
  }

  /** Takes the number in. */
  add(position: number): void {
    this.#bits[position >> 3]! |= 1 << (position & 7);
  }

  /** Whether the number is in it. */
  has(position: number): boolean {
    return (this.#bits[position >> 3]! & (1 << (position & 7))) !== 0;
  }
}

/** The one of several option combos that belongs to the category combo; undefined where that does not tell. */
export function onlyOneIn(combo: CategoryCombo | undefined, { uids }: Several): string | undefined {
  const inside = combo ? uids.filter((uid) => combo.optionCombos.has(uid)) : [];
  return inside.length === 1 ? inside[0] : undefined;
}
