import { unparse } from 'papaparse';
import type { LookupRow } from './rows';
import { LOOKUP_COLUMNS } from './rows';
import { SQL_HEAD, SQL_TAIL, sqlName, sqlText } from './sql';

/** How the lookup table is written. */
export type LookupFormat = 'sql' | 'csv';

/** Writes the lookup table piece by piece: memory does not grow with it. */
export interface LookupWriter {
  readonly head: string;
  /** A piece of some hundred rows. */
  readonly rows: (rows: readonly LookupRow[]) => string;
  readonly tail: string;
}

/** The writer of a format. @param schema - Of the warehouse, for SQL. */
export function lookupWriter(format: LookupFormat, schema?: string): LookupWriter {
  return format === 'csv' ? CSV : sqlWriter(schema);
}

/** An absent value is an empty field, an empty text a quoted one. */
const CSV: LookupWriter = {
  head: `${LOOKUP_COLUMNS.join(',')}\n`,
  rows: (rows) => {
    const fields = rows.map((row) => LOOKUP_COLUMNS.map((column) => row[column]));
    return `${unparse(fields, { newline: '\n', quotes: (field: unknown) => field === '' })}\n`;
  },
  tail: '',
};

function sqlWriter(schema: string | undefined): LookupWriter {
  const into =
    schema === undefined
      ? ''
      : `CREATE SCHEMA IF NOT EXISTS ${sqlName(schema)};\nSET LOCAL search_path TO ${sqlName(schema)};\n`;
  return { head: `BEGIN;\n${into}${SQL_HEAD}`, rows: sqlInsert, tail: SQL_TAIL };
}

function sqlInsert(rows: readonly LookupRow[]): string {
  const tuples = rows.map((row) => `  (${LOOKUP_COLUMNS.map((column) => sqlText(row[column])).join(', ')})`);
  return `INSERT INTO dhis2_lookup (${LOOKUP_COLUMNS.join(', ')}) VALUES\n${tuples.join(',\n')};\n`;
}
