import type { MeantDimension, MetadataIndex } from '../metadata/metadata-index';
import type { Spelling } from '../metadata/spellings';
import { schemeKey } from '../../model/id-schemes';
import type { Field, IdScheme, IdSchemes } from '../../model/settings';
import type { ColumnSample } from './samples';

/** A dimension of DHIS2, with the field that names it and its scheme. */
export interface DimensionField {
  readonly field: Field;
  readonly dimension: MeantDimension;
  readonly scheme: keyof IdSchemes;
  /** Its name under `id_schemes`. */
  readonly setting: string;
}

/** In the order in which columns are given to them. */
export const DIMENSIONS: readonly DimensionField[] = [
  { field: 'org_unit', dimension: 'orgUnits', scheme: 'orgUnit', setting: 'org_unit' },
  { field: 'data_element', dimension: 'dataElements', scheme: 'dataElement', setting: 'data_element' },
  { field: 'data_set', dimension: 'dataSets', scheme: 'dataSet', setting: 'data_set' },
  { field: 'category_option', dimension: 'categoryOptions', scheme: 'categoryOption', setting: 'category_option' },
  {
    field: 'category_option_combo',
    dimension: 'optionCombos',
    scheme: 'categoryOptionCombo',
    setting: 'category_option_combo',
  },
  {
    field: 'attribute_option_combo',
    dimension: 'optionCombos',
    scheme: 'attributeOptionCombo',
    setting: 'attribute_option_combo',
  },
];

/** What the texts of a column are in a dimension. */
export interface Recognised {
  readonly of: DimensionField;
  readonly column: string;
  readonly found: ReadonlyMap<string, Spelling>;
  /** How much of the column that is, from 0 to 1. */
  readonly share: number;
}

/** Looks the texts of a column up in a dimension. */
export function recognise(of: DimensionField, sample: ColumnSample, metadata: MetadataIndex): Recognised {
  const texts = new Set([...sample.texts].filter((text) => text.trim().toLowerCase() !== 'default'));
  const found = metadata.named(of.dimension, texts);
  return { of, column: sample.column, found, share: texts.size === 0 ? 0 : found.size / texts.size };
}

/** The scheme that most of the ids are written in, where that is another than the settings say. */
export function otherScheme({ found }: Recognised, now: IdScheme): string | undefined {
  const counts = { uid: 0, code: 0, name: 0 };
  for (const { kind } of found.values()) counts[kind] += 1;
  const kinds = (['uid', 'code', 'name'] as const).filter((kind) => counts[kind] > 0);
  const [best] = kinds.sort((one, other) => counts[other] - counts[one]);
  // An attribute is something that no look at UIDs, codes and names can tell.
  return best === undefined || now.kind === 'attribute' || best === now.kind ? undefined : schemeKey({ kind: best });
}
