import { Dimension, type DimensionLookup } from './dimension';
import type { Refused } from '../row/refused';
import { missing as missingField, unreadable } from '../row/refused';
import type { CategoryCombo, DataElement, DataSet, OrgUnit, Several } from '../metadata/metadata';
import { onlyOneIn } from '../metadata/metadata';
import type { MetadataIndex } from '../metadata/metadata-index';
import type { CoreSettings, Field } from '../../model/settings';
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
  readonly #metadata: MetadataIndex;
  readonly #dataSets: Dimension<DataSet>;
  readonly #orgUnits: Dimension<OrgUnit>;
  readonly #dataElements: Dimension<DataElement>;
  readonly #categoryOptionCombos: Dimension<string>;
  readonly #attributeOptionCombos: Dimension<string>;

  constructor({ core: { idSchemes, preflight }, metadata, habits }: IdContext) {
    const dimension = <T>(lookup: DimensionLookup<T>): Dimension<T> => new Dimension(lookup, habits, preflight);
    this.#metadata = metadata;
    this.#dataSets = dimension({
      field: 'data_set',
      scheme: idSchemes.dataSet,
      unknown: 'unknown-data-set',
      find: (id) => metadata.findDataSet(id),
      asIs: (uid) => ({ uid, writable: true }),
    });
    this.#orgUnits = dimension({
      field: 'org_unit',
      scheme: idSchemes.orgUnit,
      unknown: 'unknown-org-unit',
      find: (id) => metadata.findOrgUnit(id),
      asIs: (uid) => ({ uid, position: -1, inHierarchy: true }),
    });
    this.#dataElements = dimension({
      field: 'data_element',
      scheme: idSchemes.dataElement,
      unknown: 'unknown-data-element',
      find: (id) => metadata.findDataElement(id),
      asIs: (uid) => ({ uid, keepsZeros: true, dataSets: [] }),
    });
    this.#categoryOptionCombos = dimension({
      field: 'category_option_combo',
      scheme: idSchemes.categoryOptionCombo,
      unknown: 'unknown-category-option-combo',
      find: (id) => metadata.findCategoryOptionCombo(id),
      asIs: (uid) => uid,
    });
    this.#attributeOptionCombos = dimension({
      field: 'attribute_option_combo',
      scheme: idSchemes.attributeOptionCombo,
      unknown: 'unknown-attribute-option-combo',
      find: (id) => metadata.findAttributeOptionCombo(id),
      asIs: (uid) => uid,
    });
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

  /**
   * The UID of the category option combo; the server's default one where the row names none.
   * @param within - The data element's category combo, where that is known.
   */
  categoryOptionCombo(raw: unknown, within?: CategoryCombo): string | Refused {
    const found = this.#categoryOptionCombos.resolve(raw, (several) => onlyOneIn(within, several));
    return found ?? this.#default('category_option_combo', within);
  }

  /**
   * The UID of the attribute option combo; the server's default one where the row names none.
   * @param within - The data set's category combo, where that is known.
   */
  attributeOptionCombo(raw: unknown, within?: CategoryCombo): string | Refused {
    const found = this.#attributeOptionCombos.resolve(raw, (several) => onlyOneIn(within, several));
    return found ?? this.#default('attribute_option_combo', within);
  }

  #default(field: Field, within: CategoryCombo | undefined): string | Refused {
    const found = this.#metadata.defaultOptionCombo;
    if (typeof found === 'string') return found;
    const uid = found && onlyOneIn(within, found);
    return uid ?? unreadable(noDefaultText(field, found));
  }
}

/** Why an absent combo cannot be filled in. */
export function noDefaultText(field: Field, several: Several | undefined): string {
  return several
    ? `${field} is absent, and DHIS2 has several option combos called \`default\`: ${several.uids.join(', ')}. ` +
        'Name the right one in a column or a constant, or remove the surplus in DHIS2.'
    : `${field} is absent, and DHIS2 shows this user no option combo called \`default\`.`;
}

function missing(field: Field): Refused {
  return missingField(`The row has no ${field}.`);
}
