import type { IdScheme, IdSchemes } from '../core/model/settings';

/** Schemes as the form has them; a stream names those alone that differ. */
export interface IdSchemesForm {
  readonly data_set?: string;
  readonly org_unit?: string;
  readonly data_element?: string;
  readonly category_option_combo?: string;
  readonly attribute_option_combo?: string;
  readonly category_option?: string;
}

/** Translates the schemes that the form gives; with the spec's defaults that is all of them. */
export function readIdSchemes(form: IdSchemesForm): Partial<IdSchemes> {
  const read = (dimension: keyof IdSchemes, text: string | undefined): Partial<IdSchemes> =>
    text === undefined ? {} : { [dimension]: readIdScheme(text) };
  return {
    ...read('dataSet', form.data_set),
    ...read('orgUnit', form.org_unit),
    ...read('dataElement', form.data_element),
    ...read('categoryOptionCombo', form.category_option_combo),
    ...read('attributeOptionCombo', form.attribute_option_combo),
    ...read('categoryOption', form.category_option),
  };
}

/** Any case will do, but for the attribute's UID. */
function readIdScheme(text: string): IdScheme {
  const [kind = '', attribute = ''] = text.trim().split(':');
  switch (kind.toUpperCase()) {
    case 'CODE':
      return { kind: 'code' };
    case 'NAME':
      return { kind: 'name' };
    case 'ATTRIBUTE':
      return { kind: 'attribute', attribute };
    default:
      return { kind: 'uid' };
  }
}
