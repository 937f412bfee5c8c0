import type { SourceChange } from '../../model/incoming';
import type { Row } from '../../model/record-mapper';
import { comparableName } from '../columns/name';
import { Refused } from './refused';

/** Stands in a row for a cell that the source could not carry: whatever layout reads the cell refuses it. */
export class SourceGap {
  constructor(readonly change: SourceChange) {}
}

/** What Debezium sends for a column of which PostgreSQL gave no value, since an UPDATE did not touch it (TOAST). */
const PLACEHOLDER = '__debezium_unavailable_value';
const AS_BYTES = [...PLACEHOLDER].map((letter) => letter.charCodeAt(0));
const AS_BASE64 = 'X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==';
const AS_HEX = AS_BYTES.map((byte) => byte.toString(16)).join('');
/** Of a `uuid[]`: `UUID.nameUUIDFromBytes` of the placeholder. */
const AS_UUID = 'b68a35a7-17ad-35b3-af2a-ae46edb4545a';

/**
 * The placeholder as each type of column has it (Debezium 3, `UnchangedToastedPlaceholder`), as text: `bytea` comes as base64 or
 * hex, arrays and `hstore` as JSON text.
 */
const AS_TEXT: ReadonlySet<string> = new Set([
  ...[PLACEHOLDER, AS_BASE64, AS_HEX, `\\x${AS_HEX}`, AS_UUID],
  ...[PLACEHOLDER, [PLACEHOLDER], [AS_BASE64], [AS_UUID], AS_BYTES, { [PLACEHOLDER]: PLACEHOLDER }].map((each) =>
    JSON.stringify(each),
  ),
]);
const LENGTHS: ReadonlySet<number> = new Set([...AS_TEXT].map(({ length }) => length));

/** Whether a cell holds the placeholder of an unread column, in any of its forms. */
export function isPlaceholder(raw: unknown): boolean {
  if (typeof raw === 'string') return LENGTHS.has(raw.length) && AS_TEXT.has(raw);
  if (typeof raw !== 'object' || raw === null) return false;
  if (!Array.isArray(raw)) return Object.hasOwn(raw, PLACEHOLDER);
  if (raw.length === 1) return typeof raw[0] === 'string' && isPlaceholder(raw[0]);
  return raw.length === AS_BYTES.length && raw.every((byte, index) => byte === AS_BYTES[index]);
}

/** The row with a {@link SourceGap} in place of each cell that the source changed. @param columns - Those of the view. */
export function withGaps(row: Row, changes: readonly SourceChange[], columns: ReadonlySet<string>): Row {
  const marked: Record<string, unknown> = { ...row };
  for (const change of changes) {
    const column = columnOf(change.field, columns);
    if (column !== undefined) marked[column] = new SourceGap(change);
  }
  return marked;
}

/** Why a cell cannot be used, if the source could not carry it. @param what - The field or column, as a sentence begins. */
export function gapIn(raw: unknown, what: string): Refused | undefined {
  if (raw instanceof SourceGap) return refusedGap(`${what} is not what the view holds: ${describeChange(raw.change)}.`);
  return isPlaceholder(raw)
    ? refusedGap(`${what} is the placeholder of change data capture for a value that the source did not read.`)
    : undefined;
}

function refusedGap(text: string): Refused {
  return new Refused({ cause: 'source-gap', code: 'SOURCE_GAP' }, text);
}

function describeChange({ change, reason }: SourceChange): string {
  const what = change === 'TRUNCATED' ? 'the source cut it' : 'the source gave NULL in its place';
  return reason === undefined ? what : `${what} (${reason})`;
}

/** A field of the source's may be a path into a column; platform and PyAirbyte may fold its case. */
function columnOf(field: string, columns: ReadonlySet<string>): string | undefined {
  if (columns.has(field)) return field;
  const [head = ''] = field.replace(/^\$\.?/, '').split(/[.[]/, 1);
  for (const name of [field, head]) {
    const wanted = comparableName(name);
    for (const column of columns) if (column === name || comparableName(column) === wanted) return column;
  }
  return undefined;
}
