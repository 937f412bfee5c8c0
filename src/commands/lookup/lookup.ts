import type { DataSetItem, OrgUnitItem } from '../../core/mapping/metadata/items';
import type { Get } from '../../dhis2/metadata/pages';
import { readAssignments, readHierarchy } from '../../dhis2/metadata/user-org-units';
import type { LookupFormat } from './format';
import { lookupWriter } from './format';
import * as dhis2 from './read';
import type { LookupMetadata, LookupRow } from './rows';
import { assignmentRows, categoryOptionRows, dataSetRows, optionRows, orgUnitRow } from './rows';

/** What the command line says. */
export interface LookupOptions {
  readonly format: LookupFormat;
  /** UIDs or codes of the data sets to write; none for all that the user may write data to. */
  readonly dataSets: readonly string[];
  /** The schema of the warehouse that the table goes into; that of the connection where it is absent. */
  readonly schema?: string;
}

/** What the command works with. */
export interface LookupDeps {
  readonly get: Get;
  /** Writes to where the table goes, waiting while that is full. */
  readonly write: (text: string) => Promise<void>;
}

/** Rows that are written at once. */
const BATCH = 500;

/**
 * Writes the DHIS2 id lookup, for the warehouse's views to join: data sets, their data elements with category option
 * combos and these with their category options, their attribute option combos, options, org units with codes, paths and
 * parents, and which data set is assigned to which org unit.
 *
 * With `dataSets` only the org units that one of them is assigned to; else all that the user captures data for (every one if
 * the user has none at all).
 *
 * @throws ConfigError For a data set that the user does not see.
 * @throws As `readList`.
 */
export async function runLookup(options: LookupOptions, { get, write }: LookupDeps): Promise<void> {
  const writer = lookupWriter(options.format, options.schema);
  const writeRows = async (rows: Iterable<LookupRow>): Promise<void> => {
    for (const batch of batches(rows)) await write(writer.rows(batch));
  };
  const sets = await dhis2.readDataSets(get, options.dataSets);
  const metadata = await readSetMetadata(get, sets);
  await write(writer.head);
  for (const set of sets) await writeRows(dataSetRows(set, metadata));
  const combos = [...metadata.optionCombos.values()].flat();
  await writeRows(categoryOptionRows(combos, await dhis2.readCategoryOptions(get)));
  for await (const optionSet of dhis2.readOptionSets(get, optionSetsOf(sets, metadata))) {
    await writeRows(optionRows(optionSet));
  }
  await writeOrgUnits(get, { sets, onlyAssigned: options.dataSets.length > 0 }, writeRows);
  await write(writer.tail);
}

async function readSetMetadata(get: Get, sets: readonly DataSetItem[]): Promise<LookupMetadata> {
  const dataElements = await dhis2.readElements(get);
  const inUse = new Set<string>();
  for (const { categoryCombo, dataSetElements } of sets) {
    if (categoryCombo) inUse.add(categoryCombo.id);
    for (const { dataElement, categoryCombo: own } of dataSetElements) {
      const combo = own ?? dataElements.get(dataElement.id)?.categoryCombo;
      if (combo) inUse.add(combo.id);
    }
  }
  return { dataElements, optionCombos: await dhis2.readOptionCombos(get, inUse) };
}

function optionSetsOf(sets: readonly DataSetItem[], { dataElements }: LookupMetadata): readonly string[] {
  const elements = sets.flatMap(({ dataSetElements }) => dataSetElements.map(({ dataElement }) => dataElement.id));
  return [...new Set(elements.flatMap((id) => dataElements.get(id)?.optionSet?.id ?? []))];
}

interface Wanted {
  readonly sets: readonly DataSetItem[];
  readonly onlyAssigned: boolean;
}

async function writeOrgUnits(
  get: Get,
  { sets, onlyAssigned }: Wanted,
  writeRows: (rows: Iterable<LookupRow>) => Promise<void>,
): Promise<void> {
  const isUsers = await readHierarchy(get);
  const all = await dhis2.readOrgUnits(get);
  const users = new Map([...all].filter(([, orgUnit]) => isUsers(orgUnit)));
  const assigned = new Set<string>();
  for (const set of sets) {
    const here = await readAssignments(get, `/api/dataSets/${set.id}`);
    for (const { id } of here) assigned.add(id);
    await writeRows(assignmentRows(set, here, users));
  }
  const wanted: readonly OrgUnitItem[] = [...users.values()].filter(({ id }) => !onlyAssigned || assigned.has(id));
  const nameOf = (uid: string): string | undefined => all.get(uid)?.name ?? undefined;
  await writeRows(mapped(wanted, (orgUnit) => orgUnitRow(orgUnit, nameOf)));
}

function* mapped<T, R>(items: Iterable<T>, map: (item: T) => R): Generator<R> {
  for (const item of items) yield map(item);
}

/** Pieces of a long list: memory does not grow with it. */
function* batches<T>(rows: Iterable<T>): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
