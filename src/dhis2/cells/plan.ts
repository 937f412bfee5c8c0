import { partition } from 'lodash';
import type { Asked, Dimension, Read } from './asked';
import { idBytes, queryText, type QueryForm } from './query';

/** What bounds the reads of a plan. */
export interface PlanLimits {
  readonly form: QueryForm;
  /** Bytes of the text behind the `?`. */
  readonly maxQueryBytes: number;
  /** Values that one answer may be expected to hold. */
  readonly maxValues: number;
  /** How many values DHIS2 may hold of a data element for one org unit, period and attribute option combo. */
  readonly valuesOf: (what: string) => number;
  /** The attribute option combo that needs no filter, because others are rare beside it. */
  readonly usualAttributeOptionCombo?: string;
}

/** A request takes as long as reading this many values more, on the fastest server that was measured (2.42.5.2). */
const VALUES_A_REQUEST = 1_000;
/** More attribute option combos are not filtered by: they would leave no room for the other ids. */
const MAX_COMBOS = 20;

type Parts = readonly (readonly Asked[])[];

const DIMENSIONS: readonly Dimension[] = ['orgUnit', 'period', 'what'];

/**
 * Plans the fewest reads that show everything asked for.
 *
 * A read shows all that its ids have in common, so what is asked for is cut where that spares more values than another
 * request costs, then where an answer would grow too large, then where the ids do not fit in one head. Every cut leaves
 * parts as even as can be.
 *
 * @param asked - With distinct keys.
 */
export function planReads(asked: readonly Asked[], limits: PlanLimits): readonly Read[] {
  if (asked.length === 0) return [];
  const ranks = rank(asked);
  const reads: Read[] = [];
  const left = [asked];
  for (let some = left.pop(); some; some = left.pop()) {
    const read = readOf(some, ranks, limits);
    const parts = cutToSpare(read, limits) ?? cutByValues(read, limits) ?? cutByBytes(read, limits);
    if (parts) left.push(...[...parts].reverse());
    else reads.push(read);
  }
  return reads;
}

/** The two halves of a read, along org units first; undefined if it asks for one id of everything. */
export function halves(read: Read): Parts | undefined {
  const dimension = (['orgUnit', 'what', 'period'] as const).find((name) => read.ids[name].length > 1);
  return dimension && cut(read, dimension, 2);
}

/** How many values the answer to a read of these may hold. */
function valuesExpected(asked: readonly Asked[], limits: PlanLimits): number {
  const distinct = (dimension: Dimension): ReadonlySet<string> => new Set(asked.map((one) => one[dimension]));
  const each = [...distinct('what')].reduce((sum, what) => sum + Math.max(1, limits.valuesOf(what)), 0);
  const combos = new Set(asked.map((one) => one.attributeOptionCombo)).size;
  return distinct('orgUnit').size * distinct('period').size * each * combos;
}

type Ranks = Readonly<Record<Dimension, ReadonlyMap<string, number>>>;

/** An order of the ids in which those that are asked for together lie together. */
function rank(asked: readonly Asked[]): Ranks {
  const orders: Record<Dimension, (one: Asked) => string> = {
    // The periods of an org unit are what tells it from others most.
    orgUnit: ({ group, period }) => `${group}/${period}`,
    period: () => '',
    what: ({ group }) => group,
  };
  const ranks = DIMENSIONS.map((dimension) => {
    const signs = new Map<string, Set<string>>();
    for (const one of asked) {
      const set = signs.get(one[dimension]) ?? new Set<string>();
      signs.set(one[dimension], set.add(orders[dimension](one)));
    }
    const sorted = [...signs].map(([id, set]) => [[...set].sort().join(), id] as const);
    sorted.sort(([a, idA], [b, idB]) => (a === b ? compare(idA, idB) : compare(a, b)));
    return [dimension, new Map(sorted.map(([, id], index) => [id, index]))] as const;
  });
  return Object.fromEntries(ranks) as unknown as Ranks;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function readOf(asked: readonly Asked[], ranks: Ranks, limits: PlanLimits): Read {
  const distinct = (dimension: Dimension): readonly string[] => {
    const order = ranks[dimension];
    return [...new Set(asked.map((one) => one[dimension]))].sort((a, b) => order.get(a)! - order.get(b)!);
  };
  const combos = [...new Set(asked.map((one) => one.attributeOptionCombo))];
  const usual = combos.length === 1 && combos[0] === limits.usualAttributeOptionCombo;
  return {
    asked,
    ids: { what: distinct('what'), orgUnit: distinct('orgUnit'), period: distinct('period') },
    attributeOptionCombos: usual || combos.length > MAX_COMBOS || !limits.form.takesCombos ? [] : combos,
  };
}

/** The cut in two that spares the most values, if it spares enough. */
function cutToSpare(read: Read, limits: PlanLimits): Parts | undefined {
  const whole = valuesExpected(read.asked, limits);
  if (whole - read.asked.length < VALUES_A_REQUEST) return undefined;
  let best: Parts | undefined;
  let least = whole - VALUES_A_REQUEST;
  for (const parts of [cutByGroup(read), ...DIMENSIONS.map((dimension) => cut(read, dimension, 2))]) {
    if (!parts) continue;
    const values = parts.reduce((sum, part) => sum + valuesExpected(part, limits), 0);
    if (values > least) continue;
    best = parts;
    least = values;
  }
  return best;
}

function cutByGroup({ asked }: Read): Parts | undefined {
  const groups = [...new Set(asked.map(({ group }) => group))].sort();
  const first = new Set(groups.slice(0, Math.floor(groups.length / 2)));
  return first.size > 0 ? partition(asked, ({ group }) => first.has(group)) : undefined;
}

function cutByValues(read: Read, limits: PlanLimits): Parts | undefined {
  const parts = Math.ceil(valuesExpected(read.asked, limits) / limits.maxValues);
  return parts > 1
    ? cut(
        read,
        longest(read, ({ length }) => length),
        parts,
      )
    : undefined;
}

function cutByBytes(read: Read, { form, maxQueryBytes }: PlanLimits): Parts | undefined {
  const bytes = queryText(read, form).length;
  if (bytes <= maxQueryBytes) return undefined;
  const dimension = longest(read, (_, name) => idBytes(read, name));
  const own = idBytes(read, dimension);
  // Where the others leave it little room, they will be cut next.
  const room = Math.max(maxQueryBytes - (bytes - own), Math.floor(maxQueryBytes / 2));
  return cut(read, dimension, Math.max(2, Math.ceil(own / room)));
}

function longest({ ids }: Read, lengthOf: (ids: readonly string[], name: Dimension) => number): Dimension {
  return DIMENSIONS.reduce((a, b) => {
    if (ids[b].length < 2) return a;
    return ids[a].length < 2 || lengthOf(ids[b], b) > lengthOf(ids[a], a) ? b : a;
  });
}

/** Cuts along a dimension, into parts with as even numbers of its ids as can be; undefined where there is but one id. */
function cut(read: Read, dimension: Dimension, parts: number): Parts | undefined {
  const ids = read.ids[dimension];
  const count = Math.min(parts, ids.length);
  if (count < 2) return undefined;
  const partOf = new Map(ids.map((id, index) => [id, Math.floor((index * count) / ids.length)]));
  const cuts: Asked[][] = Array.from({ length: count }, () => []);
  for (const one of read.asked) cuts[partOf.get(one[dimension])!]!.push(one);
  return cuts;
}
