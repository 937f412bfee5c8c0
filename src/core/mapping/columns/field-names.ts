import { comparableName } from './name';
import type { Field } from '../../model/settings';
import { FIELDS, ID_FIELDS } from '../../model/settings';

type IdField = (typeof ID_FIELDS)[number];

/** Names beside the fields' own: DHIS2's CSV (`catoptcombo`, `cmt`), its screens and analytics, OpenHEXA, DATIM. */
const OTHER_NAMES: readonly (readonly [Field, readonly string[]])[] = [
  ['org_unit', ['organisation_unit', 'organization_unit']],
  ['category_option_combo', ['cat_opt_combo', 'category_option_combination']],
  ['attribute_option_combo', ['attr_opt_combo', 'attribute_option_combination', 'attribute_category_option_combo']],
  ['category_option', ['category_options']],
  ['attribute_option', ['attribute_options', 'attribute_category_options']],
  ['comment', ['cmt']],
  ['follow_up', ['flwup']],
  ['data_values', ['payload']],
];

/** Names of few letters, clear enough beside a value, or beside a place and a period. */
const CLEAR: Readonly<Record<string, Field>> = {
  dx: 'data_element',
  ou: 'org_unit',
  pe: 'period',
  coc: 'category_option_combo',
  acoc: 'attribute_option_combo',
  aoc: 'attribute_option_combo',
};

/** Names that mean other things elsewhere (a country, a company): they count among columns of a data value only. */
const VAGUE: Readonly<Record<string, Field>> = {
  de: 'data_element',
  data: 'data_element',
  co: 'category_option_combo',
  ao: 'attribute_option_combo',
  ds: 'data_set',
};

/** What DHIS2 keeps of a value's history: it writes that itself. */
const HISTORY: ReadonlySet<string> = new Set(['storedby', 'strby', 'lastupdated', 'lstupd', 'created', 'createdby']);

const SUFFIXES = ['', 'id', 'uid'];

const FIELDS_BY_NAME = fieldsByName();
const SHORT_NAMES = new Map([...shortNames(CLEAR, true), ...shortNames(VAGUE, false)]);

/** The field that a column, or a property of JSON, is called like. */
export function fieldNamed(name: string): Field | undefined {
  return FIELDS_BY_NAME.get(name) ?? FIELDS_BY_NAME.get(comparableName(name));
}

/** A name of few letters that may stand for a field. */
export interface ShortName {
  readonly field: Field;
  /** Whether it hardly means anything else. */
  readonly clear: boolean;
}

/** The field that a short name such as `ou` may stand for, by what stands beside it. */
export function shortNamed(name: string): ShortName | undefined {
  return SHORT_NAMES.get(comparableName(name));
}

/** Whether a column holds what DHIS2 itself writes (`storedby`, `lastupdated`): known, and never used. */
export function isHistory(name: string): boolean {
  return HISTORY.has(comparableName(name));
}

function fieldsByName(): ReadonlyMap<string, Field> {
  const names = new Map<string, Field>();
  const isId = (field: Field): boolean => ID_FIELDS.includes(field as IdField);
  for (const [field, called] of [...FIELDS.map((field) => [field, [field]] as const), ...OTHER_NAMES]) {
    for (const suffix of isId(field) ? SUFFIXES : ['']) {
      for (const name of called) names.set(comparableName(name) + suffix, field);
    }
  }
  return names;
}

function shortNames(names: Readonly<Record<string, Field>>, clear: boolean): [string, ShortName][] {
  return Object.entries(names).flatMap(([name, field]) =>
    (name === 'data' ? [''] : SUFFIXES).map((suffix): [string, ShortName] => [name + suffix, { field, clear }]),
  );
}
