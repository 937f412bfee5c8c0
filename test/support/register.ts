import type { Candidate, OwnEntry } from '../../src/core/mapping/matching/candidate';
import { type Random, seededRandom } from './seeded-random';

/** A made-up register of facilities beside the org units of a DHIS2, and what is true of the two. */
export interface MadeUpRegister {
  readonly own: readonly OwnEntry[];
  readonly orgUnits: readonly Candidate[];
  /** The UID that each own facility is; undefined for one that DHIS2 lacks. */
  readonly truth: readonly (string | undefined)[];
}

interface Facility {
  readonly village: string;
  readonly kind: string;
  readonly number: string;
  readonly district: number;
}

/** How each sort of facility is written. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  hc: ['HC', 'Health Centre', 'Health Center', ''],
  hp: ['HP', 'Health Post', ''],
  hospital: ['Hospital', 'Hosp.'],
  clinic: ['Clinic', ''],
};
const SORTS = ['hc', 'hc', 'hc', 'hc', 'hc', 'hp', 'hp', 'hospital', 'clinic'];
const HEADS = 'Ba Ka Ma Na Lu Mu Ki Chi Zo To Sa Ye Wa Ndo Mwe Kwa Bo Ti Fa Gbe Si Ro Pa Du Le Ha Nya Tsa'.split(' ');
const TAILS = 'ndo mba ri la na koro lu wa te ba si ko ma gu du ro ti ya nga mbe tu fu ka li pe so'.split(' ');
const SIDES = ['East', 'West', 'North', 'South', 'Town', 'Mission'];
const SAINTS = ['Mary', 'Joseph', 'Peter', 'Anne', 'Luke', 'Francis', 'Theresa', 'Paul'];
const FACILITIES_A_DISTRICT = 100;
const DISTRICTS_A_REGION = 10;

/**
 * Makes a register of `facilities`, and a DHIS2 of about `orgUnits`.
 *
 * Of the facilities a tenth is not in DHIS2; a twelfth of all bears the name of one in another district, a twentieth the
 * village's name of one of another sort in its own. Names of the register are misspelt (28 %, some twice), say the sort in
 * another way or not at all, have their words swapped or are in capitals; parents are misspelt (5 %), absent (4 %), or an old
 * district (2 %).
 */
export function makeRegister(
  seed: number,
  size: { readonly facilities: number; readonly orgUnits: number },
): MadeUpRegister {
  const random = seededRandom(seed);
  const all = facilitiesOf(Math.round(size.facilities * 0.1 + size.orgUnits), random);
  const districts = [...new Set(all.map(({ district }) => district))].map(() => nameOf(random));
  const regions = Array.from({ length: Math.ceil(districts.length / DISTRICTS_A_REGION) }, () => nameOf(random));
  const order = shuffled([...all.keys()], random);
  const lacking = new Set(order.slice(0, Math.round(size.facilities * 0.1)));
  const own = shuffled(order.slice(0, size.facilities), random);
  const uidOf = (index: number): string => `ou${String(index).padStart(9, '0')}`;
  return {
    own: own.map((index) => ownEntry(all[index]!, districts, random)),
    orgUnits: all.flatMap((facility, index) =>
      lacking.has(index)
        ? []
        : [
            {
              uid: uidOf(index),
              name: written(facility, random),
              within: [
                'Country',
                regions[Math.floor(facility.district / DISTRICTS_A_REGION)]!,
                districts[facility.district]!,
              ],
            },
          ],
    ),
    truth: own.map((index) => (lacking.has(index) ? undefined : uidOf(index))),
  };
}

function facilitiesOf(count: number, random: Random): readonly Facility[] {
  const all: Facility[] = [];
  const seen = new Set<string>();
  while (all.length < count) {
    const district = Math.floor(all.length / FACILITIES_A_DISTRICT);
    const dice = random();
    const other = all[Math.floor(random() * all.length)];
    const near = all[all.length - 1 - Math.floor(random() * Math.min(all.length, FACILITIES_A_DISTRICT))];
    let facility: Facility = { village: villageOf(random), kind: pick(SORTS, random), number: '', district };
    if (other && dice < 0.085) facility = { ...other, district };
    else if (near && near.district === district && dice < 0.135) facility = { ...facility, village: near.village };
    else if (dice < 0.16) facility = { ...facility, number: String(1 + Math.floor(random() * 4)) };
    const key = `${facility.village} ${facility.kind} ${facility.number} ${district}`;
    if (seen.has(key)) continue;
    seen.add(key);
    all.push(facility);
  }
  return all;
}

function villageOf(random: Random): string {
  const dice = random();
  if (dice < 0.06) return `Saint ${pick(SAINTS, random)} ${nameOf(random)}`;
  if (dice < 0.18) return `${nameOf(random)} ${pick(SIDES, random)}`;
  return dice < 0.25 ? `${nameOf(random)} ${nameOf(random)}` : nameOf(random);
}

function nameOf(random: Random): string {
  const tails = 1 + Math.floor(random() * 2.4);
  return pick(HEADS, random) + Array.from({ length: tails }, () => pick(TAILS, random)).join('');
}

function written({ village, kind, number }: Facility, random: Random): string {
  return [village, pick(KINDS[kind]!, random), number].filter((part) => part !== '').join(' ');
}

function ownEntry(facility: Facility, districts: readonly string[], random: Random): OwnEntry {
  const dice = random();
  let village = facility.village.replace('Saint', random() < 0.5 ? 'St.' : 'Saint');
  if (dice < 0.28) village = misspelt(village, random);
  if (dice < 0.05) village = misspelt(village, random);
  const words = village.split(' ');
  if (words.length > 1 && random() < 0.25) village = words.reverse().join(' ');
  let name = written({ ...facility, village }, random);
  if (random() < 0.15) name = name.toUpperCase();
  return { name, parent: parentOf(facility.district, districts, random) };
}

function parentOf(district: number, districts: readonly string[], random: Random): string | undefined {
  const dice = random();
  const name = dice < 0.02 ? pick(districts, random) : districts[district]!;
  if (dice < 0.06) return dice < 0.02 ? name : undefined;
  const spelt = dice < 0.11 ? misspelt(name, random) : name;
  return random() < 0.3 ? `${spelt} District` : spelt;
}

/** One letter left out, doubled, changed, or swapped with the next; never the first. */
function misspelt(text: string, random: Random): string {
  const at = 1 + Math.floor(random() * (text.length - 1));
  const [before, letter, after] = [text.slice(0, at), text[at]!, text.slice(at + 1)];
  if (letter === ' ') return before + after;
  switch (Math.floor(random() * 4)) {
    case 0:
      return before + after;
    case 1:
      return before + letter + letter + after;
    case 2:
      return before + pick([...'aeioulrnmkt'], random) + after;
    default:
      return before + after.slice(0, 1) + letter + after.slice(1);
  }
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)]!;
}

function shuffled<T>(list: readonly T[], random: Random): readonly T[] {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other]!, copy[at]!];
  }
  return copy;
}
