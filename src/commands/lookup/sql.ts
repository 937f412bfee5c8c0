import { LOOKUP_COLUMNS } from './rows';

/**
 * For PostgreSQL, in one transaction: the table is filled anew, so that it may be run every night, and the views that are
 * joined to it stay. A table of an earlier version of the connector gets the columns that it lacks.
 *
 * The key and the indexes are for the joins of views: by code, by name, by data set, by combo.
 */
export const SQL_HEAD = `
CREATE TABLE IF NOT EXISTS dhis2_lookup (
${LOOKUP_COLUMNS.map((column) => `  ${column} ${typeOf(column)}`).join(',\n')}
);
${LOOKUP_COLUMNS.map((column) => `ALTER TABLE dhis2_lookup ADD COLUMN IF NOT EXISTS ${column} ${typeOf(column)};`).join('\n')}
DELETE FROM dhis2_lookup;
CREATE UNIQUE INDEX IF NOT EXISTS dhis2_lookup_key ON dhis2_lookup
  (kind, id, COALESCE(data_set, ''), COALESCE(category_option_combo, ''));
CREATE INDEX IF NOT EXISTS dhis2_lookup_code ON dhis2_lookup (kind, code);
CREATE INDEX IF NOT EXISTS dhis2_lookup_name ON dhis2_lookup (kind, name);
CREATE INDEX IF NOT EXISTS dhis2_lookup_data_set ON dhis2_lookup (kind, data_set);
CREATE INDEX IF NOT EXISTS dhis2_lookup_combo ON dhis2_lookup (kind, category_option_combo);
`;

/** The views; columns that are added go to the end, or PostgreSQL would not replace the view. */
export const SQL_TAIL = `
CREATE OR REPLACE VIEW dhis2_data_element AS
SELECT data_set, data_set_code, data_set_name, period_type,
       id AS data_element, code AS data_element_code, name AS data_element_name, value_type,
       category_option_combo, category_option_combo_code, category_option_combo_name, option_set
FROM dhis2_lookup WHERE kind = 'data_element';

CREATE OR REPLACE VIEW dhis2_attribute_option_combo AS
SELECT data_set, data_set_code, data_set_name, id, code, name
FROM dhis2_lookup WHERE kind = 'attribute_option_combo';

CREATE OR REPLACE VIEW dhis2_category_option AS
SELECT category_option_combo, category_option_combo_code, category_option_combo_name, id, code, name
FROM dhis2_lookup WHERE kind = 'category_option';

CREATE OR REPLACE VIEW dhis2_option AS
SELECT option_set, option_set_name, id, code, name
FROM dhis2_lookup WHERE kind = 'option';

CREATE OR REPLACE VIEW dhis2_org_unit AS
SELECT id, code, name, path, level, parent, parent_name, path_names
FROM dhis2_lookup WHERE kind = 'org_unit';

CREATE OR REPLACE VIEW dhis2_data_set_org_unit AS
SELECT data_set, data_set_code, data_set_name, id AS org_unit, code AS org_unit_code, name AS org_unit_name
FROM dhis2_lookup WHERE kind = 'data_set_org_unit';

ANALYZE dhis2_lookup;
COMMIT;
`;

/** A name as it is, whatever letters it has. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A backslash means itself in PostgreSQL's plain literals only where `standard_conforming_strings` is on. */
export function sqlText(text: string | undefined): string {
  if (text === undefined) return 'NULL';
  const quoted = text.replaceAll('\0', '').replaceAll("'", "''");
  return quoted.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}

function typeOf(column: string): string {
  return column === 'level' ? 'integer' : 'text';
}
