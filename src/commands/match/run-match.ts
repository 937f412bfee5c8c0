import type { Get } from '../../dhis2/metadata/pages';
import { readDataElements, readOrgUnits } from './candidates';
import { matchOwnList } from './match';
import type { OwnList } from './own-list';
import { writeUnmatched } from './unmatched';

/** What the command line says. */
export interface MatchOptions {
  readonly list: OwnList;
  readonly what: 'orgUnits' | 'dataElements';
  /** The lowest score that is proposed. */
  readonly floor: number;
  readonly unmatchedFile: string | undefined;
}

/** What the command works with. */
export interface MatchDeps {
  readonly get: Get;
  readonly print: (text: string) => Promise<void>;
  /** Takes sentences about the outcome. */
  readonly note: (text: string) => void;
}

/** Reads what DHIS2 has, prints the list with a proposal a row, and says what to look at. @throws As `readList`. */
export async function runMatch(
  { list, what, floor, unmatchedFile }: MatchOptions,
  { get, print, note }: MatchDeps,
): Promise<void> {
  const isOfOrgUnits = what === 'orgUnits';
  const withPlaces = list.rows.some(({ entry }) => entry.place !== undefined);
  const candidates = isOfOrgUnits ? await readOrgUnits(get, withPlaces) : await readDataElements(get);
  const style = isOfOrgUnits ? 'facility' : 'plain';
  const { csv, notes, unmatched } = matchOwnList(list, candidates, { style, floor });
  await print(csv);
  notes.forEach(note);
  if (unmatchedFile !== undefined) note(await writeUnmatched(unmatchedFile, unmatched));
  else {
    const count = unmatched.length.toLocaleString('en');
    note(`DHIS2 has ${count} more at the levels of those found, which are no row's: --unmatched FILE.csv lists them.`);
  }
}
