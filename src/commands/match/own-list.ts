import { parse } from 'papaparse';
import { comparableName } from '../../core/mapping/columns/name';
import type { OwnEntry, Place } from '../../core/mapping/matching/candidate';
import { ConfigError } from '../../errors';

/** What is added to each row, in this order. */
export const ADDED_COLUMNS = [
  'dhis2_id',
  'dhis2_name',
  'score',
  'reason',
  'runner_up_id',
  'runner_up_name',
  'runner_up_score',
  'decided',
] as const;

type AddedColumn = (typeof ADDED_COLUMNS)[number];

/** What an earlier run, and a person since, wrote beside a row. */
export type Added = Readonly<Record<AddedColumn, string>>;

/** What a column of the list means. */
export type OwnColumn = 'code' | 'name' | 'parent' | 'latitude' | 'longitude';

/** A list as it was read. */
export interface OwnList {
  /** Its own columns, without those of an earlier run. */
  readonly columns: readonly string[];
  readonly rows: readonly OwnRow[];
  /** Whether it is what an earlier run wrote. */
  readonly isOutput: boolean;
  /** What stands between two fields, and whether a byte order mark stands in front, as Excel wants it. */
  readonly delimiter: string;
  readonly hasMark: boolean;
}

/** A row of the list. */
export interface OwnRow {
  /** From 1, the header being the first. */
  readonly line: number;
  /** As {@link OwnList.columns}. */
  readonly fields: readonly string[];
  readonly entry: OwnEntry;
  readonly added: Added;
}

/** How lists of facilities and of indicators call their columns, as `comparableName` gives it. */
const CALLED: Readonly<Record<OwnColumn, readonly string[]>> = {
  code: [
    'code',
    'facilitycode',
    'orgunitcode',
    'sitecode',
    'mflcode',
    'indicatorcode',
    'dataelementcode',
    'id',
    'uid',
    'codigo',
  ],
  name: [
    'name',
    'facilityname',
    'facility',
    'orgunit',
    'orgunitname',
    'site',
    'sitename',
    'indicator',
    'indicatorname',
    'dataelement',
    'dataelementname',
    'label',
    'nom',
    'nome',
    'libelle',
  ],
  parent: [
    'parent',
    'parentname',
    'district',
    'districtname',
    'subcounty',
    'county',
    'commune',
    'zone',
    'area',
    'distrito',
    'dataset',
    'datasetname',
  ],
  latitude: ['latitude', 'lat', 'gpslatitude'],
  longitude: ['longitude', 'long', 'lon', 'lng', 'gpslongitude'],
};

/**
 * Reads a list of own names from CSV: with commas, semicolons or tabs, as it comes from Excel too.
 *
 * @param named - Columns that the command line names, for what they mean.
 * @throws ConfigError Without a header, or a column of codes or names; it lists the columns found.
 */
export function readOwnList(csv: string, named: Partial<Record<OwnColumn, string>>): OwnList {
  const hasMark = csv.startsWith('\ufeff');
  const { data, meta } = parse<string[]>(hasMark ? csv.slice(1) : csv, {
    skipEmptyLines: 'greedy',
    delimitersToGuess: [',', ';', '\t', '|'],
  });
  const [header = [], ...lines] = data;
  const isOutput = ADDED_COLUMNS.every((column) => header.includes(column));
  const isOwn = (column: string): boolean => !isOutput || !ADDED_COLUMNS.includes(column as AddedColumn);
  const columns = header.filter(isOwn);
  const clash = columns.filter((column) => ADDED_COLUMNS.includes(column as AddedColumn));
  if (clash.length > 0) {
    throw new ConfigError(`The list has columns that \`match\` writes itself: ${clash.join(', ')}. Rename them.`);
  }
  const meaning = meaningsOf(columns, named);
  const rows = lines.map((fields, index): OwnRow => {
    const row = new Map(header.map((column, at) => [column, fields[at] ?? '']));
    const of = (column: OwnColumn): string | undefined =>
      (meaning[column] && row.get(meaning[column])?.trim()) || undefined;
    const added = Object.fromEntries(
      ADDED_COLUMNS.map((column) => [column, isOutput ? row.get(column)! : '']),
    ) as Added;
    const place = placeOf(of('latitude'), of('longitude'));
    const entry = { code: of('code'), name: of('name'), parent: of('parent'), ...(place && { place }) };
    return { line: index + 2, fields: columns.map((column) => row.get(column)!), entry, added };
  });
  return { columns, rows, isOutput, delimiter: meta.delimiter || ',', hasMark };
}

function meaningsOf(
  columns: readonly string[],
  named: Partial<Record<OwnColumn, string>>,
): Partial<Record<OwnColumn, string>> {
  const found: Partial<Record<OwnColumn, string>> = {};
  for (const [meaning, names] of Object.entries(CALLED) as [OwnColumn, readonly string[]][]) {
    const asked = named[meaning];
    if (asked !== undefined && !columns.includes(asked)) {
      throw new ConfigError(`The list has no column ${asked}. Its columns: ${columns.join(', ') || 'none'}.`);
    }
    const column = asked ?? names.flatMap((name) => columns.find((each) => comparableName(each) === name) ?? [])[0];
    if (column !== undefined) found[meaning] = column;
  }
  if (found.name !== undefined || found.code !== undefined) return found;
  throw new ConfigError(
    `No column of the list is known to hold names or codes: ${columns.join(', ') || 'it is empty'}. ` +
      'Say which with --name-column, --code-column and --parent-column.',
  );
}

function placeOf(latitude: string | undefined, longitude: string | undefined): Place | undefined {
  const [north, east] = [latitude, longitude].map((text) => Number((text ?? 'none').replace(',', '.')));
  const isPlace = Math.abs(north!) <= 90 && Math.abs(east!) <= 180 && (north !== 0 || east !== 0);
  return isPlace ? { latitude: north!, longitude: east! } : undefined;
}
