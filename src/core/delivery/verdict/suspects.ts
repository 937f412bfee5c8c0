import type { DataValue } from '../../model/data-value';
import type { ImportConflict } from '../../model/import-summary';
import { canonicalPeriod } from '../../model/period-id';
import { ProtocolError } from '../../../errors';

/** The fields of a data value by which a conflict can name it. */
type Dimension = 'dataSet' | 'dataElement' | 'orgUnit' | 'period' | 'categoryOptionCombo' | 'attributeOptionCombo';

const DIMENSIONS: readonly Dimension[] = [
  'dataSet',
  'dataElement',
  'orgUnit',
  'period',
  'categoryOptionCombo',
  'attributeOptionCombo',
];

/**
 * What the parts of `objects.args` stand for on 2.43, in their order (transcripts 025 to 120, 592, 726, 739).
 * The last part is a list in brackets wherever there are several ids.
 */
const PARTS: Readonly<Record<string, readonly Dimension[]>> = {
  // Several data sets fit the request: they are named, but no value is at fault.
  E8002: [],
  E8003: ['dataElement'],
  E8004: ['dataSet'],
  E8010: ['dataSet'],
  E8011: ['orgUnit'],
  // Category options, of which data values know nothing: which combos hold them, halving finds out.
  E8012: [],
  E8020: ['dataSet', 'dataElement'],
  E8021: ['dataSet', 'period'],
  E8022: ['dataSet', 'orgUnit'],
  E8023: ['dataSet', 'attributeOptionCombo'],
  E8024: ['dataSet', 'dataElement', 'categoryOptionCombo'],
  E8025: ['attributeOptionCombo', 'orgUnit'],
  E8030: ['dataSet', 'period'],
  E8031: ['orgUnit', 'period'],
  E8032: ['attributeOptionCombo', 'period'],
  E8033: ['attributeOptionCombo', 'orgUnit', 'period'],
};

/** One part of a conflict: a value is meant when it has one of `ids` in one of `dimensions`. */
interface Part {
  readonly dimensions: readonly Dimension[];
  readonly ids: ReadonlySet<string>;
}

/**
 * Positions among `values` that a conflict names, for a request of which DHIS2 stored nothing.
 *
 * 2.43 lists the good positions of a data set group together with the bad ones, or gives `-1`; then the position in the
 * text (`Value #3 …`) or the ids in it tell which are meant. Up to 2.42 the ids are in `objects`.
 * @returns Ascending; empty when the conflict names nothing that tells one value from another.
 * @throws {@link ProtocolError} If DHIS2 names a position that was never sent.
 */
export function suspectsOf(conflict: ImportConflict, values: readonly DataValue[]): readonly number[] {
  const listed = listedPositions(conflict, values.length);
  const numbered = /Value #(\d+) /.exec(conflict.value ?? '')?.[1];
  if (numbered !== undefined) return [checked(Number(numbered), values.length)];
  const candidates = listed.length > 0 ? listed : values.map((_, position) => position);
  const parts = partsOf(conflict);
  const named = parts.length > 0 ? candidates.filter((position) => fits(values[position]!, parts)) : [];
  if (named.length > 0) return named;
  // Positions alone tell something only when they leave some out, or when there was but one.
  return listed.length > 0 && (listed.length < values.length || values.length === 1) ? listed : [];
}

/**
 * The positions that a conflict lists, without `-1`; ascending, each once.
 *
 * @throws {@link ProtocolError} If DHIS2 names a position that was never sent.
 */
export function listedPositions(conflict: ImportConflict, sent: number): readonly number[] {
  const positions = new Set<number>();
  for (const index of conflict.indexes ?? []) if (index !== -1) positions.add(checked(index, sent));
  return [...positions].sort((a, b) => a - b);
}

/**
 * The position itself.
 *
 * @throws {@link ProtocolError} If no value with that position was sent.
 */
export function checked(position: number, sent: number): number {
  if (position >= 0 && position < sent) return position;
  throw new ProtocolError(
    `DHIS2's answer names value ${position} of a request of ${sent} values. Is a proxy mixing up answers? Start the sync again.`,
  );
}

function fits(value: DataValue, parts: readonly Part[]): boolean {
  return parts.every(({ dimensions, ids }) => dimensions.some((dimension) => ids.has(value[dimension])));
}

function partsOf(conflict: ImportConflict): readonly Part[] {
  const { args, ...ids } = conflict.objects ?? {};
  if (typeof args === 'string') return partsOfArgs(args, PARTS[conflict.errorCode ?? '']);
  // `categoryOptionCombo` may be the attribute's (E7604, transcript 038), so an id is looked for in every dimension.
  return Object.entries(ids)
    .filter(([name, id]) => name !== 'user' && name !== 'value' && name !== 'comment' && typeof id === 'string')
    .map(([, id]) => ({ dimensions: DIMENSIONS, ids: spellings([id as string]) }));
}

/** `dsMONTHLY01-deINTEGER01-[aaa, bbb]` in its parts: ids of any dimension if the code, or their number, is not known. */
function partsOfArgs(args: string, known: readonly Dimension[] | undefined): readonly Part[] {
  const list = /^(?:(.*)-)?\[(.*)\]$/s.exec(args);
  const lead = list ? (list[1] === undefined ? [] : list[1].split('-')) : args.split('-');
  const parts = lead.map((id) => [id]);
  if (list) parts.push(list[2]!.split(', '));
  if (known?.length === 0) return [];
  const dimensions = known?.length === parts.length ? known : undefined;
  return parts.map((ids, i) => ({ dimensions: dimensions ? [dimensions[i]!] : DIMENSIONS, ids: spellings(ids) }));
}

/** An id as DHIS2 writes it, and as rows have it. */
function spellings(ids: readonly string[]): ReadonlySet<string> {
  return new Set(ids.flatMap((id) => [id, canonicalPeriod(id)]).filter((id) => id !== ''));
}
