import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Ajv from 'ajv';

import type { ImportSummary } from '../core/model/import-summary';

/** Beside `lib/` and `src/` alike. */
const SCHEMA = join(__dirname, '../../resources/schemas/import-summary.json');

const validate = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);

/** Whether a JSON body is an import summary as DHIS2 2.41 to 2.43 write it (`resources/schemas/import-summary.json`). */
export function isImportSummary(body: unknown): body is ImportSummary {
  return validate(body);
}
