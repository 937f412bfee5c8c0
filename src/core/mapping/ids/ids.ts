import { ComboResolver, isDefaultCombo } from './combo';
import { Dimension, type DimensionLookup } from './dimension';
import type { Refused } from '../row/refused';
import { missing as missingField } from '../row/refused';
import type { DataElement, DataSet, OrgUnit } from '../metadata/metadata';
import type { Meant } from '../metadata/spellings';
import type { MetadataIndex } from '../metadata/metadata-index';
import type { CoreSettings, Field, IdScheme, OptionField } from '../../model/settings';
import { type Contradiction, type Tags, tagsOf } from '../preflight/codes';
import type { Dhis2Habits } from '../../model/version';

/** What the resolving of ids depends on. */
export interface IdContext {
  readonly core: Pick<CoreSettings, 'idSchemes' | 'preflight'>;
  readonly metadata: MetadataIndex;
  readonly habits: Dhis2Habits;
}

/**
 * Turns the ids of rows into the objects they name.
 *
 * Without preflight a UID that the server's lists do not show is taken as it is; an id of another scheme has no UID then
 * and is refused all the same. An id that fits several objects is refused with their UIDs, never guessed; names of option
 * combos are often shared between category combos, so that there the one combo that can be meant is taken.
 */
export class IdResolver {
  /** Of the values; which combo an id means, the element's category combo in the data set tells. */
  readonly categoryOptionCombos: ComboResolver;
  /** Of the groups; which combo an id means, the data set's category combo tells. */
  readonly attributeOptionCombos: ComboResolver;
  readonly #dataSets: Dimension<DataSet>;
  readonly #orgUnits: Dimension<OrgUnit>;
  readonly #dataElements: Dimension<DataElement>;

  constructor({ core: { idSchemes, preflight }, metadata, habits }: IdContext) {
    const dimension = <T>(lookup: DimensionLookup<T>): Dimension<T> => new Dimension(lookup, habits, preflight);
    this.#dataSets = dimension({
      field: 'data_set',
      scheme: idSchemes.dataSet,
      unknown: 'unknown-data-set',
      find: (id) => metadata.findDataSet(id),
      meantBy: (id) => metadata.meantBy('dataSets', id),
      asIs: (uid) => ({ uid, writable: true }),
    });
    this.#orgUnits = dimension({
      field: 'org_unit',
      scheme: idSchemes.orgUnit,
      unknown: 'unknown-org-unit',
      find: (id) => metadata.findOrgUnit(id),
      meantBy: (id) => metadata.meantBy('orgUnits', id),
      asIs: (uid) => ({ uid, position: -1, inHierarchy: true }),
    });
    this.#dataElements = dimension({
      field: 'data_element',
      scheme: idSchemes.dataElement,
      unknown: 'unknown-data-element',
      find: (id) => metadata.findDataElement(id),
      meantBy: (id) => metadata.meantBy('dataElements', id),
      asIs: (uid) => ({ uid, keepsZeros: true, dataSets: [] }),
    });
    const context: ComboContext = { metadata, dimension, tags: tagsOf(habits), optionScheme: idSchemes.categoryOption };
    this.categoryOptionCombos = openCombos(
      {
        field: 'category_option_combo',
        scheme: idSchemes.categoryOptionCombo,
        unknown: 'unknown-category-option-combo',
        optionField: 'category_option',
        foreign: 'category-option-combo-not-of-data-element',
        find: (id) => metadata.findCategoryOptionCombo(id),
      },
      context,
    );
    this.attributeOptionCombos = openAttributeCombos(idSchemes.attributeOptionCombo, context);
  }

  /** Undefined where the row names none: it is inferred then. */
  dataSet(raw: unknown): DataSet | undefined | Refused {
    return this.#dataSets.resolve(raw);
  }

  /** The org unit that the row must name. */
  orgUnit(raw: unknown): OrgUnit | Refused {
    return this.#orgUnits.resolve(raw) ?? missing('org_unit');
  }

  /** The data element that the row must name. */
  dataElement(raw: unknown): DataElement | Refused {
    return this.#dataElements.resolve(raw) ?? missing('data_element');
  }
}

function missing(field: Field): Refused {
  return missingField(`The row has no ${field}.`);
}

type ComboLookup = Pick<DimensionLookup<string>, 'field' | 'scheme' | 'unknown' | 'find'> & {
  readonly optionField: OptionField;
  readonly foreign: Contradiction;
};

interface ComboContext {
  readonly metadata: MetadataIndex;
  readonly dimension: (lookup: DimensionLookup<string>) => Dimension<string>;
  readonly tags: Tags;
  readonly optionScheme: IdScheme;
}

function openAttributeCombos(scheme: IdScheme, context: ComboContext): ComboResolver {
  return openCombos(
    {
      field: 'attribute_option_combo',
      scheme,
      unknown: 'unknown-attribute-option-combo',
      optionField: 'attribute_option',
      foreign: 'attribute-option-combo-not-of-data-set',
      find: (id) => context.metadata.findAttributeOptionCombo(id),
    },
    context,
  );
}

/** Category and attribute option combos are looked up alike. */
function openCombos(lookup: ComboLookup, { metadata, dimension, tags, optionScheme }: ComboContext): ComboResolver {
  const meantBy = (id: string): Meant | undefined => metadata.meantBy('optionCombos', id);
  const combos = dimension({ ...lookup, meantBy, isAbsent: isDefaultCombo, asIs: (uid) => uid });
  const options = dimension({
    field: lookup.optionField,
    scheme: optionScheme,
    unknown: lookup.unknown,
    find: (id) => metadata.findCategoryOption(id),
    meantBy: (id) => metadata.meantBy('categoryOptions', id),
    isAbsent: isDefaultCombo,
    asIs: (uid) => uid,
  });
  return new ComboResolver(lookup.field, { combos, options, foreign: tags[lookup.foreign] }, metadata);
}
