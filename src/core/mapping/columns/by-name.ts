import { fieldNamed, shortNamed } from './field-names';
import { fieldsLike } from './look-alikes';
import type { ColumnReading } from './settings';
import { COMBO_OF, type Field, isOptionField } from '../../model/settings';

/** What the names of the columns say that no setting speaks for. */
export interface FieldsByColumnName {
  readonly found: ReadonlyMap<Field, string>;
  readonly conflicts: ReadonlyMap<Field, readonly string[]>;
  readonly overruled: readonly string[];
  /** Names that may stand for a field that nothing else gives, and are not taken for it: short ones, and ones that are near. */
  readonly hints: ReadonlyMap<Field, readonly string[]>;
}

type Named = Map<Field, string[]>;

/** Finds the columns that are called like a field. @param filled - Whether the settings give the field. */
export function fieldsByColumnName(
  { candidates, taken, problems }: ColumnReading,
  filled: (field: Field) => boolean,
): FieldsByColumnName {
  const named: Named = new Map();
  const overruled: string[] = [];
  for (const column of candidates) {
    const field = taken.has(column) ? undefined : fieldNamed(column);
    if (field === undefined || isOptionField(field)) continue;
    taken.add(column);
    if (filled(field)) overruled.push(column);
    else add(named, field, column);
  }
  const hints: Named = new Map();
  for (const [field, columns] of shortOnes({ candidates, taken }, (each) => filled(each) || named.has(each))) {
    const counting = columns.filter(({ counts }) => counts).map(({ column }) => column);
    const others = columns.filter(({ counts }) => !counts).map(({ column }) => column);
    if (counting.length > 0) named.set(field, counting);
    else hints.set(field, others);
    for (const column of counting) taken.add(column);
  }
  const given = (field: Field): boolean => filled(field) || named.has(field);
  for (const column of candidates) {
    if (taken.has(column) || shortNamed(column)) continue;
    const [like] = fieldsLike(column).filter(
      (field) => !given(field) && !(isOptionField(field) && given(COMBO_OF[field])),
    );
    if (like !== undefined) add(hints, like, column);
  }
  const conflicts = new Map([...named].filter(([, columns]) => columns.length > 1));
  for (const [field, columns] of conflicts) {
    problems.push(`Several columns could be ${field}: ${columns.join(', ')}. Name the right one in \`columns\`.`);
  }
  const found = new Map([...named].flatMap(([field, [column, other]]) => (other ? [] : [[field, column!] as const])));
  return { found, conflicts, overruled, hints };
}

interface ShortColumn {
  readonly column: string;
  /** Whether what stands beside it makes it clear. */
  readonly counts: boolean;
}

/** Columns of short names, for the fields that nothing else gives. */
function shortOnes(
  { candidates, taken }: Pick<ColumnReading, 'candidates' | 'taken'>,
  known: (field: Field) => boolean,
): ReadonlyMap<Field, readonly ShortColumn[]> {
  const short = candidates.flatMap((column) => {
    const named = taken.has(column) ? undefined : shortNamed(column);
    return named && !known(named.field) ? [{ column, ...named }] : [];
  });
  const has = (field: Field): boolean => known(field) || short.some((each) => each.field === field);
  const inShort = candidates.filter((column) => CORE.includes(shortNamed(column)?.field as Field));
  const placed = has('org_unit') && has('period');
  const counts = ({ field, clear, column }: (typeof short)[number]): boolean => {
    if (clear) return known('value') || placed;
    if (!known('value')) return false;
    if (field === 'data_element') return placed;
    return inShort.some((other) => other !== column);
  };
  const byField = new Map<Field, ShortColumn[]>();
  for (const each of short) {
    byField.set(each.field, [...(byField.get(each.field) ?? []), { column: each.column, counts: counts(each) }]);
  }
  return byField;
}

/** Fields of which a short name tells that the view has others in short too. */
const CORE: readonly Field[] = ['data_element', 'org_unit', 'period'];

function add(named: Named, field: Field, column: string): void {
  const columns = named.get(field);
  if (columns) columns.push(column);
  else named.set(field, [column]);
}
