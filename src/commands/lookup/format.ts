import type { LookupRow } from './rows';
import { LOOKUP_COLUMNS } from './rows';

/** How the lookup table is written. */
export type LookupFormat = 'sql' | 'csv';

/** Writes the lookup table piece by piece: memory does not grow with it. */
export interface LookupWriter {
  readonly head: string;
  readonly rows: (rows: readonly LookupRow[]) => string;
  readonly tail: string;
}

/** Rows an INSERT. */
const BATCH = 500;

/** The writer of a format. */
export function lookupWriter(format: LookupFormat): LookupWriter {
  return format === 'csv' ? CSV : SQL;
}

const CSV: LookupWriter = {
  head: `${LOOKUP_COLUMNS.join(',')}\n`,
  rows: (rows) => rows.map((row) => `${LOOKUP_COLUMNS.map((column) => csvField(row[column])).join(',')}\n`).join(''),
  tail: '',
};

/** RFC 4180; an absent value is an empty field, an empty text a quoted one. */
function csvField(text: string | undefined): string {
  if (text === undefined) return '';
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * For PostgreSQL, in one transaction: the table is filled anew, so that it may be run every night, and the views that are
 * joined to it stay.
 */
const SQL: LookupWriter = {
  head: `BEGIN;

CREATE TABLE IF NOT EXISTS dhis2_lookup (
${LOOKUP_COLUMNS.map((column) => `  ${column} ${column === 'level' ? 'integer' : 'text'}`).join(',\n')}
);
DELETE FROM dhis2_lookup;
`,
  rows: (rows) => {
    const statements: string[] = [];
    for (let from = 0; from < rows.length; from += BATCH) {
      const tuples = rows.slice(from, from + BATCH).map(sqlTuple);
      statements.push(`INSERT INTO dhis2_lookup (${LOOKUP_COLUMNS.join(', ')}) VALUES\n${tuples.join(',\n')};\n`);
    }
    return statements.join('');
  },
  tail: `
CREATE OR REPLACE VIEW dhis2_data_element AS
SELECT data_set, data_set_code, data_set_name, period_type,
       id AS data_element, code AS data_element_code, name AS data_element_name, value_type,
       category_option_combo, category_option_combo_code, category_option_combo_name
FROM dhis2_lookup WHERE kind = 'data_element';

CREATE OR REPLACE VIEW dhis2_attribute_option_combo AS
SELECT data_set, data_set_code, data_set_name, id, code, name
FROM dhis2_lookup WHERE kind = 'attribute_option_combo';

CREATE OR REPLACE VIEW dhis2_org_unit AS
SELECT id, code, name, path, level
FROM dhis2_lookup WHERE kind = 'org_unit';

COMMIT;
`,
};

function sqlTuple(row: LookupRow): string {
  return `  (${LOOKUP_COLUMNS.map((column) => sqlText(row[column])).join(', ')})`;
}

/** A backslash means itself in PostgreSQL's plain literals only where `standard_conforming_strings` is on. */
function sqlText(text: string | undefined): string {
  if (text === undefined) return 'NULL';
  const quoted = text.replaceAll('\0', '').replaceAll("'", "''");
  return quoted.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}
