import { TRAITS } from '../../model/traits';
import type { Dhis2Habits } from '../../model/version';
import type { DataElement } from '../metadata/metadata';
import { converterFor, isFile, type Converter, type ValueRules } from '../value-type/value-type';
import type { CellContext } from './cell';

/** How the values of an element are made. */
export interface ElementRules {
  readonly convert: Converter;
  /** What a delete of its values holds. */
  readonly valueOfDelete: string;
  /** Each of its values goes in a request of its own. */
  readonly goesAlone: boolean;
}

/** Puts together what the metadata and the version say of an element's values. */
export function compileRules({ valueType, options }: DataElement, { habits, core }: CellContext): ElementRules {
  const { deletesByOption, unknownFileRefusesRequest } = TRAITS[habits];
  // Values of an element whose type is not known are checked by DHIS2 alone.
  const rules: ValueRules = { valueType: valueType ?? 'TEXT', ...(valueType && options && { options }) };
  return {
    convert: converterFor(rules, habits, { check: core.preflight && valueType !== undefined }),
    valueOfDelete: deletesByOption && options ? codeToDeleteBy(rules, options, habits) : '',
    goesAlone: unknownFileRefusesRequest && isFile(rules.valueType),
  };
}

/**
 * The code of some option that fits the value type: up to 2.42 DHIS2 checks values where it deletes, too, but MULTI_TEXT
 * needs none (transcripts 902, 903, 916, 970, 1247).
 */
function codeToDeleteBy(rules: ValueRules, options: ReadonlySet<string>, habits: Dhis2Habits): string {
  if (rules.valueType === 'MULTI_TEXT') return '';
  const convert = converterFor(rules, habits);
  for (const code of options) {
    const converted = convert(code);
    if (converted.kind === 'value') return converted.text;
  }
  const [code = ''] = options;
  return code;
}
